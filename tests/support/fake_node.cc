#include "support/fake_node.h"

#include <algorithm>
#include <sstream>

#include "support/borrowed_memory.h"
#include "support/elf_builder.h"

namespace heap_exporter::testing {
namespace {

constexpr std::uint64_t kIsolateBytes = 0x16000;
constexpr std::uint64_t kHeapInIsolate = 0xc000;
constexpr std::uint64_t kSpaceBytes = 0x400;
constexpr std::uint64_t kSpaceVtable =
    0x408000;  // vtables of V8's own classes are anywhere in the module

// Link-time addresses of the exported symbols; the module is not relocated.
constexpr std::uint64_t kV8Platform = 0x40a000;
constexpr std::uint64_t kMetadata = 0x40a100;
constexpr std::uint64_t kV8Major = 0x40a200;
constexpr std::uint64_t kV8Minor = 0x40a204;
constexpr std::uint64_t kPlatformVtable = 0x409000;
constexpr std::uint64_t kAllocatorVtable = 0x409100;
constexpr std::uint64_t kPlatformDataVtable = 0x409200;
constexpr std::uint64_t kWorkerVtable = 0x409300;
constexpr std::uint64_t kVtableHead = 0x10;

ElfSymbols Symbols() {
  return {{"_ZN4node11per_process11v8_platformE", kV8Platform},
          {"_ZN4node11per_process8metadataE", kMetadata},
          {"_ZN2v88internal7Version6major_E", kV8Major},
          {"_ZN2v88internal7Version6minor_E", kV8Minor},
          {"_ZTVN4node12NodePlatformE", kPlatformVtable},
          {"_ZTVN4node24NodeArrayBufferAllocatorE", kAllocatorVtable},
          {"_ZTVN4node22PerIsolatePlatformDataE", kPlatformDataVtable},
          {"_ZTVN4node6worker6WorkerE", kWorkerVtable}};
}

// Absent in ordinary processes.
bool Exists(const SpaceInfo& info) { return !info.name.starts_with("shared"); }

}  // namespace

FakeNode::FakeNode(const V8Layout& layout, const std::vector<FakeIsolate>& isolates,
                   const std::string& version)
    : layout_(layout), memory_(std::make_unique<FakeMemory>()) {
  memory_->Map(kModule, kModuleSize);
  memory_->Map(kHeap, kHeapSize);
  BuildModule(version);
  BuildPlatform();
  for (const FakeIsolate& isolate : isolates) isolates_.push_back(BuildIsolate(isolate));
  RegisterAll();
}

std::string FakeNode::Maps(const std::string& path) {
  std::ostringstream maps;
  maps << std::hex << kModule << "-" << kModule + kModuleSize << " r-xp 00000000 fe:00 4711 "
       << "                   " << path << "\n"
       << kHeap << "-" << kHeap + kHeapSize << " rw-p 00000000 00:00 0 \n";
  return maps.str();
}

std::unique_ptr<Memory> FakeNode::OpenMemory() const { return Borrow(*memory_); }

void FakeNode::BuildModule(const std::string& version) {
  const ElfImageParts elf = BuildElf(Symbols(), kModule, 0x2000);
  memory_->WriteBytes(kModule, elf.bytes);
  memory_->Write(kV8Major, layout_.version.major);
  memory_->Write(kV8Minor, layout_.version.minor);
  const std::uint64_t text = Allocate(32);
  memory_->WriteBytes(text, std::as_bytes(std::span(version)));
  memory_->Write(kMetadata, text);
  memory_->Write(kMetadata + kWord, std::uint64_t{version.size()});
}

void FakeNode::BuildPlatform() {
  platform_ = Allocate(0x200);
  memory_->Write(kV8Platform + 4 * kWord, platform_);
  memory_->Write(platform_, kPlatformVtable + kVtableHead);
  map_head_ = platform_ + 6 * kWord;
  memory_->Write(map_head_, Allocate(0x100));            // buckets
  memory_->Write(map_head_ + kWord, std::uint64_t{13});  // how many
  memory_->Write(map_head_ + 4 * kWord, std::uint64_t{0x3f800000});
}

FakeIsolateAddresses FakeNode::BuildIsolate(const FakeIsolate& isolate) {
  FakeIsolateAddresses addresses;
  addresses.isolate = Allocate(kIsolateBytes);
  addresses.heap = addresses.isolate + kHeapInIsolate;
  BuildSpaces(isolate, addresses);
  BuildHeapWords(isolate, addresses);
  if (layout_.unused_areas_are_free) BuildAreas(isolate, addresses);
  BuildPlatformData(isolate, addresses);

  const std::uint64_t allocator = Allocate(0x80);
  memory_->Write(allocator, kAllocatorVtable + kVtableHead);
  memory_->Write(allocator + kWord, std::uint64_t{1});  // zero_fill_field_
  memory_->Write(allocator + 2 * kWord, isolate.array_buffers);
  memory_->Write(addresses.isolate + 0xf000, allocator);
  return addresses;
}

void FakeNode::BuildSpaces(const FakeIsolate& isolate, FakeIsolateAddresses& addresses) {
  const auto& fields = layout_.new_space;
  for (std::uint32_t id = 0; id < layout_.spaces.size(); ++id) {
    const SpaceInfo& info = layout_.spaces[id];
    const bool exists = id == 0 ? layout_.read_only_used.has_value() : Exists(info);
    addresses.spaces.push_back(exists ? Allocate(kSpaceBytes) : 0);
    const std::uint64_t space = addresses.spaces.back();
    if (!exists) continue;
    memory_->Write(space, kSpaceVtable + 0x40 * id);
    memory_->Write(space + layout_.space_heap, addresses.heap);
    memory_->Write(space + layout_.SpaceId(), id);
    memory_->Write(addresses.heap + kSpaceArray + kWord * id, space);
    switch (info.kind) {
      case SpaceKind::kPaged:
        memory_->Write(space + layout_.SpaceCommitted(), isolate.paged_committed);
        memory_->Write(space + layout_.paged.size, isolate.paged_size);
        memory_->Write(space + layout_.paged.size - kCapacityBeforeSize, isolate.paged_capacity);
        memory_->Write(space + layout_.paged.size - kAreaSizeBeforeSize, PageBytes());
        if (layout_.paged.free_bytes)
          WritePath(space, *layout_.paged.free_bytes, isolate.paged_free);
        if (layout_.paged.physical) {
          memory_->Write(space + *layout_.paged.physical, isolate.paged_physical);
        }
        if (layout_.paged.area_top && info.name == "old") {
          memory_->Write(space + *layout_.paged.area_top, std::uint64_t{0x7101000});
          memory_->Write(space + *layout_.paged.area_top + kWord, 0x7101000 + isolate.area_rest);
        }
        break;
      case SpaceKind::kLarge:
        memory_->Write(space + layout_.SpaceCommitted(), isolate.large_committed);
        memory_->Write(space + layout_.large_objects_size, isolate.large_objects);
        break;
      case SpaceKind::kReadOnly:
        break;  // with no byte committed, as where it is shared
      case SpaceKind::kNew:
        memory_->Write(space + fields.to_committed, isolate.semi_committed);
        memory_->Write(space + fields.from_committed, isolate.semi_committed);
        if (fields.use.capacity) memory_->Write(space + *fields.use.capacity, layout_.page_size);
        WritePath(space, fields.top,
                  0x8000000 + (layout_.page_size - PageBytes()) + isolate.below_top);
        if (fields.physical_distance) {
          memory_->Write(space + fields.to_committed + *fields.physical_distance,
                         isolate.semi_physical);
          memory_->Write(space + fields.from_committed + *fields.physical_distance,
                         isolate.semi_physical);
        }
        break;
    }
  }
}

void FakeNode::BuildHeapWords(const FakeIsolate& isolate, FakeIsolateAddresses& addresses) {
  const HeapLayout& heap = layout_.heap;
  memory_->Write(addresses.heap + heap.max_semi_space_size, isolate.max_semi);
  WritePath(addresses.heap, heap.max_old_generation_size, isolate.max_old);
  WritePath(addresses.heap, heap.external_memory, isolate.external);
  if (heap.external_memory_more) WritePath(addresses.heap, *heap.external_memory_more, 0);
  WritePath(addresses.heap, heap.memory_allocator_size, TotalOf(layout_, isolate));
  addresses.allocator_size = memory_->Word(addresses.heap + heap.memory_allocator_size.offset) +
                             *heap.memory_allocator_size.inner;
  memory_->Write(addresses.heap + heap.mark_compacts, isolate.mark_compacts);
  memory_->Write(addresses.heap + heap.mark_compacts + 4, isolate.all_gcs);
  if (heap.gc_pause) memory_->Write(addresses.heap + *heap.gc_pause, isolate.pause_us);
}

// A HeapAllocator with a MainAllocator {LocalHeap*, Heap*, Space*, ..., area pointer, area} for
// each space that has one. Only the old space's area has something left.
void FakeNode::BuildAreas(const FakeIsolate& isolate, FakeIsolateAddresses& addresses) {
  constexpr std::uint64_t kMainAllocatorBytes = 0x128;
  const std::uint64_t allocator = Allocate(0x900);
  memory_->Write(addresses.heap + 2 * kWord, allocator);
  std::uint64_t main_allocator = allocator + 4 * kWord;
  for (std::uint32_t id = 0; id < layout_.spaces.size(); ++id) {
    const std::string_view name = layout_.spaces[id].name;
    if (name != "new" && name != "old" && name != "code" && name != "trusted") continue;
    const std::uint64_t area = main_allocator + 0xa8;
    memory_->Write(main_allocator + kWord, addresses.heap);
    memory_->Write(main_allocator + 2 * kWord, addresses.spaces[id]);
    memory_->Write(main_allocator + 0xa0, area);
    memory_->Write(area, std::uint64_t{0x7100000});
    memory_->Write(area + kWord, std::uint64_t{0x7101000});
    memory_->Write(area + 2 * kWord, 0x7101000 + (name == "old" ? isolate.area_rest : 0));
    if (name == "old") addresses.old_area = area;
    main_allocator += kMainAllocatorBytes;
  }
}

void FakeNode::BuildPlatformData(const FakeIsolate& isolate, FakeIsolateAddresses& addresses) {
  const std::uint64_t data = Allocate(0x100);
  addresses.platform_data = data;
  addresses.worker.loop = Allocate(0x100) + kWord;
  if (isolate.worker) BuildWorker(isolate, addresses);
  memory_->Write(data, kPlatformDataVtable + kVtableHead);
  memory_->Write(data + 10 * kWord, addresses.isolate);
  memory_->Write(data + 11 * kWord, addresses.worker.loop);
  addresses.node = Allocate(0x40);
  memory_->Write(addresses.node + kWord, addresses.isolate);
  memory_->Write(addresses.node + 3 * kWord, data);
}

// As in Node.js 26: a Worker, and a stack with the loop on it and the thread's control block above.
void FakeNode::BuildWorker(const FakeIsolate& isolate, FakeIsolateAddresses& addresses) {
  FakeWorker& fake = addresses.worker;
  const std::uint64_t stack = Allocate(0x1000);
  const std::uint64_t control_block = stack + 0xf00;
  fake.loop = stack + 0xc00;
  fake.worker = Allocate(0x200);
  fake.isolate = fake.worker + 0x90;
  fake.tid = fake.worker + 0x98;
  fake.thread_id = fake.worker + 0x108;
  fake.stack_base = fake.worker + 0x110;
  fake.name = fake.worker + 0x118;
  memory_->Write(fake.loop - kWord, fake.worker);
  memory_->Write(control_block, control_block);
  memory_->Write(fake.worker, kWorkerVtable + kVtableHead);
  memory_->Write(fake.worker + 0x88, platform_);
  memory_->Write(fake.isolate, addresses.isolate);
  memory_->Write(fake.tid, control_block);
  WriteString(fake.worker + 0xe0, "");  // custom_error_str_
  memory_->Write(fake.thread_id, isolate.thread_id != 0 ? isolate.thread_id : ++threads_);
  memory_->Write(fake.stack_base, stack + 0x100);
  WriteString(fake.name, isolate.name);
}

void FakeNode::LinkNodes(const std::vector<std::uint64_t>& nodes) {
  memory_->Write(map_head_ + 2 * kWord, nodes.empty() ? std::uint64_t{0} : nodes.front());
  memory_->Write(map_head_ + 3 * kWord, std::uint64_t{nodes.size()});
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    memory_->Write(nodes[i], i + 1 < nodes.size() ? nodes[i + 1] : std::uint64_t{0});
  }
}

