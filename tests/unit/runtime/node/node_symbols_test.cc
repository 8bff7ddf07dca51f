#include "runtime/node/node_symbols.h"

#include "support/catch.h"
#include "support/elf_builder.h"
#include "support/fake_memory.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr std::uint64_t kBase = 0x400000;
constexpr std::size_t kSize = 0x2000;

const ElfSymbols kNode = {
    {"_ZN4node11per_process11v8_platformE", 0x400100},
    {"_ZN4node11per_process8metadataE", 0x400200},
    {"_ZN2v88internal7Version6major_E", 0x400300},
    {"_ZN2v88internal7Version6minor_E", 0x400400},
    {"_ZTVN4node12NodePlatformE", 0x400500},
    {"_ZTVN4node24NodeArrayBufferAllocatorE", 0x400600},
    {"_ZTVN4node22PerIsolatePlatformDataE", 0x400700},
    {"_ZTVN4node6worker6WorkerE", 0x400800},
};

// An image that exports certain symbols, in memory where it was linked.
struct Fixture {
  explicit Fixture(const ElfSymbols& symbols) {
    memory.Map(kBase, kSize);
    memory.WriteBytes(kBase, BuildElf(symbols, kBase, kSize).bytes);
    auto loaded = ElfImage::Load(memory, kBase);
    REQUIRE(loaded);
    image = std::move(*loaded);
  }

  FakeMemory memory;
  std::optional<ElfImage> image;
};

ElfSymbols NodeWithout(std::size_t missing) {
  ElfSymbols symbols = kNode;
  symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(missing));
  return symbols;
}

}  // namespace

TEST_CASE("all symbols of Node.js are found") {
  const Fixture fixture(kNode);
  const auto symbols = FindNodeSymbols(*fixture.image);
  REQUIRE(symbols);
  CHECK(symbols->v8_platform == 0x400100);
  CHECK(symbols->metadata == 0x400200);
  CHECK(symbols->v8_major == 0x400300);
  CHECK(symbols->v8_minor == 0x400400);
  CHECK(symbols->platform_vtable == 0x400500);
  CHECK(symbols->allocator_vtable == 0x400600);
  CHECK(symbols->platform_data_vtable == 0x400700);
  CHECK(symbols->worker_vtable == 0x400800);
}

TEST_CASE("a symbol of Node.js that is missing is named") {
  for (std::size_t missing = 0; missing < kNode.size(); ++missing) {
    CAPTURE(kNode[missing].first);
    const auto symbols = FindNodeSymbols(*Fixture(NodeWithout(missing)).image);
    REQUIRE_FALSE(symbols);
    CHECK(symbols.error().reason == Reason::kLayoutMismatch);
    CHECK(symbols.error().detail.find(kNode[missing].first) != std::string::npos);
  }
}

TEST_CASE("Node.js is told from other users of V8 by its platform") {
  CHECK(*ExportsNodePlatform(*Fixture(kNode).image));
  CHECK_FALSE(*ExportsNodePlatform(*Fixture(NodeWithout(0)).image));
  CHECK_FALSE(*ExportsNodePlatform(*Fixture({{"main", 0x400100}}).image));
}

TEST_CASE("a look-up of symbols that fails is no answer") {
  Fixture fixture(kNode);
  fixture.memory.FailAllReads(Reason::kProcessGone);
  CHECK(ExportsNodePlatform(*fixture.image).error().reason == Reason::kProcessGone);
  CHECK(FindNodeSymbols(*fixture.image).error().reason == Reason::kProcessGone);
}
