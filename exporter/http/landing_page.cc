#include "http/landing_page.h"

#include <string_view>

#include "http/html.h"
#include "http/target_table.h"

namespace heap_exporter {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; }
h1 { font-size: 1.4rem; margin: 0; }
h1 small { font-weight: normal; opacity: .6; }
nav a { margin-right: 1rem; }
main { overflow-x: auto; margin-top: 1.5rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .5rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #8884; }
th { font-weight: 600; opacity: .7; }
td:first-child { min-width: 8rem; max-width: 20rem; white-space: normal; overflow-wrap: anywhere; }
.text { text-align: left; }
.bad { color: #d33; }
meter { width: 4rem; }
)";

std::string Link(std::string_view target, std::string_view text) {
  return "<a href=\"" + EscapeHtml(target) + "\">" + EscapeHtml(text) + "</a>\n";
}

std::string Head(const PageFacts& facts) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<title>heap_exporter</title>\n<style>" +
         std::string(kStyle) + "</style>\n</head>\n<body>\n<h1>heap_exporter <small>" +
         EscapeHtml(facts.version) +
         "</small></h1>\n<p>Where the memory of running processes goes.\n<nav>\n" +
         Link(facts.telemetry_path, "Metrics") + Link("/-/healthy", "Health") +
         Link("/-/ready", "Readiness") + "</nav>\n";
}

}  // namespace

std::string LandingPage(const PageFacts& facts, const Collection& collection) {
  const std::string content = collection.samples.empty() ? "<p>No process to report on was found.\n"
                                                         : TargetTable(collection.samples);
  return Head(facts) + "<main>\n" + content + "</main>\n</body>\n</html>\n";
}

}  // namespace heap_exporter
