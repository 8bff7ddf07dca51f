#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>

namespace heap_exporter {

using Bytes = std::span<const std::byte>;

// The `T` that starts at `offset`, copied out; nothing where it does not lie wholly inside `bytes`.
// Little-endian like every machine we run on; no alignment is needed.
template <class T>
requires std::is_trivially_copyable_v<T>
[[nodiscard]] std::optional<T> ReadAt(Bytes bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

// a + b, or nothing where the sum does not fit.
template <std::unsigned_integral T>
[[nodiscard]] std::optional<T> CheckedAdd(T a, std::type_identity_t<T> b) {
  T sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

// a * b, or nothing where the product does not fit.
template <std::unsigned_integral T>
[[nodiscard]] std::optional<T> CheckedMultiply(T a, std::type_identity_t<T> b) {
  T product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

// The bytes of a trivially copyable object or array, for reading into.
template <class T>
requires std::is_trivially_copyable_v<T>
[[nodiscard]] std::span<std::byte> WritableBytes(T& object) {
  return std::as_writable_bytes(std::span<T, 1>(&object, 1));
}

}  // namespace heap_exporter
