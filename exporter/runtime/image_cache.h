#pragma once

#include <map>
#include <utility>

#include "os/file_id.h"

namespace heap_exporter {

// What is known of executable files, so that the second process of a binary costs a look-up.
// Bounded: whoever executes endlessly many binaries makes us forget, not grow.
template <class Value>
class ImageCache {
 public:
  // What is known of the file; null where nothing is.
  [[nodiscard]] const Value* Find(const FileId& id) const {
    const auto found = values_.find(id);
    return found == values_.end() ? nullptr : &found->second;
  }

  void Remember(const FileId& id, Value value) {
    if (values_.size() >= kMaxImages) values_.clear();
    values_.insert_or_assign(id, std::move(value));
  }

  static constexpr std::size_t kMaxImages = 4096;

 private:
  std::map<FileId, Value> values_;
};

}  // namespace heap_exporter
