#include "runtime/node/isolate_image.h"

#include <algorithm>

namespace heap_exporter {
namespace {

// An Isolate is 40 to 80 KiB long from Node.js 12 to 26.
constexpr std::size_t kIsolateWords = 0x16000 / kWord;

// It points to some hundreds of objects.
constexpr std::size_t kMaxObjects = 4096;

// The objects that the words point to, without their content.
std::vector<ObjectHead> PointersOf(const MappedMemory& memory,
                                   const std::vector<std::uint64_t>& words) {
  std::vector<ObjectHead> objects;
  for (std::size_t word = 0; word < words.size(); ++word) {
    if (memory.IsObject(words[word], ObjectHead::kWords * kWord)) {
      objects.push_back({.address = words[word], .pointer_word = word});
    }
  }
  const auto by_address = [](const ObjectHead& a, const ObjectHead& b) {
    return a.address < b.address;
  };
  std::stable_sort(objects.begin(), objects.end(), by_address);
  const auto same = [](const ObjectHead& a, const ObjectHead& b) { return a.address == b.address; };
  objects.erase(std::unique(objects.begin(), objects.end(), same), objects.end());
  return objects;
}

Result<void> ReadHeads(const MappedMemory& memory, std::vector<ObjectHead>& objects) {
  std::vector<std::uint64_t> addresses;
  addresses.reserve(objects.size());
  for (const ObjectHead& head : objects) addresses.push_back(head.address);
  const auto words = memory.Gather(addresses, ObjectHead::kWords);
  if (!words) return Fail(words);
  auto from = words->begin();
  for (ObjectHead& head : objects) {
    std::copy_n(from, ObjectHead::kWords, head.words.begin());
    from += ObjectHead::kWords;
  }
  return {};
}

}  // namespace

bool IsolateImage::Contains(std::uint64_t pointer) const {
  return pointer > address && pointer - address < words.size() * kWord && pointer % kWord == 0;
}

const ObjectHead* IsolateImage::Find(std::uint64_t pointer) const {
  const auto found = std::lower_bound(
      objects.begin(), objects.end(), pointer,
      [](const ObjectHead& head, std::uint64_t value) { return head.address < value; });
  return found != objects.end() && found->address == pointer ? &*found : nullptr;
}

Result<IsolateImage> ReadIsolateImage(const MappedMemory& memory, std::uint64_t isolate) {
  IsolateImage image;
  image.address = isolate;
  auto words = memory.MappedWords(isolate, kIsolateWords);
  if (!words) return Fail(words);
  image.words = std::move(*words);
  image.objects = PointersOf(memory, image.words);
  if (image.objects.size() > kMaxObjects) {
    return Fail(Reason::kLimitExceeded, "an isolate that points to too many objects");
  }
  if (auto done = ReadHeads(memory, image.objects); !done) return Fail(done);
  return image;
}

}  // namespace heap_exporter
