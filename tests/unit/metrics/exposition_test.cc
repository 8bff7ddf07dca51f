#include "metrics/exposition.h"

#include <string>
#include <vector>

#include "support/catch.h"

namespace heap_exporter {
namespace {

prometheus::MetricFamily Gauge(const std::string& name, double value) {
  prometheus::ClientMetric metric;
  metric.gauge.value = value;
  return {name, "Help.", prometheus::MetricType::Gauge, {metric}};
}

std::string ToText(const std::vector<prometheus::MetricFamily>& families) {
  TextWriter text;
  for (const auto& family : families) text.Write(family);
  return text.Take();
}

std::string ValueOf(double value) {
  const std::string text = ToText({Gauge("x", value)});
  const std::string before = "# HELP x Help.\n# TYPE x gauge\nx ";
  REQUIRE(text.substr(0, before.size()) == before);
  return text.substr(before.size());
}

TEST_CASE("no families are an empty text") { CHECK(ToText({}).empty()); }

TEST_CASE("a family without series is left out") {
  prometheus::MetricFamily empty = Gauge("x", 1);
  empty.metric.clear();
  CHECK(ToText({empty}).empty());
}

TEST_CASE("families keep their order and their labels") {
  prometheus::MetricFamily second = Gauge("b_bytes", 2);
  second.metric[0].label = {{"pid", "12"}, {"process", "api"}};
  CHECK(ToText({Gauge("z_bytes", 1), second}) ==
        "# HELP z_bytes Help.\n# TYPE z_bytes gauge\nz_bytes 1\n"
        "# HELP b_bytes Help.\n# TYPE b_bytes gauge\nb_bytes{pid=\"12\",process=\"api\"} 2\n");
}

TEST_CASE("counters are counters") {
  prometheus::ClientMetric metric;
  metric.counter.value = 3;
  CHECK(ToText({{"x_total", "", prometheus::MetricType::Counter, {metric}}}) ==
        "# TYPE x_total counter\nx_total 3\n");
}

TEST_CASE("byte counts are written exactly") {
  CHECK(ValueOf(0) == "0\n");
  CHECK(ValueOf(4345298944) == "4345298944\n");
  CHECK(ValueOf(1099511627776) == "1099511627776\n");
  CHECK(ValueOf(9007199254740991) == "9007199254740991\n");
  CHECK(ValueOf(9007199254740992) == "9007199254740992\n");
}

TEST_CASE("fractions keep their microseconds beside a time since the epoch") {
  CHECK(ValueOf(1767225600.123456) == "1767225600.123456\n");
  CHECK(ValueOf(0.1) == "0.1\n");
}

TEST_CASE("quotes, backslashes and line breaks in a label value are escaped") {
  prometheus::MetricFamily family = Gauge("x", 1);
  family.help.clear();
  family.metric[0].label = {{"process", "a\"b\\c\nd"}};
  CHECK(ToText({family}) == "# TYPE x gauge\nx{process=\"a\\\"b\\\\c\\nd\"} 1\n");
}

}  // namespace
}  // namespace heap_exporter
