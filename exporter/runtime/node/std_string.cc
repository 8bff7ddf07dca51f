#include "runtime/node/std_string.h"

namespace heap_exporter {
namespace {

struct String {
  std::uint64_t data, length;
};

// std::string::_Rep (libstdc++ bits/cow_string.h).
struct SharedHead {
  std::uint64_t length, capacity;
  std::int32_t references;
  std::int32_t padding;
};

Result<String> ReadSharedString(const Memory& memory, std::uint64_t data) {
  const auto head = ReadObject<SharedHead>(memory, data - sizeof(SharedHead));
  if (!head) return Fail(head);
  if (head->length > head->capacity) return Fail(Reason::kMalformed, "no string");
  return String{.data = data, .length = head->length};
}

}  // namespace

Result<std::string> ReadStdString(const Memory& memory, std::uint64_t address,
                                  std::uint64_t max_length) {
  auto string = ReadObject<String>(memory, address);
  if (!string) return Fail(string);
  // Of the older ABI the second word is another member, mostly a pointer: no believable length.
  if (string->length > max_length) string = ReadSharedString(memory, string->data);
  if (!string) return Fail(string);
  if (string->length > max_length) return Fail(Reason::kLimitExceeded, "a string is too long");
  const auto text = ReadObjects<char>(memory, string->data, string->length);
  if (!text) return Fail(text);
  return std::string(text->begin(), text->end());
}

}  // namespace heap_exporter
