"""The two ways a request ends without its answer: a refusal for the person, or a setting the operator must mend."""

from typing import TypeVar

T = TypeVar("T")


class Refusal(Exception):
    """A no, in words for the person who asked.

    Raised where the rule is; answered privately at the one error door. The text names what was wrong and what would
    work. It may hold text from packs or members: the door escapes nothing, so whoever raises it escapes what it quotes.
    `offer`, where there is one, is the label and the custom id of a button that leads on.
    """

    def __init__(self, text: str, offer: tuple[str, str] | None = None) -> None:
        super().__init__(text)
        self.offer = offer


def or_refuse(found: T | None, why: str) -> T:
    """What was found; raises Refusal where that is nothing."""
    if found is None:
        raise Refusal(why)
    return found


class SettingError(Exception):
    """A setting that cannot be used: one line that names it and says what is expected, never its secret value."""
