"""How the program stops: by Ctrl+C, the word of whoever started it or the end of its terminal; and how its tasks do."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, NoReturn

BY_SIGNAL = 128
"""A program that a signal ends leaves with this and the signal's number, as shells tell it."""
SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def leave_at_once() -> None:
    """From now on a signal ends the program without another word: nothing is open yet that wants closing."""
    for number in _heard():
        signal.signal(number, _leave)


def leave_by_unwinding() -> None:
    """From now on a signal ends the program by an exception, so that what is half done is taken away."""
    for number in _heard():
        signal.signal(number, _unwind)


def hear(stop: Callable[[], object]) -> None:
    """Have the running event loop call `stop` at each signal, in place of what was agreed before."""
    loop = asyncio.get_running_loop()
    for number in _heard():
        loop.add_signal_handler(number, stop)


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel these tasks, and return once they are over, however they end."""
    ending = tuple(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def _heard() -> list[signal.Signals]:
    """All but the end of the terminal where the program was started to outlive it, as by `nohup`."""
    hangup = getattr(signal, "SIGHUP", None)
    return [number for number in SIGNALS if number != hangup or signal.getsignal(number) is not signal.SIG_IGN]


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(BY_SIGNAL + number)


def _unwind(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(BY_SIGNAL + number)
