"""What members read in their review; all safe to show."""

from collections.abc import Callable, Iterator

from bot.chat.text import brief, listing, shorten, stamp
from bot.quizzes.review.rules import REMIND_HOUR
from bot.quizzes.review.views import Added, Asked, Line, Listing, Session

GuildName = Callable[[int], str]
"""What a server is called: safe, and at most LONGEST characters."""

NOTHING_KEPT = (
    "You keep nothing for review yet. `Keep this` on a card, or `/review add`, puts something in. "
    "It then comes back on the days on which it is worth asking."
)
IN_ANKI = "In Anki: File, Import. A later export changes the texts there and leaves your schedules as they are."
CORRECTED = "**Corrected since you learned it.**"
NAMED, LONGEST = 5, 60
"""How many titles or servers are named in a notice, and how long each may be."""


def first_line(session: Session) -> str:
    """`Review · 3 of 7 due`."""
    return f"Review · {session.done + 1} of {session.done + session.left} due"


def notices(session: Session, guild_name: GuildName) -> Iterator[str]:
    """What there is to know besides, a line each; nothing for most."""
    if session.gone:
        named = listing([f"“{brief(title, LONGEST)}”" for title in session.gone[:NAMED]])
        more = f", and {len(session.gone) - NAMED} more" if len(session.gone) > NAMED else ""
        yield f"-# No longer in its pack, so no longer asked: {named}{more}."
    for guild_id, count in session.elsewhere[:NAMED]:
        it = "it" if count == 1 else "them"
        yield f"-# {count} more {_wait(count)} in {guild_name(guild_id)}. `/review start` there asks {it}."
    if session.off:
        packs = "its pack is" if session.off == 1 else "their packs are"
        yield f"-# {session.off} more {_wait(session.off)}: {packs} not on the shelf at the moment."
    if session.refused:
        yield (
            "-# Discord did not let me send you a reminder, so reminders are off. Allow direct messages from members "
            "of this server, then press `Remind me` on `/review list`."
        )


def correction(asked: Asked) -> str:
    """What was learned and what is so now."""
    was, now = asked.kept.learned, shorten(asked.item.in_short, 200)
    if was == now:
        return f"{CORRECTED} The answer is the same; the reason has changed."
    return f"{CORRECTED} was: {brief(was, 150)}; now: {brief(now, 150)}"


def nothing_due(session: Session) -> str:
    """Why nothing is asked now, and what comes next."""
    if not session.kept:
        return NOTHING_KEPT
    nothing = "Nothing is due here today." if session.elsewhere or session.off else "Nothing is due today."
    done = f"Done for today: {_items(session.done)}." if session.done else nothing
    more = f" The next comes {stamp(session.next_at, 'R')}." if session.next_at else ""
    return done + more


def added(what: str, result: Added) -> str:
    """What came of keeping something; `what` is safe."""
    if not result.new:
        return f"You keep this already: {what}\n`/review list` shows all that you keep."
    known = f"You kept {result.known} of it already. " if result.known else ""
    return f"Kept for your review, {_items(result.new)}: {what}\n{known}`/review start` asks what is due."


def list_text(listed: Listing) -> str:
    """A page of what is kept, a line each."""
    if not listed.lines:
        return NOTHING_KEPT
    return "\n".join(_line(line) for line in listed.lines)


def reminders_text(listed: Listing) -> str:
    """Whether reminders come, and when."""
    member = listed.member
    if member.reminds and member.remind_at:
        return f"-# Reminders: on, at most one a day, next {stamp(member.remind_at, 'R')} if something is due."
    if member.reminds:
        return "-# Reminders: paused, because you did not follow the last two. They go on after your next review."
    if member.refused:
        return (
            "-# Reminders: off, since Discord did not let me write to you. Allow direct messages from members of a "
            "server that we share, then press `Remind me`."
        )
    at = f"at {REMIND_HOUR}:00, if something is due"
    return f"-# Reminders: off. `Remind me` sends at most one direct message a day, {at}."


def reminder_text(due: int) -> str:
    """The direct message."""
    return f"{_items(due)} {'is' if due == 1 else 'are'} due in your review."


def _line(line: Line) -> str:
    when = line.why_not or ("due now" if line.due_at is None else f"due {stamp(line.due_at, 'R')}")
    return f"- {brief(line.kept.title, 90)} · {when}"


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
