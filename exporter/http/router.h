#pragma once

#include <functional>
#include <map>
#include <string>

#include "http/message.h"

namespace heap_exporter {

// Finds the handler for a path. Immutable, so safe to share between threads.
class Router {
 public:
  // By exact path, such as "/metrics".
  using Routes = std::map<std::string, Handler, std::less<>>;

  explicit Router(Routes routes);

  // What the path's handler answers to a GET or HEAD (for the latter, the body is still there); 404
  // for an unknown path, 405 for another method, 500 where the handler throws.
  [[nodiscard]] Response Answer(const Request& request) const;

 private:
  Routes routes_;
};

}  // namespace heap_exporter
