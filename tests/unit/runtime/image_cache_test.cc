#include "runtime/image_cache.h"

#include <string>

#include "support/catch.h"

using namespace heap_exporter;

namespace {

FileId FileOf(ino_t inode) { return {.device = 1, .inode = inode, .modified_ns = 1}; }

std::size_t CountKnown(const ImageCache<int>& cache, ino_t inodes) {
  std::size_t known = 0;
  for (ino_t inode = 0; inode < inodes; ++inode) {
    known += cache.Find(FileOf(inode)) != nullptr ? 1 : 0;
  }
  return known;
}

}  // namespace

TEST_CASE("what is remembered of a file is found") {
  ImageCache<std::string> cache;
  cache.Remember(FileOf(1), "one");
  cache.Remember(FileOf(2), "two");
  REQUIRE(cache.Find(FileOf(1)) != nullptr);
  CHECK(*cache.Find(FileOf(1)) == "one");
  CHECK(*cache.Find(FileOf(2)) == "two");
}

TEST_CASE("nothing is known of a file that is another or was changed") {
  ImageCache<std::string> cache;
  CHECK(cache.Find(FileOf(1)) == nullptr);
  cache.Remember(FileOf(1), "one");
  CHECK(cache.Find(FileOf(2)) == nullptr);
  CHECK(cache.Find({.device = 2, .inode = 1, .modified_ns = 1}) == nullptr);
  CHECK(cache.Find({.device = 1, .inode = 1, .modified_ns = 2}) == nullptr);
}

TEST_CASE("what is remembered last of a file counts") {
  ImageCache<std::string> cache;
  cache.Remember(FileOf(1), "old");
  cache.Remember(FileOf(1), "new");
  CHECK(*cache.Find(FileOf(1)) == "new");
}

TEST_CASE("the cache of images forgets rather than grow beyond its cap") {
  constexpr std::size_t kMax = ImageCache<int>::kMaxImages;
  ImageCache<int> cache;
  for (ino_t inode = 0; inode < kMax; ++inode) cache.Remember(FileOf(inode), 1);
  CHECK(CountKnown(cache, kMax) == kMax);
  for (ino_t inode = kMax; inode < 2 * kMax + 1; ++inode) {
    cache.Remember(FileOf(inode), 2);
    if (cache.Find(FileOf(inode)) == nullptr) FAIL("the newest is not known");
  }
  CHECK(CountKnown(cache, 3 * kMax) <= kMax);
}
