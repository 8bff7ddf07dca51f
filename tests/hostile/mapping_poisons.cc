#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include "hostile/poisons.h"

namespace heap_exporter::hostile {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kIsolateBytes = 0x16000;
constexpr std::uint64_t kManyMappings = 50000;  // the kernel allows 65530

void* ToPointer(std::uint64_t address) { return reinterpret_cast<void*>(address); }

void Protect(std::uint64_t address, std::uint64_t size, int rights) {
  const std::uint64_t start = address / kPage * kPage;
  if (mprotect(ToPointer(start), address + size - start, rights) != 0) {
    throw std::runtime_error("memory cannot be protected");
  }
}

Outcome IsolateProtected(RealNode& node) {
  Protect(node.isolate(0).isolate, kIsolateBytes, PROT_NONE);
  return Refused(Reason::kNotReady);
}

Outcome HeapProtected(RealNode& node) {
  Protect(node.isolate(0).heap, kPage, PROT_NONE);
  return Refused(Reason::kNotReady);
}

// Only who searches it looks at the map, and finds that this is no heap.
Outcome IsolateReadOnly(RealNode& node) {
  Protect(node.isolate(0).isolate, kIsolateBytes, PROT_READ);
  return kEither;
}

Outcome ModuleProtected(RealNode&) {
  Protect(RealNode::InModule(0x9000), kPage, PROT_NONE);
  Protect(RealNode::InModule(0xa000), kPage, PROT_NONE);
  return Refused(Reason::kBadAddress);
}

// An isolate in a file that has become shorter: the map says that it is there.
Outcome FileCutOff(RealNode& node) {
  const int file = memfd_create("cut off", 0);
  if (file < 0 || ftruncate(file, kIsolateBytes) != 0) throw std::runtime_error("no file");
  const std::uint64_t page = node.isolate(0).isolate / kPage * kPage + kPage;
  void* const mapping = mmap(ToPointer(page), kIsolateBytes - kPage, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_FIXED, file, 0);
  if (mapping == MAP_FAILED || ftruncate(file, 0) != 0) throw std::runtime_error("no mapping");
  return Refused(Reason::kInconsistent);
}

// So large that nobody may copy it, and empty.
Outcome IsolateInAHugeMapping(RealNode& node) {
  RealNode::At(node.isolate(0).node + kWord) = RealNode::Map(std::uint64_t{1} << 36) + kPage;
  return Refused(Reason::kInconsistent);
}

// Every other page has other rights, so that the kernel cannot join them.
Outcome ManyMappings(RealNode&) {
  const std::uint64_t start = RealNode::Map(kManyMappings * kPage);
  for (std::uint64_t page = 0; page < kManyMappings; page += 2) {
    Protect(start + page * kPage, kPage, PROT_READ);
  }
  return kFigures;
}

// The same with a process that has no heap to be found, for which it is looked again and again.
Outcome ManyMappingsAndNoHeap(RealNode& node) {
  ManyMappings(node);
  RealNode::At(node.plan().platform()) = 0;
  return Refused(Reason::kNotReady);
}

constexpr std::array kPoisons = {
    Poison{"isolate_protected", IsolateProtected},
    Poison{"heap_protected", HeapProtected},
    Poison{"isolate_read_only", IsolateReadOnly},
    Poison{"module_protected", ModuleProtected},
    Poison{"file_cut_off", FileCutOff},
    Poison{"isolate_in_a_huge_mapping", IsolateInAHugeMapping},
    Poison{"many_mappings", ManyMappings},
    Poison{"many_mappings_and_no_heap", ManyMappingsAndNoHeap},
};

}  // namespace

std::span<const Poison> MappingPoisons() { return kPoisons; }

}  // namespace heap_exporter::hostile
