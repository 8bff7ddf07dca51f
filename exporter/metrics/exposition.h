#pragma once

#include <prometheus/metric_family.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heap_exporter {

// The media type of the text.
inline constexpr std::string_view kTextContentType = "text/plain; version=0.0.4; charset=utf-8";

// Takes one family after the other, so that no two of them are in memory at once: together they
// take several times the room of their text.
using FamilySink = std::function<void(prometheus::MetricFamily)>;

// Writes families in Prometheus' text format 0.0.4. Whole numbers up to 10^16 come out exactly,
// other numbers with 16 significant digits. REQUIRES: label values are UTF-8 (one that is not makes
// Prometheus refuse everything), and help texts hold neither line breaks nor backslashes.
class TextWriter {
 public:
  // `targets`: how many there will be about, so that the text finds room at once.
  explicit TextWriter(std::size_t targets = 0) { text_.reserve(targets * kBytesPerTarget); }

  // Appends the family; one without series is left out.
  void Write(prometheus::MetricFamily family);

  // What was written so far. REQUIRES: nothing is written afterwards.
  [[nodiscard]] std::string Take() { return std::move(text_); }

 private:
  // A Node.js process without workers takes about this.
  static constexpr std::size_t kBytesPerTarget = 5000;

  std::string text_;
};

}  // namespace heap_exporter
