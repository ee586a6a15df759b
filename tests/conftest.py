"""How much Hypothesis tries: a little by default, 2,000 examples with HYPOTHESIS_PROFILE=long; engines; workers."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from tests import engines, warm
from tests.budgets import budget
from tests.spreading import MORE_THAN_CORES, Spreading, in_order

BUSY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow, not wrong
settings.register_profile("default", BUSY, max_examples=30)
settings.register_profile("long", BUSY, max_examples=2_000)
settings.load_profile(budget("default", "long"))


@pytest.fixture(params=[engines.SQLITE, engines.POSTGRESQL])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that a test runs on: each in turn."""
    return request.param


@pytest.fixture
async def url(engine: str, tmp_path: Path) -> str:
    """The address of an empty database, with its tables."""
    return await engines.ready(engine, tmp_path)


MEMORY = Path("/dev/shm")
"""Files there lie in memory: SQLite's commits wait for no disk, which takes a hundred times as long."""
ROOM = 2 << 30
"""Bytes that have to be free there; what passed leaves nothing (see pyproject.toml)."""


def pytest_configure() -> None:
    """Where files lie, and how programs are started."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    warm.install()
    engines.spare_the_server()
    gc.disable()  # for as long as tests are collected: all that is made there stays


def pytest_collection_finish() -> None:
    """What was loaded stays to the end; nobody needs to look through it again and again."""
    gc.enable()
    gc.freeze()


def pytest_unconfigure() -> None:
    """What was started for all tests ends with them."""
    warm.stop()
    engines.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is begun first."""
    items[:] = in_order(items, lambda item: item.nodeid)


def pytest_xdist_auto_num_workers() -> int:
    """What `-n auto` means here."""
    return (os.cpu_count() or 1) + MORE_THAN_CORES


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spreading:
    """Who runs what."""
    return Spreading(config, log)
