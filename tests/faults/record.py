"""A plugin of pytest that runs only tests which carry rows of the table of faults, and writes the table anew."""

from collections import defaultdict

import pytest

from tests.faults.table import TABLE, Carrier, rows_of, table

_WORST = ("failed", "skipped", "passed")
_outcomes: dict[str, str] = {}
"""By the whole name of each test: the worst of its set-up, run and tear-down."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what carries no row."""
    out = [item for item in items if not rows_of(item.name)]
    items[:] = [item for item in items if rows_of(item.name)]
    config.hook.pytest_deselected(items=out)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how a test came out."""
    if report.when == "call" or report.outcome != "passed":
        known = _outcomes.get(report.nodeid, "passed")
        _outcomes[report.nodeid] = min(known, report.outcome, key=_WORST.index)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the table, in the process that knows all."""
    if hasattr(session.config, "workerinput") or not _outcomes:
        return
    found: dict[Carrier, list[str]] = defaultdict(list)
    for nodeid, outcome in _outcomes.items():
        path, _, name = nodeid.partition("::")
        found[Carrier(path, name.split("[")[0].split("@")[0])].append(outcome)
    before = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    TABLE.write_text(table(found, before), encoding="utf-8")
