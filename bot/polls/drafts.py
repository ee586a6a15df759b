"""Polls before they are posted, and changes to posted ones: the limits, and what stays fixed once voting has begun."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.chat import limits, lookalikes
from bot.chat.letters import check_letters
from bot.chat.marks import flat
from bot.chat.text import plain, quote, shorten
from bot.errors import Refusal
from bot.packs.format.poll_kinds import LEAST_OPTIONS, bounds_faults, kinds_where
from bot.polls.kinds import KINDS
from bot.polls.rules import LEAST_OPEN, MOST_OPEN, Change, Phase, Poll
from bot.polls.terms import NOT_SURE, Reason, Secrecy, Terms, Visibility

MAX_QUESTION = 300
MAX_OPTION = limits.BUTTON_LABEL
READ_AGO = timedelta(seconds=15)
"""How long ago a closing time such as `1m` may have been read: by now a little less than a minute is left of it."""

_BLANK = "\u200b\u200c\u200d\u2060\ufeff\u3164\u2800\ufe0f"
_SECRETS = list(Secrecy)
_HIDING = list(Visibility)

AnyTerms = TypeVar("AnyTerms", bound=Terms)


@dataclass(frozen=True, kw_only=True)
class Draft(Terms):
    """A poll that waits to be posted."""

    closes: str | None = None
    """The closing time as its maker wrote it; read again when the poll is posted."""
    pack: str | None = None
    """The pack poll it comes from, as `pack/entry`."""
    phase: Phase | None = None
    """`before` for a poll that may be asked again after the film; `after` for that one."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What to change in a posted poll; None leaves it as it is."""

    question: str | None = None
    options: tuple[str, ...] | None = None
    closes_at: datetime | None = None
    visibility: Visibility | None = None
    secrecy: Secrecy | None = None
    everyone: bool | None = None
    """True lets everybody vote where a role was named. Nothing narrows it: who has voted could not change that vote."""


def split_options(text: str) -> tuple[str, ...]:
    """The options of one text: by `|` where it holds one, else by line, blank lines passed over."""
    if "|" in text:
        return tuple(part.strip() for part in text.split("|"))
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def visibility_of(secrecy: Secrecy, asked: Visibility | None, usual: Visibility) -> Visibility:
    """When results are seen where the maker did not say: an anonymous poll has no choice, others take `usual`."""
    return asked or (Visibility.AFTER_CLOSE if secrecy is Secrecy.ANONYMOUS else usual)


def checked(terms: AnyTerms, before: Terms | None = None) -> AnyTerms:
    """The same with its texts tidied; raises Refusal, naming the option and what would work, outside the limits.

    Texts that stand in the poll as it was `before` stay as they are: what was posted once is not refused later.
    """
    known = (before.question, *before.options) if before else ()
    tidy = replace(
        terms,
        question=_tidy(terms.question, "question", MAX_QUESTION, known),
        options=tuple(
            _tidy(text, f"options (number {n})", MAX_OPTION, known) for n, text in enumerate(terms.options, 1)
        ),
    )
    _check_options(tidy)
    if before is None or (tidy.options, tidy.not_sure) != (before.options, before.not_sure):
        _check_alike(tidy)
    _check_of_kind(tidy)
    _check_anonymity(tidy)
    phase: Phase | None = getattr(tidy, "phase", None)
    if phase:
        check_comparable(tidy)
    return tidy


def check_comparable(terms: Terms) -> None:
    """Raise Refusal unless a poll of this kind may be half of a pair."""
    if not KINDS[terms.kind].shape.comparable:
        raise Refusal(f"A before/after pair compares one answer with one: use {kinds_where('comparable')}.")


def check_closing_time(closes_at: datetime, now: datetime) -> None:
    """Raise Refusal unless a poll may close at that time."""
    if not now + LEAST_OPEN - READ_AGO <= closes_at <= now + MOST_OPEN:
        raise Refusal(f"`closes`: at least 1 minute and at most {MOST_OPEN.days} days from now, such as `90m` or `2d`.")


