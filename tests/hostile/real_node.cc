#include "hostile/real_node.h"

#include <sys/mman.h>

#include <stdexcept>

#include "hostile/module.h"

namespace heap_exporter::hostile {
namespace {

using testing::FakeIsolate;
using testing::FakeNode;

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kNodeBytes = 4 * kWord;  // of the list of isolates
static_assert(kModuleBytes == FakeNode::kModuleSize);

// The first part of FakeNode's module is an ELF header, which this program has of its own.
constexpr std::uint64_t kFirstCopied = 0x8000;

std::vector<FakeIsolate> Isolates() {
  return {MainIsolate(), FakeIsolate{.worker = true}, FakeIsolate{.worker = true}};
}

bool IsInModule(std::uint64_t value) {
  return value >= FakeNode::kModule && value < FakeNode::kModule + FakeNode::kModuleSize;
}

}  // namespace

const FakeIsolate& MainIsolate() {
  static const FakeIsolate isolate{.external = 7 << 20};
  return isolate;
}

RealNode::RealNode(const V8Layout& layout) : layout_(layout), plan_(layout, Isolates()) {
  CopyModule();
  CopyHeap();
}

void RealNode::CopyModule() const {
  for (std::uint64_t offset = kFirstCopied; offset < kModuleBytes; offset += kWord) {
    At(InModule(offset)) = plan_.memory().Word(FakeNode::kModule + offset);
  }
}

// With pointers into the fake module turned into such into ours.
void RealNode::CopyHeap() const {
  auto* const wanted = reinterpret_cast<void*>(FakeNode::kHeap);
  void* const heap = mmap(wanted, FakeNode::kHeapSize, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (heap != wanted) throw std::runtime_error("the heap's place is taken");
  const auto values =
      ReadObjects<std::uint64_t>(plan_.memory(), FakeNode::kHeap, FakeNode::kHeapSize / kWord);
  if (!values) throw std::runtime_error(values.error().detail);
  std::uint64_t address = FakeNode::kHeap;
  for (const std::uint64_t value : *values) {
    if (value != 0) At(address) = IsInModule(value) ? InModule(value - FakeNode::kModule) : value;
    address += kWord;
  }
}

std::uint64_t RealNode::space(std::string_view name) const {
  for (std::size_t id = 0; id < layout_.spaces.size(); ++id) {
    if (layout_.spaces[id].name == name) return isolate(0).spaces[id];
  }
  throw std::runtime_error("no space of that name");
}

// FakeNode lays the parts of an isolate one behind the other, the node last.
std::uint64_t RealNode::Copy(const testing::FakeIsolateAddresses& isolate) const {
  const std::uint64_t start = isolate.isolate;
  const std::uint64_t end = isolate.node + kNodeBytes;
  const std::uint64_t distance = Map(end - start) - start;
  for (std::uint64_t address = start; address < end; address += kWord) {
    const std::uint64_t value = At(address);
    if (value == 0) continue;
    At(address + distance) = value >= start && value < end ? value + distance : value;
  }
  return distance;
}

std::uint64_t RealNode::InModule(std::uint64_t offset) {
  return reinterpret_cast<std::uint64_t>(hostile_module) + offset;
}

std::uint64_t RealNode::Map(std::uint64_t size) {
  const std::uint64_t whole = (size + kPage - 1) / kPage * kPage;
  void* const memory = mmap(nullptr, whole + kPage, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no memory");
  mprotect(static_cast<char*>(memory) + whole, kPage, PROT_NONE);
  return reinterpret_cast<std::uint64_t>(memory);
}

}  // namespace heap_exporter::hostile
