#include "metrics/target_families.h"

#include <algorithm>
#include <set>
#include <string>

#include "support/catch.h"
#include "support/metrics_text.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

Sample MakeSample(pid_t pid, const std::string& process, std::uint64_t rss) {
  Target target;
  target.id = {.pid = pid, .start_time = 1};
  target.process = process;
  target.runtime = "nodejs";
  target.runtime_version = "22.11.0";
  Sample sample;
  sample.target = std::make_shared<const Target>(target);
  sample.usage.resident_bytes = rss;
  sample.usage.cpu_user_seconds = 1.5;
  sample.usage.cpu_system_seconds = 0.25;
  return sample;
}

Sample WithHeap(Sample sample) {
  HeapSnapshot heap;
  heap.main.total = 4000;
  heap.main.used = 3000;
  heap.main.limit = 9000;
  heap.main.resident = 3500;
  heap.main.spaces = {
      {.name = "old", .total = 4000, .used = 3000, .available = {}, .physical = 3500}};
  heap.gc = {.major = 2, .minor = 7, .pause_seconds = 0.5};
  sample.reader = "memory";
  sample.heap = heap;
  return sample;
}

Sample WithError(Sample sample, Reason reason) {
  sample.heap = Fail(reason, "why");
  return sample;
}

bool Has(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

bool HasFamily(const std::string& text, const std::string& name) {
  return text.find("# TYPE " + name + " ") != std::string::npos;
}

}  // namespace

TEST_CASE("family names are unique and counters alone end in _total") {
  std::set<std::string_view> names;
  for (const TargetFamily& family : TargetFamilies()) {
    INFO(family.name);
    CHECK(names.insert(family.name).second);
    CHECK(family.name.ends_with("_total") == (family.type == prometheus::MetricType::Counter));
    CHECK(family.help.ends_with('.'));
    CHECK(family.help.find_first_of("\\\n") == std::string_view::npos);
  }
}

TEST_CASE("every figure of a target stands under its name with pid and process") {
  const std::string text = TargetText({WithHeap(MakeSample(7, "api", 5000))});
  const std::string labels = "{pid=\"7\",process=\"api\"} ";
  CHECK(Has(text, "process_resident_memory_bytes" + labels + "5000"));
  CHECK(Has(text, "process_cpu_seconds_total" + labels + "1.75"));
  CHECK(Has(text, "nodejs_heap_size_total_bytes" + labels + "4000"));
  CHECK(Has(text, "nodejs_heap_size_used_bytes" + labels + "3000"));
  CHECK(Has(text, "nodejs_heap_size_limit_bytes" + labels + "9000"));
  CHECK(Has(text, "nodejs_heap_resident_bytes" + labels + "3500"));
  CHECK(Has(text, "nodejs_off_heap_bytes" + labels + "1500"));
  CHECK(Has(text, "nodejs_workers" + labels + "0"));
  CHECK(Has(text, "nodejs_gc_pause_seconds_total" + labels + "0.5"));
  CHECK(Has(text, "nodejs_gc_runs_total{pid=\"7\",process=\"api\",kind=\"major\"} 2"));
  CHECK(Has(text, "nodejs_gc_runs_total{pid=\"7\",process=\"api\",kind=\"minor\"} 7"));
  CHECK(
      Has(text, "nodejs_heap_space_size_used_bytes{pid=\"7\",process=\"api\",space=\"old\"} 3000"));
  CHECK(Has(text,
            "nodejs_version_info{pid=\"7\",process=\"api\",version=\"v22.11.0\",major=\"22\","
            "minor=\"11\",patch=\"0\"} 1"));
  CHECK(Has(text, "heap_exporter_target_up" + labels + "1"));
}

TEST_CASE("a number that is not known makes no series") {
  const std::string text = TargetText({WithHeap(MakeSample(7, "api", 5000))});
  CHECK_FALSE(HasFamily(text, "nodejs_external_memory_bytes"));
  CHECK_FALSE(HasFamily(text, "nodejs_array_buffers_bytes"));
  CHECK_FALSE(HasFamily(text, "nodejs_heap_space_size_available_bytes"));
  CHECK_FALSE(HasFamily(text, "cgroup_memory_limit_bytes"));
}

