"""Programs that tests start, forked from a process that has loaded everything: that takes a tenth of the time.

A command that begins with `WARM` is an ordinary one; where it cannot be forked (its variables are read when Python
starts, or the system is not Linux) it is started like any other. What is forked becomes a child of whoever asked: the
process between ends at once, and its orphan is given to the nearest ancestor that adopts. The process in which packs
are read is forked too; by a program that was forked itself only for packs of our own, which it reads before all else.
So is the process that draws, but by such a program never.
"""

import array
import atexit
import ctypes
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import traceback
import types
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn, TypedDict

from bot.app import FEATURES

ROOT = Path(__file__).parents[1]
WARM = (sys.executable, "-X", "warm")
"""What the command of a program begins with that may be forked; then what Python takes: a file, `-m` or `-c`."""

_LOADED = (
    *("bot.cli", "bot.launch", "bot.app", "bot.chat.run", "bot.database.postgres", "bot.database.sqlite"),
    *(f"bot.{feature}.commands" for feature in FEATURES),
    *(
        "bot.operations.health",
        "bot.operations.logs",
        "playground.server",
        "tests.packs.test_holdings",
        "bot.packs.reading.reading_process",
    ),
    *("tests.polls.room", "tests.viewings.evening"),
)
_READING = (sys.executable, "-m", "bot.packs.reading.reading_process")
"""Reading packs, as the bot begins it; then `paths` of our own, or `file` and the limits of what a stranger gave."""
_DRAWING = (sys.executable, "-m", "bot.charts.worker")
"""Drawing, as the bot begins it; what that takes is loaded when it is first asked for."""
_OF_DRAWING = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR")
"""Variables that tell where fonts are, which are read with what draws."""
_OF_THE_INTERPRETER = ("PYTHON", "LC_", "LANG", "LD_", "TZ")
"""Variables that begin so are read when Python starts."""
_PR_SET_CHILD_SUBREAPER = 36
_MOST = 256 * 1024


class Asked(TypedDict):
    """A program to begin: what follows `WARM`, where, and with which variables."""

    command: list[str]
    folder: str
    variables: dict[str, str]
    alone: bool
    """Whether it has a session of its own."""


_start_cold: Any = subprocess.Popen._execute_child  # type: ignore[attr-defined]
_cold = False
_within = False
"""Whether this process was forked."""
_nursery: tuple[subprocess.Popen[bytes], socket.socket] | None = None
_one_at_a_time = threading.Lock()


def install() -> None:
    """From now on commands that begin with `WARM` are forked."""
    if sys.platform == "linux":
        subprocess.Popen._execute_child = _start  # type: ignore[attr-defined]


@contextmanager
def reading_cold() -> Iterator[None]:
    """Packs are read in a process like any: for tests of what that process takes."""
    global _cold
    _cold = True
    try:
        yield
    finally:
        _cold = False


def stop() -> None:
    """End the process that forks."""
    global _nursery
    if _nursery:
        process, ours = _nursery
        ours.close()
        process.wait()
        _nursery = None


def _start(popen: Any, *given: Any) -> None:
    """As Popen does it, with what it was given."""
    args, executable, preexec, close_fds, pass_fds, cwd, env, startup, flags, shell, *rest = given
    pipes, (_signals, *others, alone, group) = rest[:6], rest[6:]
    if not (
        (asked := _asked(args, cwd, env, alone))
        and not (preexec or shell or pass_fds)
        and [*others, group] == [None, None, None, -1, -1]
    ):
        _start_cold(popen, args, executable, preexec, close_fds, pass_fds, cwd, env, startup, flags, shell, *rest)
        return
    files = [given if given != -1 else number for number, given in enumerate((pipes[0], pipes[3], pipes[5]))]
    with _one_at_a_time:
        popen.pid = _forked_within(asked, files) if _within else _forked(asked, files)
    popen._child_created = True
    popen._close_pipe_fds(*pipes)


def _asked(args: Any, cwd: Any, env: Any, alone: bool) -> Asked | None:
    """What is to be forked; None for what cannot be."""
    if not isinstance(args, list | tuple) or not Path(cwd or ".").is_dir():
        return None
    if tuple(args[:3]) == WARM and not _within and _fixed(env) == _fixed(None):
        command = args[3:]
    elif (tuple(args[:3]) == _READING and not _cold and not (_within and args[3] != "paths")) or (
        tuple(args) == _DRAWING and not _within and _fonts(env) == _fonts(None)
    ):
        command = args[1:]
    else:
        return None
    return Asked(
        command=[os.fspath(arg) for arg in command],
        folder=str(Path(cwd or ".").absolute()),
        variables=dict(os.environ if env is None else env),
        alone=alone,
    )


