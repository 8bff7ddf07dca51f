#include "runtime/node/script_name.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

using Arguments = std::vector<std::string>;

ProcessFacts FactsOf(Arguments argv, std::string cwd = "/srv/api",
                     std::string exe = "/usr/bin/node") {
  ProcessFacts facts;
  facts.comm = "MainThread";
  facts.argv = std::move(argv);
  facts.cwd = std::move(cwd);
  facts.exe = std::move(exe);
  return facts;
}

struct Row {
  Arguments argv;
  const char* name;
};

// What processes that were started in /srv/api are called.
void CheckNames(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.argv);
    CHECK(NodeProcessName(FactsOf(row.argv)) == row.name);
  }
}

bool IsNode(const std::string& command) { return IsNodeCommand(FactsOf({command, "app.js"})); }

}  // namespace

TEST_CASE("a process is called by the last two parts of its script's path") {
  CheckNames({
      {{"node", "/srv/shop/server.js"}, "shop/server.js"},
      {{"node", "/a/b/c/d/server.js", "serve", "--port=1"}, "d/server.js"},
      {{"node", "/server.js"}, "server.js"},
      {{"node", "/srv/my shop/the server.js"}, "my shop/the server.js"},
      {{"/usr/bin/node", "/srv/shop/./x/../server"}, "shop/server"},
  });
}

TEST_CASE("a relative script lies in the working directory") {
  CheckNames({
      {{"node", "server.js"}, "api/server.js"},
      {{"node", "./server.js"}, "api/server.js"},
      {{"node", "dist/server.js"}, "dist/server.js"},
      {{"node", "../shop/server.js"}, "shop/server.js"},
      {{"node", "../server.js"}, "srv/server.js"},
  });
}

TEST_CASE("a folder runs its index and is called as such") {
  CheckNames({
      {{"node", "."}, "srv/api"},
      {{"node", "./"}, "srv/api"},
      {{"node", "/srv/shop/"}, "srv/shop"},
      {{"node", "/srv/shop//"}, "srv/shop"},
      {{"node", "dist/"}, "api/dist"},
      {{"node", ".."}, "srv"},
  });
}

TEST_CASE("options before the script are passed over") {
  CheckNames({
      {{"node", "--inspect", "--max-old-space-size=4096", "server.js"}, "api/server.js"},
      {{"node", "-r", "dotenv/config", "server.js"}, "api/server.js"},
      {{"node", "--require", "ts-node/register", "server.js"}, "api/server.js"},
      {{"node", "--require=ts-node/register", "server.js"}, "api/server.js"},
      {{"node", "--import", "./tracing.mjs", "-r", "a", "server.js"}, "api/server.js"},
      {{"node", "--unhandled-rejections", "strict", "server.js"}, "api/server.js"},
      {{"node", "--max-http-header-size", "16384", "server.js"}, "api/server.js"},
      {{"node", "", "server.js"}, "api/server.js"},
      {{"node", "--", "server.js"}, "api/server.js"},
      {{"node", "--inspect", "--", "-server.js"}, "api/-server.js"},
  });
}

TEST_CASE("options behind the script are the script's own") {
  CheckNames({
      {{"node", "server.js", "-e", "code"}, "api/server.js"},
      {{"node", "server.js", "--", "other.js"}, "api/server.js"},
  });
}

TEST_CASE("a process that runs no script is called by its executable") {
  CheckNames({
      {{"node"}, "node"},
      {{"/usr/bin/node"}, "node"},
      {{"node", "-e", "require('./server')"}, "node"},
      {{"node", "--eval=1", "argument"}, "node"},
      {{"node", "-p", "1", "argument"}, "node"},
      {{"node", "-", "argument"}, "node"},
      {{"node", "-r"}, "node"},
      {{"node", "--"}, "node"},
      {{"node", "--inspect"}, "node"},
      {{"node", ""}, "node"},
      {{}, "node"},
  });
}

TEST_CASE("a script whose path has no name leaves the executable's") {
  CHECK(NodeProcessName(FactsOf({"node", "."}, "/")) == "node");
  CHECK(NodeProcessName(FactsOf({"node", "/"})) == "node");
  CHECK(NodeProcessName(FactsOf({"node", "."}, "")) == "node");
  CHECK(NodeProcessName(FactsOf({"node", ".."}, "")) == "node");
  CHECK(NodeProcessName(FactsOf({"node", "--", ""}, "")) == "node");
}

TEST_CASE("a script is called by what is known of its path") {
  CHECK(NodeProcessName(FactsOf({"node", "server.js"}, "")) == "server.js");
  CHECK(NodeProcessName(FactsOf({"node", "../server.js"}, "")) == "server.js");
  CHECK(NodeProcessName(FactsOf({"node", "dist/server.js"}, "")) == "dist/server.js");
  CHECK(NodeProcessName(FactsOf({"node", "server.js"}, "/")) == "server.js");
}

TEST_CASE("a title that a process gave itself is its name") {
  CheckNames({
      {{"shop"}, "shop"},
      {{"the shop/worker 1"}, "the shop/worker 1"},
      {{"node-red"}, "node-red"},
      {{"/usr/bin/npm"}, "/usr/bin/npm"},
  });
}

TEST_CASE("what a title overwrote may be zero bytes") {
  CheckNames({{{"shop", "", "", ""}, "shop"}, {{"shop", ""}, "shop"}});
}

TEST_CASE("the name of the executable is no title") {
  CHECK(NodeProcessName(FactsOf({"api-gateway"}, "/srv", "/opt/api-gateway")) == "api-gateway");
  CHECK(NodeProcessName(FactsOf({"./api-gateway"}, "/srv", "/opt/api-gateway")) == "api-gateway");
  CHECK(NodeProcessName(FactsOf({"node"}, "/srv", "/opt/api-gateway")) == "api-gateway");
  CHECK(NodeProcessName(FactsOf({"api-gateway", "server.js"}, "/srv", "/opt/api-gateway")) ==
        "srv/server.js");
}

TEST_CASE("a process of which only the kernel's name is known is called by it") {
  CHECK(NodeProcessName(FactsOf({}, "", "")) == "MainThread");
  CHECK(NodeProcessName(FactsOf({"node", "-e", "code"}, "", "")) == "MainThread");
  CHECK(NodeProcessName(FactsOf({""}, "", "")) == "MainThread");
}

TEST_CASE("the usual names of node begin its command line") {
  for (const char* const command : {"node", "/usr/bin/node", "./node", "nodejs", "/usr/bin/nodejs",
                                    "node22", "node-22", "nodejs-18.20.4", "/opt/node-v22/node"}) {
    CAPTURE(command);
    CHECK(IsNode(command));
  }
}

TEST_CASE("names that only begin like node are others") {
  for (const char* const command : {"node_exporter", "/usr/bin/node_exporter", "nodemon",
                                    "node-red", "nodetool", "nodejs_exporter", "mynode", "Node",
                                    "nod", "", "/node/", "/node/x", "bun", "node server"}) {
    CAPTURE(command);
    CHECK_FALSE(IsNode(command));
  }
  CHECK_FALSE(IsNodeCommand(FactsOf({})));
}
