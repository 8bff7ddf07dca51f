// Imitates a Node.js process, with something in its memory that is not as it should be.
//
//   hostile                    prints the names of all poisons, one on a line
//   hostile POISON MAJOR.MINOR imitates a process with that V8, tells what it has as one line of
//                              JSON, and rests until standard input ends; "none" poisons nothing

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "hostile/poisons.h"

namespace heap_exporter::hostile {
namespace {

Outcome DoNothing(RealNode&) { return kFigures; }

std::vector<Poison> AllPoisons() {
  std::vector<Poison> all = {{"none", DoNothing}};
  for (const auto poisons : {ListPoisons(), HeapPoisons(), FigurePoisons(), TextPoisons(),
                             MappingPoisons(), ChangePoisons()}) {
    all.insert(all.end(), poisons.begin(), poisons.end());
  }
  return all;
}

const Poison& FindPoison(const std::vector<Poison>& all, std::string_view name) {
  for (const Poison& poison : all) {
    if (poison.name == name) return poison;
  }
  throw std::runtime_error("no poison of that name");
}

const V8Layout& FindLayout(const std::string& version) {
  V8Minor v8;
  if (std::sscanf(version.c_str(), "%d.%d", &v8.major, &v8.minor) == 2) {
    if (const V8Layout* const layout = FindV8Layout(v8)) return *layout;
  }
  throw std::runtime_error("no layout of that version");
}

void Tell(const RealNode& node, Outcome outcome) {
  using testing::FakeNode;
  const testing::FakeIsolate& main = MainIsolate();
  std::printf(
      "{\"outcome\": \"%s\", \"heap_size_total\": %lu, \"heap_size_used\": %lu, "
      "\"external_memory\": %lu, \"array_buffers\": %lu}\n",
      std::string(outcome).c_str(), FakeNode::TotalOf(node.layout(), main),
      FakeNode::UsedOf(node.layout(), main), main.external, main.array_buffers);
  std::fflush(stdout);
}

void RestUntilInputEnds() {
  std::array<char, 64> ignored{};
  while (read(STDIN_FILENO, ignored.data(), ignored.size()) > 0) continue;
}

int Main(int argc, char** argv) {
  const std::vector<Poison> all = AllPoisons();
  if (argc == 1) {
    for (const Poison& poison : all) std::printf("%s\n", std::string(poison.name).c_str());
    return EXIT_SUCCESS;
  }
  if (argc != 3) throw std::runtime_error("usage: hostile [POISON MAJOR.MINOR]");
  RealNode node(FindLayout(argv[2]));
  Tell(node, FindPoison(all, argv[1]).apply(node));
  RestUntilInputEnds();
  std::_Exit(EXIT_SUCCESS);  // the threads of some poisons never end
}

}  // namespace
}  // namespace heap_exporter::hostile

int main(int argc, char** argv) try {
  return heap_exporter::hostile::Main(argc, argv);
} catch (const std::exception& error) {
  std::fprintf(stderr, "hostile: %s\n", error.what());
  return EXIT_FAILURE;
}
