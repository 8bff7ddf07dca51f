#include "cli/health.h"

#include "http/client.h"
#include "http/endpoint.h"

namespace heap_exporter {

Result<void> CheckHealth(const std::string& listen_address, std::chrono::milliseconds timeout) {
  constexpr int kOk = 200;
  const Result<Endpoint> endpoint = ResolveEndpoint(listen_address, true);
  if (!endpoint) return Fail(endpoint);
  const Result<int> status = GetStatus(*endpoint, "/-/healthy", timeout);
  if (!status) return Fail(status);
  if (*status == kOk) return {};
  return Fail(Reason::kSystemError,
              "/-/healthy of " + listen_address + " answered " + std::to_string(*status));
}

}  // namespace heap_exporter
