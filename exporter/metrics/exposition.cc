#include "metrics/exposition.h"

#include <prometheus/text_serializer.h>

#include <ostream>
#include <streambuf>
#include <utility>

namespace heap_exporter {
namespace {

// Lets a stream append to a string that goes on from stream to stream.
class StringAppender : public std::streambuf {
 public:
  explicit StringAppender(std::string& text) : text_(text) {}

 private:
  std::streamsize xsputn(const char* characters, std::streamsize count) override {
    text_.append(characters, static_cast<std::size_t>(count));
    return count;
  }

  int_type overflow(int_type character) override {
    if (!traits_type::eq_int_type(character, traits_type::eof())) {
      text_.push_back(traits_type::to_char_type(character));
    }
    return traits_type::not_eof(character);
  }

  std::string& text_;
};

}  // namespace

void TextWriter::Write(prometheus::MetricFamily family) {
  if (family.metric.empty()) return;
  StringAppender appender(text_);
  std::ostream stream(&appender);
  std::vector<prometheus::MetricFamily> one;
  one.push_back(std::move(family));
  prometheus::TextSerializer().Serialize(stream, one);
}

}  // namespace heap_exporter
