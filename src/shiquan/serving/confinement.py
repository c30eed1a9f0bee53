"""What a process that runs queries takes away from itself: network, other programs, writing, and memory beyond its limit.

Nothing in SPARQL reads or writes files, and SERVICE, which goes out to the network, is refused by its text. What stands here holds even if
that should fail. On Linux (x86-64 and arm64) a seccomp filter, which no process can take off again, makes the kernel refuse the calls below; elsewhere only the limits of
setrlimit(2) hold, and the log of the start says so.
"""

from __future__ import annotations

import contextlib
import ctypes
import platform
import resource
import struct
import sys
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_SIGKILL: Final = 9
_SET_MODE_FILTER: Final = 1
_ALL_THREADS: Final = 1  # SECCOMP_FILTER_FLAG_TSYNC
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # with EPERM
_WRITING: Final = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC

# Calls of Linux by number (asm/unistd_64.h, asm-generic/unistd.h). Refused: network, other programs, new processes, changes of the file system, io_uring
# (which does all of these without calls), looking into other processes.
_REFUSED: Final[dict[str, tuple[int, ...]]] = {
    "x86_64": (
        *(41, 42, 43, 49, 50, 53, 288),  # socket connect accept bind listen socketpair accept4
        *(57, 58, 59, 322),  # fork vfork execve execveat
        *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94),  # truncate … lchown
        *(133, 165, 258, 259, 260, 263, 264, 265, 266, 268, 316),  # mknod mount mkdirat … fchmodat renameat2
        *(101, 310, 311, 425, 437),  # ptrace process_vm_readv process_vm_writev io_uring_setup openat2
    ),
    "aarch64": (
        *(198, 199, 200, 201, 202, 203, 242),
        *(221, 281),
        *(33, 34, 35, 36, 37, 38, 40, 45, 46, 52, 53, 54, 55, 276),
        *(117, 270, 271, 425, 437),
    ),
}
# call that opens a file, and the place of its flags among its arguments: refused where it would write
_OPENING: Final[dict[str, tuple[tuple[int, int], ...]]] = {
    "x86_64": ((2, 1), (257, 2)),
    "aarch64": ((56, 2),),
}
_ARCHITECTURE: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
_X32: Final = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it is gone (Linux; elsewhere the closed socket ends it when its query is done)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def limit_memory(extra: int) -> None:
    """Hold this process to ``extra`` bytes more than it has now; what asks for more is ended by the failed allocation. No core dumps."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit = _data_size() + extra
    # macOS knows the limits but does not hold to them
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def limit_processor_time(seconds: float) -> None:
    """Have the kernel end this process when it computes for longer than this from now: it holds even if nobody is left to kill it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))


def refuse_system_calls() -> bool:
    """Have the kernel refuse network, other programs and writing to all threads of this process; False where the system cannot."""
    machine = platform.machine()
    if not sys.platform.startswith("linux") or machine not in _REFUSED:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    code = _filter(machine)
    program = _Program(len(code) // 8, code)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    done: int = library.syscall(_SECCOMP[machine], _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program))
    return done == 0


def _filter(machine: str) -> bytes:
    """Return the filter as a classic BPF program (linux/filter.h): eight bytes an instruction."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    refuse, allow = step(_RETURN, _REFUSE), step(_RETURN, _ALLOW)
    code = [step(_LOAD, _ARCHITECTURE_AT), step(_EQUAL, _ARCHITECTURE[machine], 1, 0), refuse, step(_LOAD, _NUMBER_AT)]
    if machine == "x86_64":
        code += [step(_AT_LEAST, _X32, 0, 1), refuse]
    for number in _REFUSED[machine]:
        code += [step(_EQUAL, number, 0, 1), refuse]
    for number, place in _OPENING[machine]:
        flags = [step(_LOAD, _ARGUMENTS_AT + 8 * place), step(_BITS, _WRITING, 0, 1), refuse, allow]
        code += [step(_EQUAL, number, 0, len(flags)), *flags]
    return b"".join([*code, allow])


def _data_size() -> int:
    """Return what RLIMIT_DATA counts of this process, in bytes (Linux); 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmData:")), 0)
