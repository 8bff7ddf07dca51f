#pragma once

#include <sys/types.h>

#include <memory>

#include "base/result.h"
#include "os/memory.h"
#include "os/proc_fs.h"

namespace heap_exporter {

// The memory of a live process by process_vm_readv(2), or, where the kernel refuses that (the
// seccomp profile of older container engines) or does not know it, by /proc/PID/mem. Stops nothing
// and asks the target nothing. Holds no file open, so a pid that is used again is the caller's to
// notice. `proc` must outlive it.
std::unique_ptr<Memory> OpenProcessMemory(const ProcFs& proc, pid_t pid);

}  // namespace heap_exporter
