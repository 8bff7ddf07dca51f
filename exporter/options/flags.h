#pragma once

#include <string>

#include "options/options.h"

namespace CLI {
class App;
}

namespace heap_exporter {

// What the flags say, before any file is read.
struct Flags {
  Options options;
  std::string config_file;  // empty: none
  bool help = false;
  bool version = false;
};

// Teaches `app` every flag of the program; parsing writes into `flags`, which must outlive `app`.
// A value that is not valid makes CLI11 throw, as all its errors do.
void AddFlags(CLI::App& app, Flags& flags);

}  // namespace heap_exporter
