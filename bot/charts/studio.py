"""Drawing off the event loop, in one process of its own that is begun with the first picture."""

import asyncio
import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from bot.charts.picture import PictureError
from bot.chat.marks import flattened

P = ParamSpec("P")
T = TypeVar("T")

_ROOT = Path(__file__).parents[2]
_ENVIRONMENT = {
    *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR"),
    *("SYSTEMROOT", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "TEMP"),
}
"""What the process gets to know of ours: where fonts and caches are, and none of the secrets."""


@dataclass(frozen=True)
class _Job:
    request: bytes
    answer: "Future[Any]" = field(default_factory=Future)


class Studio:
    """One process that draws one picture after the other, for any number of event loops.

    A process, because a thread could not be stopped, would keep the memory that matplotlib takes, and holds the event
    loop up longer. The thread here only waits for the process; it does not keep the interpreter from ending.
    """

    def __init__(self, *, limit: float = 20, start: float = 60, rest: float = 300) -> None:
        """Seconds: for one picture; for the process to be ready; without work until the process is let go."""
        self._limit, self._start_limit, self._rest = limit, start, rest
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._closing = False

    async def draw(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns: one at the top of a module, its arguments plain values.

        Letters are drawn as they are, so that a time among them is told in words.

        Raises PictureError when it fails, takes too long, or the studio is closed meanwhile.
        """
        job = _Job(pickle.dumps((function, flattened(args), flattened(kwargs))))
        if self._closing:
            raise PictureError("closing")
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="charts", daemon=True)
            self._thread.start()
            atexit.register(self._kill)
        self._jobs.put(job)
        return await asyncio.wrap_future(job.answer)

    async def close(self) -> None:
        """Give up what waits and what is being drawn, and end the process; a later `draw` begins anew."""
        if self._thread is None or self._closing:
            return
        self._closing = True
        self._jobs.put(None)
        self._kill()
        atexit.unregister(self._kill)
        try:
            await asyncio.to_thread(self._thread.join)
        finally:
            self._thread, self._closing = None, False

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._rest if self._process else None)
            except Empty:
                self._stop()
                continue
            if job is None:
                self._stop()
                return
            if job.answer.set_running_or_notify_cancel():
                try:
                    job.answer.set_result(self._drawn(job.request))
                except PictureError as error:
                    job.answer.set_exception(error)
                except Exception as error:  # noqa: BLE001 – whoever waits is answered, and the thread goes on
                    self._stop()
                    job.answer.set_exception(PictureError(f"{type(error).__name__}: {error}"))

    def _drawn(self, request: bytes) -> Any:
        if self._closing:
            raise PictureError("closed before its turn came")
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._start()
        answer = self._exchange(request, self._limit)
        if isinstance(answer, PictureError):
            raise answer
        return answer

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.charts.worker"],
            cwd=_ROOT,
            env={name: value for name, value in os.environ.items() if name in _ENVIRONMENT},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._exchange(b"", self._start_limit)

    def _exchange(self, request: bytes, seconds: float) -> Any:
        """Send a request, and wait for the answer; a process that does not give it is ended."""
        process = self._process
        assert process
        assert process.stdin
        assert process.stdout
        if self._closing:
            process.kill()
        overdue = threading.Event()

        def end() -> None:
            overdue.set()  # first: whoever waits may see the end of the process before this goes on
            process.kill()

        alarm = threading.Timer(seconds, end)
        alarm.daemon = True
        alarm.start()
        try:
            process.stdin.write(request)
            process.stdin.flush()
            return pickle.load(process.stdout)  # noqa: S301 – our own process, through a pipe that nobody else has
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self._stop()
            why = f"took over {seconds:g} seconds" if overdue.is_set() else "the drawing process ended"
            raise PictureError(why) from error
        finally:
            alarm.cancel()

    def _kill(self) -> None:
        if process := self._process:
            process.kill()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            with suppress(BrokenPipeError), process:  # what it was sent last may still stand in the pipe
                pass


_studio = Studio()
draw, close = _studio.draw, _studio.close
"""The studio of this program: one for all that it draws."""
