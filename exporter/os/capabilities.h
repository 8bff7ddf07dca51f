#pragma once

namespace heap_exporter {

// Raises CAP_SYS_PTRACE from the permitted to the effective set where the program was given it, as
// by `setcap cap_sys_ptrace+p`; without it nothing happens. Call once, before any thread is
// started: the effective set belongs to a thread and is inherited. True where the capability is in
// force.
bool RaisePtraceCapability();

}  // namespace heap_exporter
