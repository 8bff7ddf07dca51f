#include "http/target_table.h"

#include <memory>
#include <string>
#include <utility>

#include "support/catch.h"

namespace heap_exporter {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

Sample MakeSample(std::string name, std::uint64_t resident_bytes) {
  Target target;
  target.id.pid = 4711;
  target.process = std::move(name);
  Sample sample;
  sample.target = std::make_shared<const Target>(target);
  sample.usage.resident_bytes = resident_bytes;
  return sample;
}

Sample MakeNodeSample(std::string name, std::uint64_t used, std::uint64_t limit) {
  Sample sample = MakeSample(std::move(name), 200 * kMiB);
  HeapSnapshot heap;
  heap.main.total = 120 * kMiB;
  heap.main.resident = 110 * kMiB;
  heap.main.used = used;
  heap.main.limit = limit;
  sample.heap = std::move(heap);
  return sample;
}

bool Has(const std::string& table, const std::string& text) {
  return table.find(text) != std::string::npos;
}

std::size_t Count(const std::string& table, const std::string& text) {
  std::size_t count = 0;
  for (auto at = table.find(text); at != std::string::npos; at = table.find(text, at + 1)) ++count;
  return count;
}

TEST_CASE("a row shows the figures for people and the bytes for who points at them") {
  Sample sample = MakeNodeSample("api", 96 * kMiB, 128 * kMiB);
  Target target = *sample.target;
  target.runtime = "nodejs";
  target.runtime_version = "22.11.0";
  sample.target = std::make_shared<const Target>(target);
  (*sample.heap)->main.external = 5 * kMiB + kMiB / 2;
  for (int worker = 0; worker < 2; ++worker) {
    (*sample.heap)->workers.emplace_back().heap.resident = 0;
  }
  CHECK(Has(TargetTable({sample}),
            "<tr><td class=\"text\">api<td>4711<td class=\"text\">nodejs 22.11.0"
            "<td title=\"209715200 bytes\">200.0 MiB<td title=\"100663296 bytes\">96.0 MiB"
            "<td title=\"125829120 bytes\">120.0 MiB<td title=\"134217728 bytes\">128.0 MiB"
            "<td><meter low=\"0.7\" high=\"0.9\" optimum=\"0\" value=\"0.750\"></meter> 75.0%"
            "<td title=\"5767168 bytes\">5.5 MiB<td title=\"94371840 bytes\">90.0 MiB<td>2"
            "<td class=\"text\">ok</tr>"));
}

TEST_CASE("a number that is not known is a dash") {
  CHECK(Has(TargetTable({MakeSample("x", 1)}),
            "<td class=\"text\">\u2013<td title=\"1 bytes\">1 B<td>\u2013<td>\u2013<td>\u2013"
            "<td>\u2013<td>\u2013<td>\u2013<td>\u2013<td class=\"text\">no managed heap"));
}

TEST_CASE("why the heap is not known is told") {
  Sample sample = MakeSample("x", 1);
  sample.heap = Result<HeapSnapshot>(Fail(Reason::kPermissionDenied, "not \"ours\""));
  CHECK(Has(TargetTable({sample}),
            "<td class=\"text bad\" title=\"not &quot;ours&quot;\">permission_denied"));
}

TEST_CASE("off-heap is never below zero and unknown where a worker could not be read") {
  Sample sample = MakeNodeSample("x", 1, 2);
  sample.usage.resident_bytes = 100 * kMiB;
  CHECK(Has(TargetTable({sample}), "<td title=\"0 bytes\">0 B<td>0<td class=\"text\">ok"));
  (*sample.heap)->workers_unread = 1;
  CHECK(Has(TargetTable({sample}), "<td>\u2013<td>1<td class=\"text\">ok"));
}

TEST_CASE("a limit of zero is no limit to be near to") {
  CHECK(Has(TargetTable({MakeNodeSample("x", 1, 0)}), "<td title=\"0 bytes\">0 B<td>\u2013"));
}

TEST_CASE("the fullest heaps come first, then the largest processes") {
  const std::string table =
      TargetTable({MakeSample("small", 1), MakeSample("large", 2), MakeNodeSample("half", 1, 2),
                   MakeNodeSample("full", 9, 10)});
  CHECK(table.find(">full<") < table.find(">half<"));
  CHECK(table.find(">half<") < table.find(">large<"));
  CHECK(table.find(">large<") < table.find(">small<"));
  CHECK(Has(table, ">small<"));
}

TEST_CASE("a name cannot break out of its cell") {
  const std::string table = TargetTable({MakeSample("<script>alert(1)</script>\n\u202e\xff", 1)});
  CHECK_FALSE(Has(table, "<script"));
  CHECK(Has(table, ">&lt;script&gt;alert(1)&lt;/script&gt;\\u000a\\u202e\\ufffd<"));
}

TEST_CASE("a thousand rows are the most that is shown") {
  std::vector<Sample> samples(kMaxTableRows, MakeSample("x", 1));
  const std::string all = TargetTable(samples);
  CHECK(Count(all, ">4711<") == kMaxTableRows);
  CHECK_FALSE(Has(all, "Only the first"));
  samples.push_back(MakeSample("x", 1));
  const std::string most = TargetTable(samples);
  CHECK(Count(most, ">4711<") == kMaxTableRows);
  CHECK(Has(most, "Only the first 1000 of 1001 targets are shown"));
}

}  // namespace
}  // namespace heap_exporter
