#include "http/content_encoding.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "http/accept_encoding.h"
#include "http/gzip.h"

namespace heap_exporter {
namespace {

constexpr std::size_t kMinBytes = 256;

}  // namespace

void EncodeBody(std::string_view accept_encoding, Response& response) {
  if (response.body.size() <= kMinBytes) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!AcceptsGzip(accept_encoding)) return;
  std::optional<std::string> compressed = Gzip(response.body);
  if (!compressed) return;
  response.body = std::move(*compressed);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace heap_exporter
