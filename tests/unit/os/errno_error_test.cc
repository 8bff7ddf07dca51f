#include "os/errno_error.h"

#include <cerrno>
#include <system_error>

#include "support/catch.h"

using namespace heap_exporter;

namespace {

Reason ReasonOf(int error) { return FailErrno(error, "what").value().reason; }

}  // namespace

TEST_CASE("what the kernel answers becomes a reason") {
  CHECK(ReasonOf(EPERM) == Reason::kPermissionDenied);
  CHECK(ReasonOf(EACCES) == Reason::kPermissionDenied);
  CHECK(ReasonOf(ESRCH) == Reason::kProcessGone);
  CHECK(ReasonOf(ENOENT) == Reason::kProcessGone);
  CHECK(ReasonOf(EFAULT) == Reason::kBadAddress);
  CHECK(ReasonOf(EIO) == Reason::kBadAddress);
}

TEST_CASE("every other answer of the kernel is a system error") {
  for (const int error : {EMFILE, ENOMEM, EINVAL, EISDIR, ENOTDIR, ELOOP, 0, -1, 99999}) {
    CAPTURE(error);
    CHECK(ReasonOf(error) == Reason::kSystemError);
  }
}

TEST_CASE("the detail says what was tried and what the kernel said") {
  const Result<void> failed = FailErrno(EMFILE, "opening maps");
  CHECK(failed.error().detail == "opening maps: " + std::generic_category().message(EMFILE));
}
