"""Calls functions of another process in an emulator, on a copy of that process's memory.

Nothing runs in the process and nothing is written to it. It has to be at rest for as long as the
emulator is used, since pages are copied when they are first touched.
"""

import struct

from unicorn import UC_ARCH_X86, UC_HOOK_MEM_UNMAPPED, UC_MODE_64, Uc, UcError
from unicorn.x86_const import (UC_X86_REG_FS_BASE, UC_X86_REG_RAX, UC_X86_REG_RDI, UC_X86_REG_RDX,
                               UC_X86_REG_RIP, UC_X86_REG_RSI, UC_X86_REG_RSP)

_PAGE = 4096
_ARGUMENTS = (UC_X86_REG_RDI, UC_X86_REG_RSI, UC_X86_REG_RDX)  # System V ABI
_TIMEOUT = 120  # seconds

# Where no process has its memory: beyond the user's part of the address space.
_STACK = 0x8000_0000_0000
_STACK_BYTES = 0x10_0000
_THREAD = 0x9000_0000_0000  # thread-local variables of a thread that has touched none
_THREAD_BYTES = 0x1_0000
_RESULT = 0xA000_0000_0000
_RESULT_BYTES = _PAGE
_RETURN = 0xB000_0000_0000


class Emulator:
    """Calls see what earlier ones wrote. `memory` is a learning.memory.Memory."""

    RESULT = _RESULT  # of memory that functions may write their results to

    def __init__(self, memory):
        self._memory = memory
        self._cpu = Uc(UC_ARCH_X86, UC_MODE_64)
        for address, size in ((_STACK, _STACK_BYTES), (_THREAD, _THREAD_BYTES),
                              (_RESULT, _RESULT_BYTES), (_RETURN, _PAGE)):
            self._cpu.mem_map(address, size)
        # glibc's thread pointer points to itself; variables are below it.
        thread = _THREAD + _THREAD_BYTES // 2
        self._cpu.mem_write(thread, struct.pack("<QQQ", thread, 0, thread))
        self._cpu.reg_write(UC_X86_REG_FS_BASE, thread)
        self._cpu.hook_add(UC_HOOK_MEM_UNMAPPED, self._copy_pages)

    def call(self, function, *arguments):
        """What the function at that address returns. RuntimeError where it does not return."""
        stack = _STACK + _STACK_BYTES // 2 - 8  # as after a call: 8 below a multiple of 16
        self._cpu.mem_write(stack, struct.pack("<Q", _RETURN))
        self._cpu.reg_write(UC_X86_REG_RSP, stack)
        for register, argument in zip(_ARGUMENTS, arguments, strict=False):
            self._cpu.reg_write(register, argument)
        try:
            self._cpu.emu_start(function, _RETURN, timeout=_TIMEOUT * 1_000_000)
        except UcError as error:
            raise RuntimeError(f"{error} at {self._cpu.reg_read(UC_X86_REG_RIP):#x}") from error
        if self._cpu.reg_read(UC_X86_REG_RIP) != _RETURN:
            raise RuntimeError(f"the function at {function:#x} did not return in {_TIMEOUT} s")
        return self._cpu.reg_read(UC_X86_REG_RAX)

    def result(self, count):
        """The first `count` words at RESULT."""
        return struct.unpack(f"<{count}Q", self._cpu.mem_read(self.RESULT, count * 8))

    def text(self, address):
        """The string at an address of the process."""
        return self._memory.read(address, 64).split(b"\0")[0].decode()

    def _copy_pages(self, cpu, _access, address, size, _value, _data):
        """Of a page that is touched first; False, which is an error, where the process has none."""
        first, last = address & -_PAGE, (address + max(size, 1) - 1) & -_PAGE
        for page in range(first, last + 1, _PAGE):
            data = self._memory.read(page, _PAGE)
            if data is None:
                return False
            cpu.mem_map(page, _PAGE)
            cpu.mem_write(page, data)
        return True
