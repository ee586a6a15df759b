"""What the process does about its memory while it starts, and once it runs.

glibc gives each thread a heap of its own, and keeps what is freed within one. A thread that reads the packs and goes
would leave 3 MiB behind, a twentieth of all.
"""

import ctypes
import gc
import sys
from functools import cache

_M_ARENA_MAX = -8
"""From glibc's `malloc.h`."""
_TURN = 0.0005
"""Seconds for which a thread that loads keeps the others waiting; each statement of a database waits for that."""
_USUAL = sys.getswitchinterval()
_YOUNG = 10_000
"""Objects made and not yet let go of before garbage among them is looked for; Python's own 700 are some twenty clicks.
discord.py leaves an interaction in a circle with its response, so that there is always some: a twentieth of a vote."""


def begin() -> None:
    """Have all threads share a heap, and look for no garbage until `settle`; to be called before there are any threads.

    Only one of them runs at a time anyway. What loading makes stays, so that looking through it again and again
    is in vain: a seventh of the time until the program is ready.
    """
    gc.disable()
    sys.setswitchinterval(_TURN)
    if mallopt := _of_glibc("mallopt"):
        mallopt(_M_ARENA_MAX, 1)


def settle() -> None:
    """The program is whole, and works from now on: give back what loading took, and look for garbage elsewhere alone.

    What was loaded stays for as long as the program, and a vote costs an eighth less. Nothing of it is looked through
    before: that would take as long as 200 modules do, for half a MiB.
    """
    gc.freeze()
    trim()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    gc.enable()
    sys.setswitchinterval(_USUAL)


@cache
def set_up() -> None:
    """The same of the first bot, with all its commands, before it hears of any server; those made after it may go."""
    gc.freeze()


def trim() -> None:
    """Give back what was taken and is free again."""
    if give_back := _of_glibc("malloc_trim"):
        give_back(0)


def _of_glibc(name: str) -> "ctypes._NamedFuncPointer | None":
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except (OSError, TypeError):  # a system whose C library cannot be asked so
        return None
