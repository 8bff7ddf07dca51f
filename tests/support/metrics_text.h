#pragma once

#include <string>
#include <vector>

#include "metrics/collection_families.h"
#include "metrics/exposition.h"
#include "metrics/target_families.h"

namespace heap_exporter::testing {

inline std::string TargetText(const std::vector<Sample>& samples,
                              const TargetFamilyOptions& options = {}) {
  TextWriter text;
  MakeTargetFamilies(samples, options, [&text](auto family) { text.Write(std::move(family)); });
  return text.Take();
}

inline std::string CollectionText(const Collection& collection, bool label_pid = true) {
  TextWriter text;
  MakeCollectionFamilies(collection, label_pid,
                         [&text](auto family) { text.Write(std::move(family)); });
  return text.Take();
}

}  // namespace heap_exporter::testing
