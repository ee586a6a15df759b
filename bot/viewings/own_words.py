"""What members write, made tidy before it is kept."""

import re
import unicodedata

from bot.chat.letters import check_letters

MAX_WRITTEN = 4_000
"""Characters of one text of a member: what a field of a form takes at most."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
"""Controls, and what turns the direction of text around; marks that Arabic and Hebrew need are not among them."""
_NOTHING = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3164\u2800\ufe0f \t\n"


def kept_text(text: str | None) -> str | None:
    """What is kept of a text, as `tidy` leaves it; raises Refusal for what is left that no text may hold."""
    kept = tidy(text)
    check_letters(kept or "", "Your text")
    return kept


def tidy(text: str | None) -> str | None:
    """The text in Unicode's composed form without controls and turned directions; None where nothing is left."""
    if text is None:
        return None
    seen = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = unicodedata.normalize("NFC", seen).strip()
    return kept if kept.strip(_NOTHING) else None
