#include "http/gzip.h"

#include <zlib.h>

#include <cstddef>
#include <limits>

namespace heap_exporter {
namespace {

// Metrics repeat themselves so much that the fastest level already makes a fourteenth of them; the
// default level takes twice the time for a seventh less.
constexpr int kLevel = Z_BEST_SPEED;
constexpr int kGzipWindowBits = MAX_WBITS + 16;  // + 16: a gzip header instead of zlib's own
constexpr int kMemoryLevel = 8;                  // zlib's default
constexpr std::size_t kGzipHeaderBytes = 18;     // what gzip may need beyond zlib's own bound
constexpr std::size_t kMaxInputBytes = std::numeric_limits<uInt>::max() / 2;

// zlib takes its input as writable but does not write to it.
Bytef* Input(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

bool Deflate(z_stream& stream, std::string_view text, std::string& compressed) {
  stream.next_in = Input(text);
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  return deflate(&stream, Z_FINISH) == Z_STREAM_END;
}

}  // namespace

std::optional<std::string> Gzip(std::string_view text) {
  if (text.size() > kMaxInputBytes) return std::nullopt;
  std::string compressed(compressBound(text.size()) + kGzipHeaderBytes, '\0');
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  const bool done = Deflate(stream, text, compressed);
  compressed.resize(stream.total_out);
  deflateEnd(&stream);
  if (!done) return std::nullopt;
  return compressed;
}

}  // namespace heap_exporter
