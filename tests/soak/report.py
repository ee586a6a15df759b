"""What a soak came to, as tables to read."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator

from rich.table import Table
from rich.text import Text

from tests.soak.reckoning import WARM_UP, Reckoning

SHOWN = 20
"""Of a long list."""


def tables(found: Reckoning) -> Iterator[Table]:
    """One for each question that is asked of a soak."""
    yield _table(f"What was done in {found.seconds / 60:.1f} minutes (seed {found.seed})", _done(found))
    yield _table("What was made to fail", _counted(found.faults, found.ends))
    yield _table("What was told, and what stands", _stands(found))
    yield _table("How long answers took", _times(found))
    yield _table("Memory of the process that ran longest", _memory(found))
    yield _table("The log", _log(found))


def _table(title: str, rows: Iterable[tuple[str, object]]) -> Table:
    table = Table("", "", title=title, show_header=False, title_justify="left", min_width=60)
    for name, value in rows:
        table.add_row(Text(name), Text(str(value)))
    return table


def _counted(*counts: Counter[str]) -> Iterator[tuple[str, object]]:
    for each in counts:
        yield from sorted(each.items())


def _done(found: Reckoning) -> Iterator[tuple[str, object]]:
    yield "clicks and forms", found.acts["click"] + found.acts["form"]
    yield from _counted(found.acts)
    yield from ((f"polls {name}", count) for name, count in sorted(found.polls.items()))
    yield from ((f"viewings {name}", count) for name, count in sorted(found.viewings.items()))
    yield from ((f"quizzes {name}", count) for name, count in sorted(found.quizzes.items()))
    yield from ((f"rounds {name}", count) for name, count in sorted(found.rounds.items()))
    yield from ((f"given up: {name}", count) for name, count in found.not_done.items() if count)


def _stands(found: Reckoning) -> Iterator[tuple[str, object]]:
    yield from ((f"told: {name}", count) for name, count in sorted(found.acknowledged.items()))
    yield from ((f"never told whether recorded: {name}", count) for name, count in sorted(found.uncertain.items()))
    yield from ((f"compared: {name}", count) for name, count in sorted(found.compared.items()))
    yield "posted twice", found.twice
    yield "lost or wrong", len(found.lost)
    yield from (("", each) for each in found.lost[:SHOWN])


def _times(found: Reckoning) -> Iterator[tuple[str, object]]:
    for name, (median, most, longest) in (("all", found.ack), ("undisturbed", found.smooth)):
        yield name, f"median {median * 1000:.0f} ms, p99 {most * 1000:.0f} ms, longest {longest * 1000:.0f} ms"
    yield from ((f"unanswered: {name}", count) for name, count in sorted(found.unanswered.items()))
    yield "unanswered, though nothing was made to fail", len(found.silent)
    yield from (("", f"{name}: {count}") for name, count in Counter(found.silent).most_common(SHOWN))
    yield "from start to online", f"median {statistics.median(found.starts):.1f} s, longest {max(found.starts):.1f} s"


def _memory(found: Reckoning) -> Iterator[tuple[str, object]]:
    life = found.longest
    yield "samples (MiB by minute)", "  ".join(f"{at / 60:.0f}: {mib:.1f}" for at, mib in life.rss[:: _every(life.rss)])
    yield "warm-up", f"{WARM_UP / 60:.0f} minutes, {len(found.warm)} samples after it"
    for name, slope in (("slope after it", found.slope), ("slope of its later half", found.late_slope)):
        yield name, "too short to tell" if slope is None else f"{slope:+.2f} MiB an hour"
    if life.pictures:
        yield (
            "the process that draws",
            f"median {statistics.median(life.pictures):.0f} MiB, at most {max(life.pictures):.0f}",
        )
    for name in life.sizes[0] if life.sizes else ():
        values = [each[name] for each in life.sizes]
        told = f"first {values[0]}, median {statistics.median(values):g}, most {max(values)}, last {values[-1]}"
        yield name, told


def _every(samples: list[tuple[float, float]]) -> int:
    return max(1, len(samples) // 30)


def _log(found: Reckoning) -> Iterator[tuple[str, object]]:
    yield from ((f"error: {name}", count) for name, count in sorted(found.explained.items()))
    yield "errors that nothing explains", len(found.unexplained)
    yield from (("", f"{name}: {count}") for name, count in Counter(found.unexplained).most_common(SHOWN))
    yield from ((f"warning: {name}", count) for name, count in found.warnings.most_common(SHOWN))
