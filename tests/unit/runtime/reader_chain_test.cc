#include "runtime/reader_chain.h"

#include "support/catch.h"

using namespace heap_exporter;

namespace {

// A reader that answers as it was told, and counts how often it was asked.
class FakeReader : public HeapReader {
 public:
  FakeReader(std::string_view name, Result<HeapSnapshot> answer, int* asked = nullptr)
      : name_(name), answer_(std::move(answer)), asked_(asked) {}

  [[nodiscard]] std::string_view Name() const override { return name_; }
  [[nodiscard]] Result<HeapSnapshot> Read() override {
    if (asked_ != nullptr) ++*asked_;
    return answer_;
  }

 private:
  std::string_view name_;
  Result<HeapSnapshot> answer_;
  int* asked_;
};

HeapSnapshot SnapshotOf(std::uint64_t total) {
  HeapSnapshot snapshot;
  snapshot.main.total = total;
  return snapshot;
}

template <class... Readers>
ReaderChain ChainOf(Readers... readers) {
  std::vector<std::unique_ptr<HeapReader>> list;
  (list.push_back(std::make_unique<Readers>(std::move(readers))), ...);
  return ReaderChain(std::move(list));
}

}  // namespace

TEST_CASE("the first reader that has figures wins and the next are not asked") {
  int asked = 0;
  ReaderChain chain = ChainOf(FakeReader("memory", SnapshotOf(1), &asked),
                              FakeReader("agent", SnapshotOf(2), &asked));
  const HeapReading reading = chain.Read();
  CHECK(reading.reader == "memory");
  REQUIRE(reading.heap);
  CHECK(reading.heap->main.total == 1);
  CHECK(asked == 1);
}

TEST_CASE("a reader that has no figures is followed by the next") {
  ReaderChain chain = ChainOf(FakeReader("memory", Fail(Reason::kPermissionDenied, "no")),
                              FakeReader("agent", SnapshotOf(2)));
  const HeapReading reading = chain.Read();
  CHECK(reading.reader == "agent");
  REQUIRE(reading.heap);
  CHECK(reading.heap->main.total == 2);
}

TEST_CASE("where no reader has figures the first one's error is told") {
  ReaderChain chain = ChainOf(FakeReader("memory", Fail(Reason::kPermissionDenied, "not yours")),
                              FakeReader("agent", Fail(Reason::kNotReady, "no agent")),
                              FakeReader("inspector", Fail(Reason::kSystemError, "closed")));
  const HeapReading reading = chain.Read();
  CHECK(reading.reader.empty());
  REQUIRE_FALSE(reading.heap);
  CHECK(reading.heap.error().reason == Reason::kPermissionDenied);
  CHECK(reading.heap.error().detail == "not yours");
}

TEST_CASE("every reader is asked anew at each reading") {
  int asked = 0;
  ReaderChain chain = ChainOf(FakeReader("memory", Fail(Reason::kGcRunning, "busy"), &asked),
                              FakeReader("agent", Fail(Reason::kNotReady, "no agent"), &asked));
  CHECK_FALSE(chain.Read().heap);
  CHECK_FALSE(chain.Read().heap);
  CHECK(asked == 4);
}

TEST_CASE("without a reader there are no figures") {
  ReaderChain chain = ChainOf();
  const HeapReading reading = chain.Read();
  CHECK(reading.reader.empty());
  CHECK_FALSE(reading.heap);
}