TEST_CASE("a heap that could not be read leaves target_up 0 and the process's own figures") {
  const std::string text = TargetText({WithError(MakeSample(7, "api", 5000), Reason::kGcRunning)});
  CHECK(Has(text, "heap_exporter_target_up{pid=\"7\",process=\"api\"} 0"));
  CHECK(HasFamily(text, "process_resident_memory_bytes"));
  CHECK(text.find("nodejs_heap") == std::string::npos);
  CHECK(text.find("nodejs_off_heap") == std::string::npos);
}

TEST_CASE("a target without a runtime has process figures only") {
  Sample sample = MakeSample(7, "redis", 5000);
  Target target = *sample.target;
  target.runtime.clear();
  target.runtime_version.clear();
  sample.target = std::make_shared<const Target>(target);
  const std::string text = TargetText({sample});
  CHECK(HasFamily(text, "process_resident_memory_bytes"));
  CHECK_FALSE(HasFamily(text, "heap_exporter_target_up"));
  CHECK(text.find("nodejs_") == std::string::npos);
}

TEST_CASE("off-heap is never below zero") {
  const std::string text = TargetText({WithHeap(MakeSample(7, "api", 3000))});
  CHECK(Has(text, "nodejs_off_heap_bytes{pid=\"7\",process=\"api\"} 0"));
}

TEST_CASE("hostile names cannot break the text") {
  const std::string text = TargetText({MakeSample(7, "a\"} 1\nevil{x=\"\\\xff", 1)});
  CHECK(Has(text,
            "process_resident_memory_bytes{pid=\"7\",process=\"a\\\"} "
            "1\\nevil{x=\\\"\\\\\xef\xbf\xbd\"} 1"));
  CHECK(text.find("\nevil") == std::string::npos);
}

TEST_CASE("spaces can be switched off") {
  const std::string text =
      TargetText({WithHeap(MakeSample(7, "api", 5000))}, {.heap_spaces = false});
  CHECK(text.find("nodejs_heap_space") == std::string::npos);
  CHECK(HasFamily(text, "nodejs_heap_size_used_bytes"));
}

TEST_CASE("without pids the processes of one name are added up") {
  const std::vector<Sample> samples = {WithHeap(MakeSample(7, "api", 5000)),
                                       WithHeap(MakeSample(8, "web", 100)),
                                       WithHeap(MakeSample(9, "api", 7000))};
  const std::string text = TargetText(samples, {.label_pid = false});
  CHECK(Has(text, "process_resident_memory_bytes{process=\"api\"} 12000"));
  CHECK(Has(text, "process_resident_memory_bytes{process=\"web\"} 100"));
  CHECK(Has(text, "process_cpu_seconds_total{process=\"api\"} 3.5"));
  CHECK(Has(text, "nodejs_heap_space_size_used_bytes{process=\"api\",space=\"old\"} 6000"));
  CHECK(Has(text,
            "nodejs_version_info{process=\"api\",version=\"v22.11.0\",major=\"22\",minor=\"11\","
            "patch=\"0\"} 1"));
  CHECK(text.find("pid=") == std::string::npos);
  CHECK_FALSE(HasFamily(text, "process_start_time_seconds"));

  Collection collection;
  collection.samples = samples;
  const std::string others = CollectionText(collection, false);
  CHECK(Has(others, "nodejs_processes{process=\"api\"} 2"));
  CHECK(Has(others, "nodejs_processes{process=\"web\"} 1"));
}

TEST_CASE("failures are counted by reason, and every reason has a series") {
  Collection collection;
  collection.samples = {WithError(MakeSample(7, "a", 1), Reason::kPermissionDenied),
                        WithError(MakeSample(8, "b", 1), Reason::kPermissionDenied),
                        WithHeap(MakeSample(9, "c", 1))};
  const std::string text = CollectionText(collection);
  CHECK(Has(text, "heap_exporter_target_failures{reason=\"permission_denied\"} 2"));
  CHECK(Has(text, "heap_exporter_target_failures{reason=\"gc_running\"} 0"));
  for (const Reason reason : kAllReasons) {
    CHECK(text.find("reason=\"" + std::string(ReasonName(reason)) + "\"") != std::string::npos);
  }
  CHECK_FALSE(HasFamily(text, "nodejs_processes"));
  CHECK_FALSE(HasFamily(text, "system_memory_total_bytes"));
}
