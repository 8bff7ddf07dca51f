// The look-up of exported symbols in an ELF image of the fuzzer's making, in memory and in a file.
// The first byte says where the image comes from: 0, the rest of the input is it; 1, the rest is
// changes {offset: 16 bits, value: 64 bits} to a sound image.

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

#include "fuzz/input.h"
#include "fuzz/target.h"
#include "os/elf_file_memory.h"
#include "os/elf_image.h"
#include "runtime/node/node_image.h"
#include "support/elf_builder.h"

namespace heap_exporter::fuzz {
namespace {

constexpr std::uint64_t kBase = 0x7f0000000000;
constexpr std::size_t kSoundImageSize = 0x600;

// What following an image may cost at most: a look-up is a walk of a chain.
constexpr std::size_t kMaxReads = 20000;

const testing::ElfSymbols& Symbols() {
  static const testing::ElfSymbols symbols = {{"_ZN4node11per_process11v8_platformE", 0x1000},
                                              {"_ZN4node11per_process8metadataE", 0x1100},
                                              {"_ZN2v88internal7Version6major_E", 0x1200},
                                              {"_ZN2v88internal7Version6minor_E", 0x1204},
                                              {"_ZTVN4node12NodePlatformE", 0x1300},
                                              {"_ZTVN4node24NodeArrayBufferAllocatorE", 0x1400},
                                              {"_ZTVN4node22PerIsolatePlatformDataE", 0x1500},
                                              {"_ZTVN4node6worker6WorkerE", 0x1600}};
  return symbols;
}

std::vector<std::byte> MakeImage(Input input) {
  if ((input.Take<std::uint8_t>() & 1) == 0) return {input.rest().begin(), input.rest().end()};
  std::vector<std::byte> image = testing::BuildElf(Symbols(), 0x400000, kSoundImageSize).bytes;
  while (!input.empty()) {
    const std::size_t offset = input.Take<std::uint16_t>() % (image.size() - sizeof(std::uint64_t));
    const auto value = input.Take<std::uint64_t>();
    std::memcpy(image.data() + offset, &value, sizeof(value));
  }
  return image;
}

// The image as it lies in a process's memory, and nothing around it.
class ImageMemory : public Memory {
 public:
  explicit ImageMemory(Bytes image) : image_(image) {}

  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override {
    Require(++reads_ <= kMaxReads, "following an image comes to an end");
    for (const auto& [address, size] : ranges) {
      const std::uint64_t offset = address - kBase;
      if (offset > image_.size() || size > image_.size() - offset) {
        return Fail(Reason::kBadAddress, "not mapped");
      }
      const Bytes bytes = image_.subspan(offset, size);
      std::copy(bytes.begin(), bytes.end(), out.begin());
      out = out.subspan(size);
    }
    return {};
  }

 private:
  Bytes image_;
  mutable std::size_t reads_ = 0;
};

UniqueFd WriteFile(Bytes image) {
  UniqueFd file(memfd_create("image", MFD_CLOEXEC));
  Require(file.valid() &&
              write(file.get(), image.data(), image.size()) == static_cast<ssize_t>(image.size()),
          "there is a file to write the image to");
  return file;
}

void LookUpAll(const Memory& memory, std::uint64_t base) {
  const auto image = ElfImage::Load(memory, base);
  if (!image) return;
  for (const auto& symbol : Symbols()) {
    const auto first = image->FindSymbol(symbol.first);
    const auto again = image->FindSymbol(symbol.first);
    Require(first.has_value() == again.has_value() && (!first || *first == *again),
            "a symbol does not change");
  }
  const auto nothing = image->FindSymbol(std::string(4096, 'x'));
  Require(!nothing || !nothing->has_value(), "no image exports so long a name");
}

void RecogniseNode(const Memory& memory, std::uint64_t base) {
  const auto node = ReadNodeImage(memory, base);
  if (!node || !*node) return;
  Require((*node)->first_address % 4096 == 0, "an image begins with a page");
}

}  // namespace
}  // namespace heap_exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heap_exporter;
  const std::vector<std::byte> image = fuzz::MakeImage(fuzz::Input(data, size));
  fuzz::LookUpAll(fuzz::ImageMemory(image), fuzz::kBase);
  fuzz::RecogniseNode(fuzz::ImageMemory(image), fuzz::kBase);
  if (const auto file = OpenElfFile(fuzz::WriteFile(image))) {
    fuzz::LookUpAll(*file->memory, file->base);
    fuzz::RecogniseNode(*file->memory, file->base);
  }
  return 0;
}
