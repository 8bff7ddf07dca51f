#include "os/trace_rights.h"

#include "support/catch.h"

namespace heap_exporter {
namespace {

constexpr std::string_view kStatus =
    "Name:\tnode\nUmask:\t0022\nUid:\t1000\t1001\t1002\t1003\nGid:\t2000\t2001\t2002\t2003\n"
    "CapPrm:\t0000000000080000\nCapEff:\t0000000000080000\nNoNewPrivs:\t1\nSeccomp:\t2\n";

Credentials UserWith(uid_t user, gid_t group) {
  Credentials credentials;
  credentials.users.fill(user);
  credentials.groups.fill(group);
  return credentials;
}

// Somebody without rights, and a target of the same user and group.
TraceRights SameUser() {
  return {.ours = UserWith(1000, 1000), .target = UserWith(1000, 1000), .yama_scope = 0};
}

TEST_CASE("credentials are read from status") {
  const Result<Credentials> credentials = ParseCredentials(kStatus);
  REQUIRE(credentials.has_value());
  CHECK(credentials->users == std::array<uid_t, 3>{1000, 1001, 1002});
  CHECK(credentials->groups == std::array<gid_t, 3>{2000, 2001, 2002});
  CHECK(credentials->has_ptrace);
  CHECK(credentials->no_new_privileges);
  CHECK(credentials->seccomp_filter);
}

TEST_CASE("rights that status does not tell are not there") {
  const Result<Credentials> credentials = ParseCredentials("Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0");
  REQUIRE(credentials.has_value());
  CHECK_FALSE(credentials->has_ptrace);
  CHECK_FALSE(credentials->no_new_privileges);
  CHECK_FALSE(credentials->seccomp_filter);
  CHECK_FALSE(ParseCredentials("Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t000001ffeff7ffff\n")
                  ->has_ptrace);
}

TEST_CASE("a status without user or group is malformed") {
  for (const char* const status :
       {"", "\n:\n", "Uid:", "Uid:\t0\t0\t0\t0\n", "Gid:\t0\t0\t0\t0\n",
        "Uid:\t0\t0\nGid:\t0\t0\t0\t0\n", "Uid:\t0\tx\t0\t0\nGid:\t0\t0\t0\t0\n",
        "Uid:\t0\t0\t4294967296\t0\nGid:\t0\t0\t0\t0\n"}) {
    CAPTURE(status);
    const Result<Credentials> credentials = ParseCredentials(status);
    REQUIRE_FALSE(credentials.has_value());
    CHECK(credentials.error().reason == Reason::kMalformed);
  }
}

TEST_CASE("another user is told to become the target's or to take the capability") {
  TraceRights rights = SameUser();
  rights.ours = UserWith(65532, 65532);
  CHECK(AdviceOn(rights) ==
        "give the exporter CAP_SYS_PTRACE (in a container --cap-add SYS_PTRACE), or run it as "
        "1000:1000 like the target, not as 65532:65532");
}

TEST_CASE("the group alone makes another user") {
  TraceRights rights = SameUser();
  rights.ours = UserWith(1000, 0);
  CHECK(AdviceOn(rights).ends_with("run it as 1000:1000 like the target, not as 1000:0"));
}

TEST_CASE("a target that has changed its user is another user") {
  TraceRights rights = SameUser();
  rights.target.users[2] = 0;
  CHECK(AdviceOn(rights).find("like the target") != std::string::npos);
}

TEST_CASE("who gets no new privileges is told that these take the capability away") {
  TraceRights rights = SameUser();
  rights.ours = UserWith(0, 0);
  rights.ours.no_new_privileges = true;
  CHECK(AdviceOn(rights).find("--cap-add SYS_PTRACE, without no-new-privileges)") !=
        std::string::npos);
}

TEST_CASE("the scope of Yama is named where it forbids what else is allowed") {
  TraceRights rights = SameUser();
  rights.yama_scope = 1;
  CHECK(AdviceOn(rights).ends_with("or set kernel.yama.ptrace_scope to 0, not 1"));
  rights.yama_scope = 3;
  CHECK(AdviceOn(rights).starts_with("kernel.yama.ptrace_scope is 3: nobody may"));
  rights.ours.has_ptrace = true;
  CHECK(AdviceOn(rights).starts_with("kernel.yama.ptrace_scope is 3: nobody may"));
}

TEST_CASE("whoever has the capability is told of what forbids even that") {
  TraceRights rights = SameUser();
  rights.ours.has_ptrace = true;
  CHECK(AdviceOn(rights).find("seccomp") == std::string::npos);
  CHECK(AdviceOn(rights).find("AppArmor") != std::string::npos);
  rights.ours.seccomp_filter = true;
  CHECK(AdviceOn(rights).find("have the seccomp profile or the security module") !=
        std::string::npos);
}

TEST_CASE("a target of the same user that is refused is more than it seems") {
  TraceRights rights = SameUser();
  rights.yama_scope = std::nullopt;
  CHECK(
      AdviceOn(rights).ends_with("the target has capabilities that the exporter lacks, or has "
                                 "made itself not dumpable"));
}

}  // namespace
}  // namespace heap_exporter
