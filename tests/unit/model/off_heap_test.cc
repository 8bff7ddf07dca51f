#include "model/off_heap.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

Sample SampleOf(std::uint64_t rss, std::uint64_t resident_heap) {
  Sample sample;
  sample.usage.resident_bytes = rss;
  HeapSnapshot heap;
  heap.main.resident = resident_heap;
  sample.heap = heap;
  return sample;
}

}  // namespace

TEST_CASE("off-heap memory is what is resident outside the heaps") {
  CHECK(OffHeapBytes(SampleOf(1000, 300)) == 700u);
  CHECK(OffHeapBytes(SampleOf(1000, 0)) == 1000u);
}

TEST_CASE("off-heap memory is never below zero") {
  CHECK(OffHeapBytes(SampleOf(1000, 1000)) == 0u);
  CHECK(OffHeapBytes(SampleOf(1000, 1001)) == 0u);
  CHECK(OffHeapBytes(SampleOf(0, UINT64_MAX)) == 0u);
}

TEST_CASE("workers are part of the heap") {
  Sample sample = SampleOf(1000, 300);
  (*sample.heap)->workers.emplace_back().heap.resident = 200;
  CHECK(OffHeapBytes(sample) == 500u);
}

TEST_CASE("off-heap memory is not known without all heaps") {
  Sample sample = SampleOf(1000, 300);
  SECTION("a worker was not read") { (*sample.heap)->workers_unread = 1; }
  SECTION("the heap could not be read") { sample.heap = Fail(Reason::kPermissionDenied, "no"); }
  SECTION("there is no managed heap") { sample.heap.reset(); }
  CHECK_FALSE(OffHeapBytes(sample));
}

TEST_CASE("a sample has a heap only where one was read") {
  Sample sample = SampleOf(1000, 300);
  REQUIRE(HeapOf(sample) != nullptr);
  CHECK(HeapOf(sample)->main.resident == 300);
  sample.heap = Fail(Reason::kPermissionDenied, "no");
  CHECK(HeapOf(sample) == nullptr);
  sample.heap.reset();
  CHECK(HeapOf(sample) == nullptr);
}
