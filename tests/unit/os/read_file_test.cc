#include "os/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>

#include "base/unique_fd.h"
#include "support/catch.h"
#include "support/proc_tree.h"

using namespace heap_exporter;
using namespace heap_exporter::testing;

namespace {

// One file and the folder that it is in.
struct Fixture {
  explicit Fixture(const std::string& content = "") {
    tree.WriteFile("/file", content);
    folder = UniqueFd(open(tree.RealPath("/").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  [[nodiscard]] Result<std::string> Read(std::size_t cap, const char* name = "file") const {
    return ReadFile(folder.get(), name, cap);
  }
  [[nodiscard]] Result<std::string> ReadHead(std::size_t cap, const char* name = "file") const {
    return ReadFileHead(folder.get(), name, cap);
  }

  ProcTree tree;
  UniqueFd folder;
};

std::string TextOf(std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += static_cast<char>('a' + i % 26);
  return text;
}

}  // namespace

TEST_CASE("a file is read as a whole, whatever its length") {
  for (const std::size_t length : {0, 1, 4095, 4096, 4097, 8192, 100000}) {
    CAPTURE(length);
    const Fixture fixture(TextOf(length));
    CHECK(*fixture.Read(1 << 20) == TextOf(length));
    CHECK(*fixture.ReadHead(1 << 20) == TextOf(length));
  }
}

TEST_CASE("a file may be as long as its cap but not longer") {
  for (const std::size_t cap : {1, 64, 4095, 4096, 10000}) {
    CAPTURE(cap);
    CHECK(*Fixture(TextOf(cap)).Read(cap) == TextOf(cap));
    CHECK(Fixture(TextOf(cap + 1)).Read(cap).error().reason == Reason::kLimitExceeded);
  }
  CHECK(*Fixture().Read(0) == "");
  CHECK(Fixture("a").Read(0).error().reason == Reason::kLimitExceeded);
}

TEST_CASE("the head of a file ends at its cap") {
  for (const std::size_t cap : {0, 1, 4095, 4096, 10000}) {
    CAPTURE(cap);
    CHECK(*Fixture(TextOf(cap)).ReadHead(cap) == TextOf(cap));
    CHECK(*Fixture(TextOf(cap + 1)).ReadHead(cap) == TextOf(cap));
  }
}

TEST_CASE("zero bytes are content") {
  const std::string content("a\0b\0\0", 5);
  CHECK(*Fixture(content).Read(100) == content);
}

TEST_CASE("a file without an end is not read beyond its cap") {
  CHECK(ReadFile(AT_FDCWD, "/dev/zero", 10000).error().reason == Reason::kLimitExceeded);
  CHECK(ReadFileHead(AT_FDCWD, "/dev/zero", 10000)->size() == 10000);
}

TEST_CASE("a file that fits into the buffer is a view into it") {
  std::array<char, 16> buffer{};
  const auto text = ReadFile(Fixture("0123456789").folder.get(), "file", buffer);
  REQUIRE(text);
  CHECK(*text == "0123456789");
  CHECK(text->data() == buffer.data());
}

TEST_CASE("a file that leaves no byte of the buffer free may be longer and is refused") {
  std::array<char, 16> buffer{};
  CHECK(*ReadFile(Fixture(TextOf(15)).folder.get(), "file", buffer) == TextOf(15));
  for (const std::size_t length : {16, 17, 1000}) {
    CAPTURE(length);
    CHECK(ReadFile(Fixture(TextOf(length)).folder.get(), "file", buffer).error().reason ==
          Reason::kLimitExceeded);
  }
  CHECK(*ReadFile(Fixture().folder.get(), "file", buffer) == "");
}

TEST_CASE("a file that is not there is gone") {
  const Fixture fixture;
  std::array<char, 16> buffer{};
  CHECK(fixture.Read(100, "missing").error().reason == Reason::kProcessGone);
  CHECK(fixture.ReadHead(100, "missing").error().reason == Reason::kProcessGone);
  CHECK(ReadFile(fixture.folder.get(), "missing", buffer).error().reason == Reason::kProcessGone);
  CHECK(ReadLink(fixture.folder.get(), "missing").error().reason == Reason::kProcessGone);
}

TEST_CASE("a folder is not a file") {
  const Fixture fixture;
  std::array<char, 16> buffer{};
  CHECK(fixture.Read(100, ".").error().reason == Reason::kSystemError);
  CHECK(fixture.ReadHead(100, ".").error().reason == Reason::kSystemError);
  CHECK(ReadFile(fixture.folder.get(), ".", buffer).error().reason == Reason::kSystemError);
}

TEST_CASE("a pipe that nobody writes to is empty and does not make us wait") {
  const Fixture fixture;
  REQUIRE(mkfifo(fixture.tree.RealPath("/pipe").c_str(), 0600) == 0);
  std::array<char, 16> buffer{};
  CHECK(*fixture.Read(100, "pipe") == "");
  CHECK(*ReadFile(fixture.folder.get(), "pipe", buffer) == "");
}

TEST_CASE("a link tells where it points to, wherever that is") {
  const Fixture fixture;
  for (const std::string target : {"/nowhere/node (deleted)", "a b", "pipe:[1234]"}) {
    const std::filesystem::path link = fixture.tree.RealPath("/link");
    std::filesystem::remove(link);
    std::filesystem::create_symlink(target, link);
    CHECK(*ReadLink(fixture.folder.get(), "link") == target);
  }
}

TEST_CASE("a file that is no link points nowhere") {
  CHECK(ReadLink(Fixture().folder.get(), "file").error().reason == Reason::kSystemError);
}
