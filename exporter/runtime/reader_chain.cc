#include "runtime/reader_chain.h"

namespace heap_exporter {

HeapReading ReaderChain::Read() {
  HeapReading refusal{.reader = {}, .heap = Fail(Reason::kSystemError, "no reader")};
  for (const auto& reader : readers_) {
    auto heap = reader->Read();
    if (heap) return {.reader = reader->Name(), .heap = std::move(heap)};
    if (reader == readers_.front()) refusal.heap = std::move(heap);
  }
  return refusal;
}

}  // namespace heap_exporter
