#pragma once

#include <string>

#include "model/sample.h"

namespace heap_exporter {

struct PageFacts {
  std::string version;
  std::string telemetry_path;
};

// The page for people who open the exporter in a browser: where the metrics are, and a table of the
// targets. One HTML document without scripts that refers to nothing outside of it.
[[nodiscard]] std::string LandingPage(const PageFacts& facts, const Collection& collection);

}  // namespace heap_exporter
