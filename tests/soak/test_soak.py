"""Everything at once while the bot is killed and Discord fails by lot: what was told stands, and once."""

from pathlib import Path

import pytest

from tests.budgets import budget
from tests.soak.budget import BRIEF, lasting
from tests.soak.run import Soak

SEED = 20


@pytest.mark.slow
async def test_l08_through_faults_and_restarts_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    size = budget(BRIEF, lasting(2))
    found = await Soak(size, SEED, tmp_path).run()
    assert found.lost == []
    assert found.unexplained == []
    assert found.sound, (found.silent, found.twice, found.ends, found.not_done, found.late_slope)
    assert found.compared["votes"] > 50
    assert found.compared["results"] >= size.polls
    assert found.compared["answers"] > 0
    assert found.compared["picks"] > 0
    assert found.compared["votes on statements"] > 0
