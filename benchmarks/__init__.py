"""What is measured, and how to repeat it: `make bench`, or `python -m benchmarks NAME…` for some of it."""

import os
import re
from typing import NamedTuple

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a program that is kept running was compiled at its first start

QUICK = bool(os.environ.get("BENCH_QUICK"))
"""Whether counts are small: to see that everything runs, not to know how fast."""
Plain = tuple[str, str, str]
"""What was measured, the figure, and its limit or nothing: a row that stands in no picture."""
_NUMBER = re.compile(r"(\d[\d,]*\.?\d*)\s*(µs|ms|s|MiB)?")
_SCALE = {"µs": 1e-6, "ms": 1e-3, "s": 1.0, "MiB": 1.0, "": 1.0}


class Row(NamedTuple):
    """One figure; `point` is (line, x, y) where it stands in a picture too."""

    what: str
    figure: str
    limit: str = ""
    """What the last number of the figure has to stay under; with `≥ ` in front, what it has to reach."""
    point: tuple[str, float, float] | None = None

    @property
    def met(self) -> bool | None:
        """Whether it stays within its limit; None without one."""
        if not self.limit:
            return None
        found, limit = _value(self.figure.split(" (")[0]), _value(self.limit)
        return found >= limit if self.limit.startswith("≥") else found <= limit


def _value(text: str) -> float:
    """The last number of a text in its unit's base; the unit may stand after a later number: `0.2 / 0.9 ms`."""
    number, unit = _NUMBER.findall(text)[-1]
    return float(number.replace(",", "")) * _SCALE[unit]


def spread(values: list[float], form: str = ".2f") -> str:
    """How far apart several runs were, to stand behind their median."""
    return f"({min(values):{form}} to {max(values):{form}} in {len(values)} runs)"
