#include "runtime/node/node_runtime.h"

#include "support/catch.h"
#include "support/elf_builder.h"
#include "support/fake_node.h"
#include "support/proc_tree.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

constexpr pid_t kPid = 101;
constexpr const char* kNode = "/opt/api-gateway";  // a name that says nothing

const V8Layout& Newest() { return V8Layouts().back(); }

struct Fixture {
  explicit Fixture(const std::string& mapped = kNode) {
    FakeProcess process;
    process.pid = kPid;
    process.exe = kNode;
    process.maps = FakeNode::Maps(tree.RealPath(mapped));
    tree.Add(process);
    image.id.pid = kPid;
    image.exe_id = *proc.ReadExeId(kPid);
    image.exe_path = *proc.ReadExePath(kPid);
    image.map = *proc.ReadMemoryMap(kPid);
  }

  Identification Identify() { return runtime.Identify(image); }

  ProcTree tree;
  ProcFs proc = tree.Open();
  FakeNode node{Newest(), {FakeIsolate{}}, "26.10.0"};
  NodeRuntime runtime{proc, [this](pid_t) { return node.OpenMemory(); }, {"memory"}};
  ProcessImage image;
};

}  // namespace

TEST_CASE("a binary of any name that exports Node's platform is Node.js") {
  Fixture fixture;
  const auto answer = fixture.Identify();
  REQUIRE(std::holds_alternative<Mine>(answer));
  const Mine& mine = std::get<Mine>(answer);
  CHECK(mine.version == "26.10.0");
  REQUIRE(mine.readers.size() == 1);
  CHECK(mine.readers[0]->Name() == "memory");
  CHECK(mine.readers[0]->Read());
}

TEST_CASE("a binary that maps a libnode is Node.js") {
  Fixture fixture("/usr/lib/libnode.so.108");
  CHECK(std::holds_alternative<Mine>(fixture.Identify()));
}

TEST_CASE("builtins that V8 has mapped below the library do not hide it") {
  Fixture fixture("/usr/lib/libnode.so.115");
  const std::string path = fixture.tree.RealPath("/usr/lib/libnode.so.115");
  fixture.tree.WriteProc("101/maps", "300000-310000 r-xp 00e43000 fe:00 4711    " + path + "\n" +
                                         FakeNode::Maps(path));
  fixture.image.map = *fixture.proc.ReadMemoryMap(kPid);
  const auto answer = fixture.Identify();
  REQUIRE(std::holds_alternative<Mine>(answer));
  CHECK(std::get<Mine>(answer).readers[0]->Read());
}

TEST_CASE("another library than libnode is not looked into") {
  Fixture fixture("/usr/lib/libmynode.so");
  CHECK(std::holds_alternative<NotMine>(fixture.Identify()));
}

TEST_CASE("a binary without Node's platform is not Node.js, whatever V8 it exports") {
  Fixture fixture;
  const auto elf =
      BuildElf({{"_ZN2v88internal7Version6major_E", 0x40a200}}, FakeNode::kModule, 0x2000);
  fixture.node.memory().WriteBytes(FakeNode::kModule, elf.bytes);
  CHECK(std::holds_alternative<NotMine>(fixture.Identify()));
}

TEST_CASE("a file that is no ELF image is not Node.js") {
  Fixture fixture;
  fixture.node.memory().Write(FakeNode::kModule, std::uint64_t{0x2f2f2f2f});
  CHECK(std::holds_alternative<NotMine>(fixture.Identify()));
}

TEST_CASE("a Node.js that lacks a symbol is ours but broken") {
  Fixture fixture;
  const auto elf =
      BuildElf({{"_ZN4node11per_process11v8_platformE", 0x40a000}}, FakeNode::kModule, 0x2000);
  fixture.node.memory().WriteBytes(FakeNode::kModule, elf.bytes);
  const auto answer = fixture.Identify();
  REQUIRE(std::holds_alternative<MineButBroken>(answer));
  CHECK(std::get<MineButBroken>(answer).why.reason == Reason::kLayoutMismatch);
}

TEST_CASE("a V8 without a row is refused, never read by a neighbour's row") {
  Fixture fixture;
  fixture.node.memory().Write(0x40a204, std::int32_t{7});
  fixture.node.memory().Write(0x40a200, std::int32_t{12});
  const auto answer = fixture.Identify();
  REQUIRE(std::holds_alternative<MineButBroken>(answer));
  const auto& broken = std::get<MineButBroken>(answer);
  CHECK(broken.version == "26.10.0");
  CHECK(broken.why.reason == Reason::kUnsupportedVersion);
  CHECK(broken.why.detail == "V8 12.7 is not known");
}

TEST_CASE("where memory may not be read the file tells that it is Node.js") {
  Fixture fixture;
  const auto elf = BuildElf({{"_ZN4node11per_process11v8_platformE", 0x40a000},
                             {"_ZN4node11per_process8metadataE", 0x40a100},
                             {"_ZN2v88internal7Version6major_E", 0x40a200},
                             {"_ZN2v88internal7Version6minor_E", 0x40a204},
                             {"_ZTVN4node12NodePlatformE", 0x409000},
                             {"_ZTVN4node24NodeArrayBufferAllocatorE", 0x409100},
                             {"_ZTVN4node22PerIsolatePlatformDataE", 0x409200},
                             {"_ZTVN4node6worker6WorkerE", 0x409300}},
                            FakeNode::kModule, 0x2000);
  const std::string_view bytes(reinterpret_cast<const char*>(elf.bytes.data()), elf.bytes.size());
  fixture.tree.WriteFile(kNode, bytes);
  fixture.image.exe_id = *fixture.proc.ReadExeId(kPid);
  fixture.node.memory().FailAllReads(Reason::kPermissionDenied);
  const auto answer = fixture.Identify();
  REQUIRE(std::holds_alternative<MineButBroken>(answer));
  CHECK(std::get<MineButBroken>(answer).why.reason == Reason::kPermissionDenied);

  // The right may be granted later, and what the file told is kept.
  fixture.node.memory().Heal();
  CHECK(std::holds_alternative<Mine>(fixture.Identify()));
}

TEST_CASE("what a process makes of its own memory does not decide about others") {
  Fixture fixture;
  const auto elf = BuildElf({{"other", 0x40a200}}, FakeNode::kModule, 0x2000);
  fixture.node.memory().WriteBytes(FakeNode::kModule, elf.bytes);
  CHECK(std::holds_alternative<NotMine>(fixture.Identify()));
  FakeNode honest(Newest(), {FakeIsolate{}});
  for (std::uint64_t offset = 0; offset < 0x2000; offset += 8) {
    fixture.node.memory().Write(FakeNode::kModule + offset,
                                honest.memory().Word(FakeNode::kModule + offset));
  }
  CHECK(std::holds_alternative<Mine>(fixture.Identify()));
}

TEST_CASE("a version text that is none is left out") {
  Fixture fixture;
  SECTION("too long") { fixture.node.memory().Write(0x40a108, std::uint64_t{1} << 50); }
  SECTION("not mapped") { fixture.node.memory().Write(0x40a100, std::uint64_t{0xdead0000}); }
  SECTION("empty") { fixture.node.memory().Write(0x40a108, std::uint64_t{0}); }
  SECTION("other characters") {
    const std::uint64_t text = fixture.node.memory().Word(0x40a100);
    fixture.node.memory().Write(text, std::uint64_t{0x0a22312e36});
  }
  const auto answer = fixture.Identify();
  REQUIRE(std::holds_alternative<Mine>(answer));
  CHECK(std::get<Mine>(answer).version.empty());
}
