"""The playground as its command opens it, with more patience than Discord has: a busy machine is slow, not wrong.

Discord takes a first answer within three seconds, so the bot gives up storing, and tells of a delay, before those are
over. Other tests try that; on the page it would only be seen that the machine had much to do.
"""

import sys
from datetime import timedelta
from functools import partial

from bot.__main__ import main
from bot.chat import exchange
from playground import server, touring
from playground.company import hands
from playground.interactions import Interactions
from tests.budgets import PATIENCE

LONGER = PATIENCE / exchange.EXPIRES


def be_patient() -> None:
    """Has the bot, the playground and the members who act there by themselves wait longer from now on."""
    exchange.STORING *= LONGER
    exchange.PATIENCE *= LONGER
    exchange.BUDGET *= LONGER
    exchange.EXPIRES *= LONGER
    patience = timedelta(seconds=PATIENCE)
    server.Interactions = partial(Interactions, patience=patience)
    hands.PATIENCE = hands.LATER = patience
    touring.PATIENCE = PATIENCE


if __name__ == "__main__":
    be_patient()
    sys.argv = ["run_bot.py", *sys.argv[1:]]
    main()