void FakeNode::Unregister(std::size_t isolate) {
  std::vector<std::uint64_t> nodes;
  for (std::size_t i = 0; i < isolates_.size(); ++i) {
    if (i != isolate) nodes.push_back(isolates_[i].node);
  }
  memory_->Write(isolates_[isolate].node + kWord, std::uint64_t{0});
  LinkNodes(nodes);
}

void FakeNode::RegisterAll() {
  std::vector<std::uint64_t> nodes;
  for (const auto& isolate : isolates_) {
    memory_->Write(isolate.node + kWord, isolate.isolate);
    nodes.push_back(isolate.node);
  }
  LinkNodes(nodes);
}

std::uint64_t FakeNode::TotalOf(const V8Layout& layout, const FakeIsolate& isolate) {
  std::uint64_t total = 0;
  for (const SpaceInfo& info : layout.spaces) {
    if (!Exists(info)) continue;
    if (info.kind == SpaceKind::kPaged) total += isolate.paged_committed;
    if (info.kind == SpaceKind::kLarge) total += isolate.large_committed;
    if (info.kind == SpaceKind::kNew) total += 2 * isolate.semi_committed;
  }
  return total;
}

std::uint64_t FakeNode::UsedOf(const V8Layout& layout, const FakeIsolate& isolate) {
  std::uint64_t used = isolate.below_top;
  for (const SpaceInfo& info : layout.spaces) {
    if (!Exists(info)) continue;
    if (info.kind == SpaceKind::kPaged) used += isolate.paged_size;
    if (info.kind == SpaceKind::kLarge) used += isolate.large_objects;
  }
  const bool rest_is_free = layout.unused_areas_are_free || layout.paged.area_top.has_value();
  return rest_is_free ? used - isolate.area_rest : used;
}

std::uint64_t FakeNode::Allocate(std::uint64_t size) {
  const std::uint64_t address = next_;
  next_ += (size + 15) & ~std::uint64_t{15};
  return address;
}

// As libstdc++ lays it out.
void FakeNode::WriteString(std::uint64_t address, const std::string& text) {
  const bool is_local = text.size() < 16;
  const std::uint64_t data = is_local ? address + 2 * kWord : Allocate(text.size() + 1);
  if (!is_local) memory_->Write(address + 2 * kWord, std::uint64_t{text.size()});  // capacity
  memory_->Write(address, data);
  memory_->Write(address + kWord, std::uint64_t{text.size()});
  memory_->WriteBytes(data, std::as_bytes(std::span(text)));
}

// Paths that go through the same pointer share one object.
void FakeNode::WritePath(std::uint64_t object, const WordPath& path, std::uint64_t value) {
  if (!path.inner) {
    memory_->Write(object + path.offset, value);
    return;
  }
  if (memory_->Word(object + path.offset) == 0) {
    memory_->Write(object + path.offset, Allocate(0x100));
  }
  memory_->Write(memory_->Word(object + path.offset) + *path.inner, value);
}

}  // namespace heap_exporter::testing
