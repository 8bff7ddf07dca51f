#include "os/proc_stat.h"

#include <vector>

#include "os/text.h"
#include "support/catch.h"

using namespace heap_exporter;

namespace {

constexpr std::string_view kText =
    "4711 (node) S 1 4711 4711 34816 -1 4194304 9001 8 7 6 120 30 5 4 20 0 11 0 987654 1048576000 "
    "25000 18446744073709551615 4194304 90000000 140722000000000 0 0 0 0 4096 17642 0 0 0 17 3 0 0 "
    "0 0 0 95000000 96000000 97000000 140733000000001 140733000000002 140733000000003 "
    "140733000000004 0\n";

constexpr std::size_t kName = 2;
constexpr std::size_t kFlags = 9;
constexpr std::string_view kLastNeededText = "95000000 ";

// Fields that the kernel prints with a sign.
constexpr std::size_t kSigned[] = {4, 5, 6, 7, 8, 16, 17, 18, 19, 38, 39};
// Fields that we use, but for the pid, the name and the state.
constexpr std::size_t kUsed[] = {9, 14, 15, 20, 22, 23, 24, 26, 27, 28, 45};

// kText with another value in the field of this number, counted from 1 as proc_pid_stat(5) does.
std::string With(std::size_t number, std::string_view value) {
  std::string text;
  std::string_view rest = kText;
  for (std::size_t field = 1; !rest.empty(); ++field) {
    const std::string_view old = CutFront(rest, ' ');
    text += std::string(field == number ? value : old) + (rest.empty() ? "" : " ");
  }
  return text;
}

void CheckMalformed(std::string_view text) {
  CAPTURE(text);
  const auto stat = ParseProcessStat(text);
  REQUIRE_FALSE(stat);
  CHECK(stat.error().reason == Reason::kMalformed);
}

}  // namespace

TEST_CASE("every field of a stat file is found in its place") {
  const auto stat = ParseProcessStat(kText);
  REQUIRE(stat);
  CHECK(stat->id == ProcessId{.pid = 4711, .start_time = 987654});
  CHECK(stat->exec_mark == ExecMark{.comm = "node",
                                    .start_code = 4194304,
                                    .end_code = 90000000,
                                    .start_stack = 140722000000000,
                                    .start_data = 95000000});
  CHECK(stat->state == 'S');
  CHECK_FALSE(stat->kernel_thread);
  CHECK(stat->user_ticks == 120);
  CHECK(stat->system_ticks == 30);
  CHECK(stat->threads == 11);
  CHECK(stat->virtual_bytes == 1048576000);
  CHECK(stat->resident_pages == 25000);
}

TEST_CASE("the name of a process may hold any bytes") {
  for (const std::string name : {"a b", "", " ", ")", "(", "((", "))", ") (", ") S 1",
                                 "a) Z 1 1 (b", " (x) ", "a\nb", "\xff\xfe", "123456789012345"}) {
    CAPTURE(name);
    const auto stat = ParseProcessStat(With(kName, "(" + name + ")"));
    REQUIRE(stat);
    CHECK(stat->exec_mark.comm == name);
    CHECK(stat->state == 'S');
    CHECK(stat->id == ProcessId{.pid = 4711, .start_time = 987654});
  }
}

TEST_CASE("a stat file that ends before the last field that we need is malformed") {
  const std::size_t last_needed = kText.find(kLastNeededText);
  for (std::size_t length = 0; length <= last_needed; ++length) {
    CheckMalformed(kText.substr(0, length));
  }
  CHECK(ParseProcessStat(kText.substr(0, last_needed + kLastNeededText.size())));
}

TEST_CASE("a field that we use and that is not a number is malformed") {
  for (const std::size_t field : kUsed) {
    for (const char* const value : {"x", "12a", "0x10", "+5", "1.5", "", "18446744073709551616"}) {
      CheckMalformed(With(field, value));
    }
  }
}

TEST_CASE("a pid that does not fit is malformed") { CheckMalformed(With(1, "2147483648")); }

TEST_CASE("the largest numbers are taken as they are") {
  for (const std::size_t field : kUsed) {
    CAPTURE(field);
    CHECK(ParseProcessStat(With(field, "18446744073709551615")));
  }
  CHECK(ParseProcessStat(With(24, "18446744073709551615"))->resident_pages == UINT64_MAX);
}

TEST_CASE("what the kernel prints with a sign may be negative") {
  for (const std::size_t field : kSigned) {
    CAPTURE(field);
    const auto stat = ParseProcessStat(With(field, "-19"));
    REQUIRE(stat);
    CHECK(stat->resident_pages == 25000);
  }
}

TEST_CASE("a figure that we use is never negative") {
  for (const std::size_t field : kUsed) CheckMalformed(With(field, "-19"));
}

TEST_CASE("the state is one letter") {
  CHECK(ParseProcessStat(With(3, "Z"))->state == 'Z');
  CheckMalformed(With(3, ""));
  CheckMalformed(With(3, "SS"));
}

TEST_CASE("a kernel thread is told by its flag") {
  CHECK(ParseProcessStat(With(kFlags, "2097152"))->kernel_thread);   // PF_KTHREAD
  CHECK(ParseProcessStat(With(kFlags, "69238880"))->kernel_thread);  // as of kthreadd
  CHECK_FALSE(ParseProcessStat(With(kFlags, "1048576"))->kernel_thread);
  CHECK_FALSE(ParseProcessStat(With(kFlags, "4194304"))->kernel_thread);
}

TEST_CASE("another program in the same process has another exec mark") {
  const ExecMark mark = ParseProcessStat(kText)->exec_mark;
  CHECK(ParseProcessStat(With(kName, "(sh)"))->exec_mark != mark);
  for (const std::size_t field : {26, 27, 28, 45}) {
    CAPTURE(field);
    CHECK(ParseProcessStat(With(field, "4242"))->exec_mark != mark);
  }
  for (const std::size_t field : {14, 15, 20, 23, 24}) {
    CAPTURE(field);
    CHECK(ParseProcessStat(With(field, "4242"))->exec_mark == mark);
  }
}

TEST_CASE("a text that is no stat file is malformed") {
  for (const char* const text : {"", "\n", "4711", "4711 (node", "4711 (node)", "4711 (node) ",
                                 "4711 node S 1", "(node) S 1", ") (", ") 1 (", ")  (", "()"}) {
    CheckMalformed(text);
  }
}
