"""How much memory the process holds on to that nothing in it uses, where the C library is glibc.

glibc gives each thread a heap of its own, and keeps what is freed within one. A thread that reads the packs and goes
would leave 3 MiB behind, a twentieth of all.
"""

import ctypes
import gc

_M_ARENA_MAX = -8
"""From glibc's `malloc.h`."""


def keep_one_heap() -> None:
    """Have all threads share a heap; to be called before there are any. Only one of them runs at a time anyway."""
    if mallopt := _of_glibc("mallopt"):
        mallopt(_M_ARENA_MAX, 1)


def settle() -> None:
    """Let the garbage collector pass over what was loaded, and give back what loading took.

    What was loaded stays for as long as the program, and a vote costs an eighth less.
    """
    gc.collect()
    gc.freeze()
    if trim := _of_glibc("malloc_trim"):
        trim(0)


def _of_glibc(name: str) -> "ctypes._NamedFuncPointer | None":
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except (OSError, TypeError):  # a system whose C library cannot be asked so
        return None
