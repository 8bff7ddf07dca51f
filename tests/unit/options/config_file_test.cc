#include "options/config_file.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/catch.h"

namespace heap_exporter {
namespace {

constexpr std::string_view kSmallest = "process_names:\n- comm: node\n";

Error ErrorOf(const Result<Selection>& selection) {
  REQUIRE_FALSE(selection.has_value());
  CHECK(selection.error().detail.find('\n') == std::string::npos);
  return selection.error();
}

std::string ErrorOf(std::string_view text) {
  const Error error = ErrorOf(ParseConfig(text, "heap.yml"));
  CHECK(error.reason == Reason::kMalformed);
  return error.detail;
}

// A file of this process that goes away with the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view text) {
    std::string name = std::filesystem::temp_directory_path() / "heap_exporter_test_XXXXXX";
    const int fd = mkstemp(name.data());
    REQUIRE(fd >= 0);
    close(fd);
    path_ = name;
    std::ofstream(path_, std::ios::binary) << text;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path_); }

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST_CASE("the rules of a file select processes") {
  const TemporaryFile file(kSmallest);
  const Result<Selection> selection = ReadConfigFile(file.path());
  REQUIRE(selection.has_value());
  ProcessFacts facts;
  CHECK_FALSE(selection->NameOf(facts, "nodejs", "default"));
  facts.comm = "node";
  CHECK(selection->NameOf(facts, "", "default") == "default");
}

TEST_CASE("a file that does not exist is named") {
  const Error error = ErrorOf(ReadConfigFile("/nonexistent/heap.yml"));
  CHECK(error.reason == Reason::kSystemError);
  CHECK(error.detail == "/nonexistent/heap.yml: cannot be read: No such file or directory");
}

TEST_CASE("a directory is no file") {
  const Error error = ErrorOf(ReadConfigFile("/"));
  CHECK(error.reason == Reason::kSystemError);
  CHECK(error.detail == "/: cannot be read: Is a directory");
}

TEST_CASE("a file may be as large as the cap and no larger") {
  std::string text(kSmallest);
  text += '#' + std::string(kMaxConfigBytes - text.size() - 1, 'x');
  CHECK(ReadConfigFile(TemporaryFile(text).path()).has_value());
  const Error error = ErrorOf(ReadConfigFile(TemporaryFile(text + "x").path()));
  CHECK(error.reason == Reason::kLimitExceeded);
  CHECK(error.detail.ends_with(": is larger than 1048576 bytes"));
}

TEST_CASE("a file without content misses process_names") {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "~"}) {
    CAPTURE(text);
    CHECK(ErrorOf(text) == "heap.yml: is empty, process_names is missing");
  }
}

TEST_CASE("a map without process_names is told what is missing") {
  CHECK(ErrorOf("{}") == "heap.yml:1: process_names is missing");
}

TEST_CASE("a document is a map") {
  CHECK(ErrorOf("just text") == "heap.yml:1: must be a map of keys and values");
  CHECK(ErrorOf("\n- comm: node") == "heap.yml:2: must be a map of keys and values");
}

TEST_CASE("an unknown key at the top is refused") {
  CHECK(ErrorOf("\nprocess_name:\n- comm: node") ==
        "heap.yml:2: process_name: unknown key (known: process_names)");
  CHECK(ErrorOf(std::string(kSmallest) + "other: 1") ==
        "heap.yml:3: other: unknown key (known: process_names)");
}

TEST_CASE("a key that is given twice is refused") {
  CHECK(ErrorOf(std::string(kSmallest) + "process_names: []") ==
        "heap.yml:3: process_names: is given twice");
}

TEST_CASE("a key is a text") {
  CHECK(ErrorOf("[a]: b") == "heap.yml:1: every key must be a text");
  CHECK(ErrorOf("~: b") == "heap.yml:1: every key must be a text");
}

TEST_CASE("only one document is allowed") {
  CHECK(ErrorOf(std::string(kSmallest) + "---\nprocess_names: []") ==
        "heap.yml:4: a second document begins here; only one is read");
}

TEST_CASE("what is no YAML is refused with the line") {
  CHECK(ErrorOf("process_names:\n- comm: [node\n").find("heap.yml:") == 0);
  CHECK(ErrorOf("process_names:\n- comm: 'node").find(": is not valid YAML: ") !=
        std::string::npos);
  CHECK(ErrorOf("a: 1\n\tb: 2").find("heap.yml:2: is not valid YAML: ") == 0);
  CHECK(ErrorOf("process_names: *nothing").find("heap.yml:1: is not valid YAML: ") == 0);
}

TEST_CASE("deep nesting is an error, not a crash") {
  for (const char* opening : {"[", "{", "[a: ", "{a: ", "- ", "? ", "&a [", "!t [", "- ? "}) {
    CAPTURE(opening);
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += opening;
    CHECK(ErrorOf(text).find("heap.yml:1: ") == 0);
  }
}

TEST_CASE("deep nesting by indentation is an error, not a crash") {
  std::string text;
  for (std::size_t depth = 0; depth < 1200; ++depth) text += std::string(depth, ' ') + "a:\n";
  CHECK(ErrorOf(text).find("heap.yml:") == 0);
}

TEST_CASE("bytes that are no text do not crash the parser") {
  for (const std::string& text :
       {std::string(1000, '\0'), std::string("\xff\xfe\x00", 3), std::string(1000, '\xff'),
        std::string("process_names: \0", 16), std::string("\xef\xbb\xbf")}) {
    CHECK(ErrorOf(text).find("heap.yml") == 0);
  }
}

TEST_CASE("an error is one line whatever the file holds") {
  CHECK(ErrorOf("\"a\\nb\\e\": 1") ==
        "heap.yml:1: a\\u000ab\\u001b: unknown key (known: process_names)");
}

TEST_CASE("an alias may stand for a list that it does not lie in") {
  CHECK(ParseConfig("process_names:\n- comm: &c [node]\n- exe: *c\n", "f").has_value());
  CHECK(ErrorOf("process_names: &a [*a]").find("must be a map") != std::string::npos);
  CHECK(ErrorOf("&a {process_names: *a}").find("must be a list") != std::string::npos);
}

}  // namespace
}  // namespace heap_exporter
