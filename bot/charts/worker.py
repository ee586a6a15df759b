"""The process that draws: a request in, an answer out, until its input ends."""

import logging
import os
import pickle
import signal
import sys
import warnings
from typing import Any, BinaryIO

from bot.charts.picture import PictureError


def main() -> None:
    """Answer requests of (function, arguments, named arguments) with what the function returns, or a PictureError."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C ends the program that began this one, and that ends this one
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing that a library prints gets among the answers
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    if hasattr(os, "nice"):
        os.nice(10)  # votes come before pictures
    try:
        _serve(answers)
    except BrokenPipeError:
        os._exit(0)  # that program is gone; leaving in order would only try to send the rest of the answer


def _serve(answers: BinaryIO) -> None:
    _answer(answers, _ready())
    while True:
        try:
            function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 – from the program that began this one
        except EOFError:
            return
        try:
            drawn = function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 – whatever went wrong, the caller answers without a picture
            drawn = PictureError(f"{type(error).__name__}: {error}")
        _answer(answers, drawn)


def _ready() -> str:
    """Import what takes long, so that the time of a picture is only its own."""
    from bot.charts.canvas import Canvas
    from bot.charts.fonts import legible

    Canvas()
    return legible("ready")


def _answer(answers: BinaryIO, value: Any) -> None:
    pickle.dump(value, answers)
    answers.flush()


if __name__ == "__main__":
    main()
