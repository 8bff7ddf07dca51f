#include "hostile/module.h"

namespace heap_exporter::hostile {

// Not zero: what is all zeros is no part of the file, and so not of its mappings.
std::uint64_t hostile_module[kModuleBytes / sizeof(std::uint64_t)] = {1};

}  // namespace heap_exporter::hostile

// The places are those at which FakeNode has the same symbols.
#define EXPORT(name, offset) \
  asm(".globl " name "\n.type " name ", %object\n.set " name ", hostile_module + " #offset "\n")

EXPORT("_ZN4node11per_process11v8_platformE", 0xa000);
EXPORT("_ZN4node11per_process8metadataE", 0xa100);
EXPORT("_ZN2v88internal7Version6major_E", 0xa200);
EXPORT("_ZN2v88internal7Version6minor_E", 0xa204);
EXPORT("_ZTVN4node12NodePlatformE", 0x9000);
EXPORT("_ZTVN4node24NodeArrayBufferAllocatorE", 0x9100);
EXPORT("_ZTVN4node22PerIsolatePlatformDataE", 0x9200);
EXPORT("_ZTVN4node6worker6WorkerE", 0x9300);
