// The main() of the fuzz targets where no fuzzer is linked in: runs every input of a corpus once.
//
//   fuzz_NAME FOLDER              replays FOLDER's inputs
//   fuzz_NAME FOLDER NEW_FOLDER   writes them to NEW_FOLDER as bytes, as libFuzzer wants them
//
// An input is a file of hexadecimal digits, of comments, which reach from '#' to the line's end,
// and of lines of text, which begin with '"'.

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "fuzz/target.h"

namespace {

namespace fs = std::filesystem;
using Data = std::vector<std::uint8_t>;

void AppendDigits(Data& data, const std::string& line) {
  std::string digits;
  for (const char c : line.substr(0, line.find('#'))) {
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) digits += c;
  }
  if (digits.size() % 2 != 0) throw std::runtime_error("half a byte: " + line);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    data.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
}

Data ReadInput(const fs::path& path) {
  std::ifstream file(path);
  Data data;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('"')) {
      data.insert(data.end(), line.begin() + 1, line.end());
      data.push_back('\n');
    } else {
      AppendDigits(data, line);
    }
  }
  return data;
}

void Write(const fs::path& path, const Data& data) {
  std::ofstream file(path, std::ios::binary);
  for (const std::uint8_t byte : data) file.put(static_cast<char>(byte));
  if (!file.flush()) throw std::runtime_error(path.string() + " cannot be written");
}

int Run(const fs::path& corpus, const fs::path& new_folder) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(corpus)) {
    const Data data = ReadInput(entry.path());
    std::printf("%s, %zu bytes\n", entry.path().filename().c_str(), data.size());
    std::fflush(stdout);  // a crash must not hide which input it was
    if (new_folder.empty()) {
      LLVMFuzzerTestOneInput(data.data(), data.size());
    } else {
      Write(new_folder / entry.path().filename(), data);
    }
    ++count;
  }
  if (count == 0) throw std::runtime_error(corpus.string() + " holds no input");
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2 || argc > 3) throw std::runtime_error("usage: fuzz_NAME FOLDER [NEW_FOLDER]");
  return Run(argv[1], argc == 3 ? argv[2] : "");
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return EXIT_FAILURE;
}
