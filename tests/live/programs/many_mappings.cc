// A library for LD_PRELOAD that gives a process 50,000 mappings more: pages whose rights differ
// from those of their neighbours, so that the kernel cannot join them.

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kMappings = 50000;  // the kernel allows 65530

[[gnu::constructor]] void MakeMappings() {
  char* const start = static_cast<char*>(mmap(nullptr, kMappings * kPage, PROT_READ | PROT_WRITE,
                                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  for (std::size_t page = 0; page < kMappings; page += 2) {
    if (mprotect(start + page * kPage, kPage, PROT_READ) != 0) std::abort();
  }
}

}  // namespace
