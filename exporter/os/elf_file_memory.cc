#include "os/elf_file_memory.h"

#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/bytes.h"
#include "os/elf_header.h"
#include "os/errno_error.h"

namespace heap_exporter {
namespace {

Result<void> ReadFileAt(const UniqueFd& file, std::uint64_t offset, std::span<std::byte> out) {
  if (offset > static_cast<std::uint64_t>(INT64_MAX) - out.size()) {
    return Fail(Reason::kMalformed, "an offset that no ELF file has");
  }
  const ssize_t count = pread(file.get(), out.data(), out.size(), static_cast<off_t>(offset));
  if (count < 0) return FailErrno(errno, "reading an ELF file");
  if (static_cast<std::size_t>(count) != out.size()) {
    return Fail(Reason::kMalformed, "an ELF file ends too early");
  }
  return {};
}

class FileMemory : public Memory {
 public:
  FileMemory(UniqueFd file, std::vector<Elf64_Phdr> segments)
      : file_(std::move(file)), segments_(std::move(segments)) {}

  Result<void> Read(std::span<const MemoryRange> ranges, std::span<std::byte> out) const override {
    for (const MemoryRange& range : ranges) {
      const Elf64_Phdr* const segment = FindSegment(range);
      if (segment == nullptr) return Fail(Reason::kBadAddress, "not in any segment of the file");
      const auto offset = CheckedAdd(segment->p_offset, range.address - segment->p_vaddr);
      auto done = ReadFileAt(file_, offset.value_or(UINT64_MAX), out.first(range.size));
      if (!done) return done;
      out = out.subspan(range.size);
    }
    return {};
  }

 private:
  [[nodiscard]] const Elf64_Phdr* FindSegment(const MemoryRange& range) const {
    const auto found =
        std::find_if(segments_.begin(), segments_.end(), [&range](const Elf64_Phdr& segment) {
          return range.address >= segment.p_vaddr &&
                 range.address - segment.p_vaddr <= segment.p_filesz &&
                 range.size <= segment.p_filesz - (range.address - segment.p_vaddr);
        });
    return found == segments_.end() ? nullptr : &*found;
  }

  UniqueFd file_;
  std::vector<Elf64_Phdr> segments_;
};

}  // namespace

Result<ElfFileMemory> OpenElfFile(UniqueFd file) {
  Elf64_Ehdr header{};
  if (auto done = ReadFileAt(file, 0, WritableBytes(header)); !done) return Fail(done);
  if (auto checked = CheckElfHeader(header); !checked) return Fail(checked);
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  auto done = ReadFileAt(file, header.e_phoff, std::as_writable_bytes(std::span(segments)));
  if (!done) return Fail(done);
  std::erase_if(segments, [](const Elf64_Phdr& segment) { return segment.p_type != PT_LOAD; });
  const auto base = FirstLoadedAddress(segments);
  if (!base) return Fail(Reason::kMalformed, "an ELF file with nothing to load");
  return ElfFileMemory{.memory = std::make_unique<FileMemory>(std::move(file), std::move(segments)),
                       .base = *base};
}

}  // namespace heap_exporter
