#include "support/scripted_server.h"

#include <sys/socket.h>

#include <utility>

#include "support/catch.h"

namespace heap_exporter {

ScriptedServer::ScriptedServer(std::string answer, Times times, std::chrono::milliseconds pause)
    : answer_(std::move(answer)),
      times_(times),
      pause_(pause),
      endpoint_(ResolveEndpoint("127.0.0.1:0", false).value()),
      fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto* const address = reinterpret_cast<sockaddr*>(&endpoint_.address);
  REQUIRE(bind(fd_.get(), address, endpoint_.length) == 0);
  REQUIRE(listen(fd_.get(), 8) == 0);
  REQUIRE(getsockname(fd_.get(), address, &endpoint_.length) == 0);
  thread_ = std::thread([this] { Serve(); });
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  shutdown(fd_.get(), SHUT_RDWR);  // ends accept()
  thread_.join();
}

void ScriptedServer::Serve() const {
  while (true) {
    const UniqueFd client(accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client.valid()) return;
    do {
      if (send(client.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL) < 0) break;
      std::this_thread::sleep_for(pause_);
    } while (times_ == Times::kEndlessly && !stopping_);
    shutdown(client.get(), SHUT_WR);
  }
}

}  // namespace heap_exporter
