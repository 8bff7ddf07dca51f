#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace heap_exporter::fuzz {

// The bytes that the fuzzer chose, taken one after the other as decisions.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(std::as_bytes(std::span(data, size))) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] Bytes rest() const { return rest_; }
  [[nodiscard]] std::string_view rest_as_text() const {
    return {reinterpret_cast<const char*>(rest_.data()), rest_.size()};
  }

  // The next number, little-endian; what the input lacks is zero.
  template <std::unsigned_integral T>
  T Take() {
    T value = 0;
    const std::size_t size = std::min(sizeof(T), rest_.size());
    if (size > 0) std::memcpy(&value, rest_.data(), size);
    rest_ = rest_.subspan(size);
    return value;
  }

  // The next bytes, as many as there are.
  Bytes TakeBytes(std::size_t size) {
    const Bytes bytes = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(bytes.size());
    return bytes;
  }

 private:
  Bytes rest_;
};

}  // namespace heap_exporter::fuzz
