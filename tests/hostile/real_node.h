#pragma once

#include <cstdint>
#include <vector>

#include "runtime/node/v8_layout.h"
#include "support/fake_node.h"

namespace heap_exporter::hostile {

// The fake Node.js of the unit tests in the memory of this very process: at the same addresses, but
// for its module, which is the executable. A main thread and two workers. There can be one.
class RealNode {
 public:
  explicit RealNode(const V8Layout& layout);

  [[nodiscard]] const V8Layout& layout() const { return layout_; }
  [[nodiscard]] const testing::FakeNode& plan() const { return plan_; }  // where everything is
  [[nodiscard]] const testing::FakeIsolateAddresses& isolate(std::size_t number) const {
    return plan_.isolates()[number];
  }
  // Of the main thread, by its name in the layout.
  [[nodiscard]] std::uint64_t space(std::string_view name) const;

  // Copies an isolate, its heap, its worker and its node in the list of isolates, with all pointers
  // among them. Returns how far the copy is from the original. The node is in no list yet.
  [[nodiscard]] std::uint64_t Copy(const testing::FakeIsolateAddresses& isolate) const;

  // A word of this process. Others read it at any moment.
  static volatile std::uint64_t& At(std::uint64_t address) {
    return *reinterpret_cast<volatile std::uint64_t*>(address);
  }
  static void Add(std::uint64_t address, std::uint64_t value) { At(address) = At(address) + value; }

  // The address in this process of what is at that distance from the module's start.
  [[nodiscard]] static std::uint64_t InModule(std::uint64_t offset);

  // Zeros that nobody has touched yet, from the start of a page; never given back. Behind them is a
  // page that cannot be read.
  static std::uint64_t Map(std::uint64_t size);

 private:
  void CopyModule() const;
  void CopyHeap() const;

  const V8Layout& layout_;
  testing::FakeNode plan_;
};

// What the main thread of a sound one has.
const testing::FakeIsolate& MainIsolate();

}  // namespace heap_exporter::hostile