def _fonts(env: Any) -> list[str | None]:
    return [(os.environ if env is None else env).get(name) for name in _OF_DRAWING]


def _fixed(env: Any) -> dict[str, str]:
    """What a Python that runs already cannot be given any more."""
    variables = os.environ if env is None else env
    free = ("PYTHONPATH", "PYTEST")
    return {
        name: variables[name]
        for name in variables
        if name.startswith(_OF_THE_INTERPRETER) and not name.startswith(free)
    }


def _forked(asked: Asked, files: list[int]) -> int:
    global _nursery
    if not _nursery:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _MOST)
        command = [sys.executable, "-m", "tests.warm", str(theirs.fileno())]
        _nursery = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL), ours
        theirs.close()
    ours, adopt = _nursery[1], ctypes.CDLL(None).prctl
    adopt(_PR_SET_CHILD_SUBREAPER, 1)
    try:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
        ours.sendmsg([json.dumps(asked).encode("utf-8", "surrogateescape")], rights)
        return int(ours.recv(_MOST))
    finally:
        adopt(_PR_SET_CHILD_SUBREAPER, 0)


def serve(door: socket.socket) -> Asked:
    """Fork whatever is asked for until nobody asks any more; returns in each that was forked."""
    while True:
        message, files, _, _ = socket.recv_fds(door, _MOST, 3)
        if not message:
            os._exit(0)
        asked: Asked = json.loads(message.decode("utf-8", "surrogateescape"))
        if tuple(asked["command"]) == _DRAWING[1:]:
            _load_what_draws()
        told, telling = os.pipe()
        if not (between := os.fork()):
            if child := os.fork():
                os.write(telling, str(child).encode())
                os._exit(0)
            _take(files)
            return asked
        os.waitpid(between, 0)  # from here on its child is a child of whoever asked
        door.send(os.read(told, 64))
        for file in (told, telling, *files):
            os.close(file)


def _read_one_pack() -> None:
    """What checks each kind of entry is made when one is read first, which takes ten times as long as to check it."""
    reader, sample = map(importlib.import_module, ("bot.packs.reading.reader", "tests.packs.sample"))
    assert reader.read_bytes("bees.yaml", sample.GOOD.encode()).pack


def _load_what_draws() -> None:
    if "matplotlib" not in sys.modules:
        canvas, fonts = map(importlib.import_module, ("bot.charts.canvas", "bot.charts.fonts"))
        canvas.Canvas()
        fonts.legible("ready")
        gc.collect()
        gc.freeze()


def _forked_within(asked: Asked, files: list[int]) -> int:
    if not (child := os.fork()):
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        atexit._clear()
        _take(files)
        end_of(asked)
    return child


def _take(files: list[int]) -> None:
    """Have these as input, output and errors, and no other."""
    for number, file in enumerate([os.dup(file) for file in files]):
        os.dup2(file, number)
    os.closerange(3, 256)


def become(asked: Asked) -> None:
    """Go on as Python would have with these arguments."""
    global _within
    _within = True
    install()
    if asked["alone"]:
        os.setsid()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["variables"])
    sys.path[:0] = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        old = getattr(sys, name)
        new = open(number, mode, encoding=old.encoding, errors=old.errors, closefd=False)  # noqa: SIM115
        if mode == "w":
            new.reconfigure(line_buffering=new.isatty() or name == "stderr", write_through=old.write_through)  # type: ignore[union-attr]
        setattr(sys, name, new)
        setattr(sys, f"__{name}__", new)
    match asked["command"]:
        case ["-c", code, *arguments]:
            sys.argv[:] = ["-c", *arguments]
            sys.modules["__main__"] = main = types.ModuleType("__main__")
            exec(compile(code, "<string>", "exec"), main.__dict__)
        case ["-m", module, *arguments]:
            sys.argv[:] = ["-m", *arguments]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case [path, *arguments]:
            sys.argv[:] = [path, *arguments]
            runpy.run_path(path, run_name="__main__")
        case _:
            raise ValueError(f"{WARM} leads to no program")


def end_of(asked: Asked) -> NoReturn:
    """Be that program, and leave as it would, but without taking down all that is loaded, which takes long."""
    code: Any = 0
    try:
        become(asked)
    except SystemExit as leaving:
        code = leaving.code or 0
        if not isinstance(code, int):
            code = print(code, file=sys.stderr) or 1  # noqa: T201
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001 - told as Python tells it
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code & 0xFF)


if __name__ == "__main__":
    for _name in _LOADED:
        importlib.import_module(_name)
    _read_one_pack()
    gc.collect()
    gc.freeze()
    end_of(serve(socket.socket(fileno=int(sys.argv[1]))))
