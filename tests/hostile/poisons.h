#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "hostile/real_node.h"

namespace heap_exporter::hostile {

// What an exporter must make of a poisoned process, in a word: one of these, or a reason's name.
using Outcome = std::string_view;
inline constexpr Outcome kFigures = "figures";  // its heap figures, as they were before
inline constexpr Outcome kEither = "either";    // figures that agree with each other, or a reason
// No heap figure, for a reason that depends on the V8 or on what is known of the binary.
inline constexpr Outcome kRefused = "refused";
inline Outcome Refused(Reason reason) { return ReasonName(reason); }

struct Poison {
  std::string_view name;
  Outcome (*apply)(RealNode& node);
};

// By what they spoil: the list of isolates, what an isolate and its heap are made of, the figures,
// texts and versions, the mappings under it all, and everything while it is being read.
std::span<const Poison> ListPoisons();
std::span<const Poison> HeapPoisons();
std::span<const Poison> FigurePoisons();
std::span<const Poison> TextPoisons();
std::span<const Poison> MappingPoisons();
std::span<const Poison> ChangePoisons();

}  // namespace heap_exporter::hostile
