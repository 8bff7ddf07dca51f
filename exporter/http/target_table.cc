#include "http/target_table.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string_view>
#include <tuple>

#include "http/byte_size.h"
#include "http/html.h"
#include "model/off_heap.h"

namespace heap_exporter {
namespace {

constexpr std::string_view kHead =
    "<table>\n<thead><tr><th class=\"text\">Process<th>PID<th class=\"text\">Runtime<th>RSS"
    "<th>Heap used<th>Heap total<th>Heap limit<th>Used of limit<th>External<th>Off-heap<th>Workers"
    "<th class=\"text\">Status</tr></thead>\n<tbody>\n";
constexpr std::string_view kFoot = "</tbody>\n</table>\n";
constexpr std::string_view kUnknown = "<td>\u2013";

// How full the main heap is, 0 to 1.
std::optional<double> Fullness(const Sample& sample) {
  const HeapSnapshot* const heap = HeapOf(sample);
  if (heap == nullptr || !heap->main.used || heap->main.limit.value_or(0) == 0) return std::nullopt;
  return static_cast<double>(*heap->main.used) / static_cast<double>(*heap->main.limit);
}

std::vector<const Sample*> Sorted(const std::vector<Sample>& samples) {
  std::vector<std::tuple<double, std::uint64_t, const Sample*>> keyed;
  keyed.reserve(samples.size());
  for (const Sample& sample : samples) {
    keyed.emplace_back(Fullness(sample).value_or(-1), sample.usage.resident_bytes, &sample);
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) > std::tie(std::get<0>(b), std::get<1>(b));
  });
  std::vector<const Sample*> sorted;
  sorted.reserve(keyed.size());
  for (const auto& entry : keyed) sorted.push_back(std::get<2>(entry));
  return sorted;
}

std::string TextCell(std::string_view text) {
  return "<td class=\"text\">" + (text.empty() ? std::string("\u2013") : EscapeHtml(text));
}

std::string BytesCell(std::optional<std::uint64_t> bytes) {
  if (!bytes) return std::string(kUnknown);
  return "<td title=\"" + std::to_string(*bytes) + " bytes\">" + ByteSize(*bytes);
}

std::string FullnessCell(std::optional<double> fullness) {
  if (!fullness) return std::string(kUnknown);
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(),
                "<td><meter low=\"0.7\" high=\"0.9\" optimum=\"0\" value=\"%.3f\"></meter> %.1f%%",
                *fullness, *fullness * 100);
  return text.data();
}

std::string StatusCell(const Sample& sample) {
  if (!sample.heap) return "<td class=\"text\">no managed heap";
  if (*sample.heap) return "<td class=\"text\">ok";
  const Error& error = sample.heap->error();
  return "<td class=\"text bad\" title=\"" + EscapeHtml(error.detail) + "\">" +
         EscapeHtml(ReasonName(error.reason));
}

std::string HeapCells(const Sample& sample, const HeapSnapshot& heap) {
  return BytesCell(heap.main.used) + BytesCell(heap.main.total) + BytesCell(heap.main.limit) +
         FullnessCell(Fullness(sample)) + BytesCell(heap.main.external) +
         BytesCell(OffHeapBytes(sample)) + "<td>" +
         std::to_string(heap.workers.size() + heap.workers_unread);
}

std::string NoHeapCells() {
  std::string cells;
  for (int i = 0; i < 7; ++i) cells += kUnknown;
  return cells;
}

std::string Row(const Sample& sample) {
  const Target& target = *sample.target;
  const HeapSnapshot* const heap = HeapOf(sample);
  const std::string_view space = target.runtime_version.empty() ? "" : " ";
  return "<tr>" + TextCell(target.process) + "<td>" + std::to_string(target.id.pid) +
         TextCell(target.runtime + std::string(space) + target.runtime_version) +
         BytesCell(sample.usage.resident_bytes) +
         (heap == nullptr ? NoHeapCells() : HeapCells(sample, *heap)) + StatusCell(sample) +
         "</tr>\n";
}

}  // namespace

std::string TargetTable(const std::vector<Sample>& samples) {
  const std::vector<const Sample*> sorted = Sorted(samples);
  const std::size_t shown = std::min(sorted.size(), kMaxTableRows);
  std::string table(kHead);
  for (std::size_t i = 0; i < shown; ++i) table += Row(*sorted[i]);
  table += kFoot;
  if (shown == sorted.size()) return table;
  return table + "<p>Only the first " + std::to_string(shown) + " of " +
         std::to_string(sorted.size()) + " targets are shown; the metrics have them all.\n";
}

}  // namespace heap_exporter
