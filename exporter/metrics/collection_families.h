#pragma once

#include "metrics/exposition.h"
#include "model/sample.h"

namespace heap_exporter {

// Hands the metrics that are not about one target to `sink`: the machine's memory, why targets
// fail, how the collection went. `label_pid` false adds how many processes stand behind each name.
void MakeCollectionFamilies(const Collection& collection, bool label_pid, const FamilySink& sink);

}  // namespace heap_exporter