def edited(poll: Poll, edit: Edit, now: datetime, *, compared: bool) -> Poll:
    """The poll with the edit made; raises Refusal for what may not change (any more).

    Once voters rely on it it never becomes less hidden or less anonymous, options keep their places (new ones come
    last), and a change of wording is noted. `compared`: its pair is complete, so what the pair shares stays.
    """
    poll.check_not_closed()
    if edit.closes_at:
        check_closing_time(edit.closes_at, now)
    wanted = {name: value for name in Edit.__dataclass_fields__ if (value := getattr(edit, name)) is not None}
    if wanted.pop("everyone", None):
        wanted["voters"] = None
    changed = checked(replace(poll, **wanted), before=poll)
    if compared and (changed.options, changed.secrecy) != (poll.options, poll.secrecy):
        raise Refusal("The options of a before/after pair and its secrecy stay as they are, so that answers compare.")
    if poll.begun:
        _check_kept_promises(poll, changed)
        noted = tuple(Change(at=now, place=place, was=was) for place, was in _reworded(poll, changed))
        changed = replace(changed, changes=poll.changes + noted)
    reworded = any(True for _ in _reworded(poll, changed)) or len(changed.options) < len(poll.options)
    return replace(changed, edition=poll.edition + reworded)


def _check_kept_promises(poll: Poll, changed: Poll) -> None:
    when = "in an anonymous poll" if poll.anonymous else "after the first vote"
    if _HIDING.index(changed.visibility) < _HIDING.index(poll.visibility):
        raise Refusal(f"`results`: {when} they stay at least as hidden as `{poll.visibility}`.")
    if _SECRETS.index(changed.secrecy) < _SECRETS.index(poll.secrecy):
        raise Refusal(f"`ballots`: {when} they stay at least as secret as `{poll.secrecy}`.")
    if changed.secrecy is Secrecy.ANONYMOUS is not poll.secrecy:
        raise Refusal("`ballots`: votes given so far are kept by member. For `anonymous`, post a new poll.")
    if len(changed.options) < len(poll.options):
        raise Refusal(f"`options`: {when} none can be taken away; add new ones at the end.")
    places = {_alike(text): place for place, text in enumerate(poll.options)}
    for place, text in enumerate(changed.options):
        if places.get(_alike(text), place) != place:
            raise Refusal(f"`options`: {when} {quote(text)} keeps its place; add new ones at the end.")


def _reworded(poll: Poll, changed: Poll) -> Iterable[tuple[int | None, str]]:
    """The places (None: the question) whose wording differs, with the wording of before."""
    if changed.question != poll.question:
        yield None, poll.question
    for place, (was, now) in enumerate(zip(poll.options, changed.options, strict=False)):
        if was != now:
            yield place, was


def _tidy(text: str, option: str, most: int, known: Sequence[str]) -> str:
    if text in known:
        return text
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if not text.strip(_BLANK):
        raise Refusal(f"`{option}` is empty. Write for instance `Which film next?` with the options `Yes | No`.")
    check_letters(text, f"`{option}`")
    if (size := max(limits.length(text), limits.length(flat(text)))) > most:
        raise Refusal(f"`{option}` is too long: {size} characters, at most {most}.")
    return text


def _check_options(terms: Terms) -> None:
    shape = KINDS[terms.kind].shape
    if not shape.takes(len(terms.options)):
        raise Refusal(
            f"`options`: a `{terms.kind}` poll has {LEAST_OPTIONS} to {shape.most_options}, not {len(terms.options)}. "
            "Write them one a line, or as `Yes | No | Later`."
        )


def _check_alike(terms: Terms) -> None:
    # A time is a label in words: two of one minute look alike however they were written.
    for second, first in lookalikes.twins(map(flat, terms.options)):
        text, earlier = (plain(f"“{shorten(terms.options[place], 60)}”") for place in (second, first))
        looks = "" if text == earlier else f": it looks like {earlier}"
        raise Refusal(f"`options`: {text} is there twice{looks}. Each option needs its own wording.")
    for text in terms.options if terms.not_sure else ():
        if lookalikes.reads_as(text, NOT_SURE):
            own = plain(f"“{shorten(text, 60)}”")
            raise Refusal(
                f"`options`: {own} looks like the button “{NOT_SURE}” that this poll has already. "
                "Take your option out, or do without the button (`not_sure`)."
            )


def _check_of_kind(terms: Terms) -> None:
    shape = KINDS[terms.kind].shape
    for _, why in bounds_faults(shape, len(terms.options), terms.min_choices, terms.max_choices):
        raise Refusal(f"{why[0].upper()}{why[1:]}.")
    if terms.not_sure and not shape.not_sure:
        raise Refusal(f"`not_sure`: a poll of kind `{terms.kind}` has no such button; leave it out.")


def _check_anonymity(terms: Terms) -> None:
    if not terms.anonymous:
        return
    if terms.visibility is not Visibility.AFTER_CLOSE:
        raise Refusal("`results`: an anonymous poll shows them only once it has closed. Use `after_close`.")
    if terms.reason is not Reason.OFF or terms.confidence:
        raise Refusal("`reason`: an anonymous poll asks for no reason and no confidence; they could tell who voted.")


def _alike(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
