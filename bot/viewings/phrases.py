"""What viewings say of themselves, in the words of members."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.chat import limits
from bot.chat.text import brief, plain, quote, shorten
from bot.packs.model import Prompt
from bot.viewings.film_time import START, written
from bot.viewings.moves import Move
from bot.viewings.programme import Programme
from bot.viewings.rules import Cue, Mode, Phase, State, Viewing
from bot.viewings.status import ViewingStatus

ASKED = 900
"""Characters of a question on a card, with what is escaped in it; `Read on` shows all of a longer one."""
HEAD = 120
TROUBLE = 250
"""Characters of what the bot could not do."""
LATE = timedelta(seconds=15)
"""From when on a prompt says that its moment of the film has passed."""
NOT_VERIFIED = "**Not verified:** no source that we can check knows this film."

LABELS = {
    Move.NEXT: "Next",
    Move.BACK: "Back",
    Move.SKIP: "Skip",
    Move.REOPEN: "Ask after all",
    Move.REVEAL: "Reveal",
    Move.START_FILM: "Start the film",
    Move.PAUSE: "Pause",
    Move.RESUME: "Resume",
    Move.JUMP: "Jump",
    Move.FINISH: "Film is over",
    Move.HAND_OVER: "Hand over",
    Move.TAKE_OVER: "Take over",
    Move.END: "End",
}
_PHASES = {
    Phase.BEFORE: "Before the film",
    Phase.DURING: "During the film",
    Phase.AFTER: "After the film",
    Phase.CLOSED: "Ended",
}
_STATES = {
    State.OPEN: "takes answers",
    State.REVEALED: "answers are shown",
    State.SKIPPED: "skipped",
    State.WAITING: "not asked yet",
}
_KINDS = {
    "text": "Answer in your own words.",
    "choice": "Pick one of the options.",
    "scale": "Pick a step of the scale.",
    "claim": "Note a claim down, then look at it in four moves: stop, investigate, find, trace.",
}


def stamp(moment: datetime, style: str = "R") -> str:
    """A moment as each reader sees it in their own zone."""
    return f"<t:{round(moment.timestamp())}:{style}>"


def mentions(members: Iterable[int]) -> str:
    """Members by id, in small letters; whether it tells them is said where it is sent."""
    named = " ".join(f"<@{member_id}>" for member_id in members)
    return f"-# {named}" if named else ""


def title(viewing: Viewing) -> str:
    """The film's title, safe to show."""
    return plain(shorten(viewing.programme.title, HEAD))


def kind_of(viewing: Viewing) -> str:
    """What sort of viewing it is, and who leads it."""
    if viewing.mode is Mode.SOLO:
        return "Guided viewing · alone · only you see this"
    lead = f"led by <@{viewing.facilitator_id}>" if viewing.facilitator_id else "nobody leads it"
    return f"Guided viewing · group · {lead} · answers {viewing.secrecy}"


def unknown_film(programme: Programme) -> str:
    """That no source knows the film, or no pack has it, where it is so."""
    if programme.film is None:
        fits = f"was written about {quote(programme.guide_about)}" if programme.guide_about else "fits any film"
        return f"No pack here has this film, so nothing about it can be looked up; the guide {fits}."
    return NOT_VERIFIED if programme.film.status == "unverified" else ""


def content_note(programme: Programme, long: int) -> str:
    """What to know before watching, where the pack says something."""
    note = programme.film.content_note if programme.film else None
    return f"**Content note:** {brief(note, long)}" if note else ""


def question(cue: Cue, programme: Programme, of: int, *, long: int = ASKED, film_time: timedelta | None = None) -> str:
    """A prompt as it is asked; `film_time`: where the film stands as it reaches its readers, if not as it was asked."""
    prompt = cue.prompt
    at = f" · at {written(cue.film_time)}" if cue.film_time is not None else ""
    lens = f" · {prompt.lens}" if prompt.lens != "other" else ""
    framework = programme.frameworks.get(prompt.framework or "")
    under = [f"-# From {plain(framework.name)}"] if framework else []
    reached = film_time if film_time is not None else cue.film_time
    if cue.at is not None and reached is not None and reached - cue.at >= LATE:
        under.insert(0, f"-# Meant for {written(cue.at)} of the film; it comes late.")
    return "\n".join([f"### Prompt {cue.number} of {of}{at}{lens}", brief(prompt.ask, long), *under])


def is_cut(cue: Cue, long: int = ASKED) -> bool:
    """Whether a card with room for so many characters cuts the question."""
    return limits.length(plain(cue.prompt.ask)) > long


def how(prompt: Prompt) -> str:
    """How a prompt is answered."""
    return _KINDS[prompt.kind]


def how_it_stands(viewing: Viewing, cue: Cue) -> str:
    """What the message of a prompt says below it."""
    if cue.state is State.REVEALED:
        return "The answers are shown in this thread."
    if cue.state is State.SKIPPED:
        return "This prompt was skipped."
    if viewing.closed and viewing.later_until:
        until = stamp(viewing.later_until, "f")
        return f"The viewing has ended without revealing it. Answers are taken until {until}; they stay private."
    return f"{how(cue.prompt)} Only you see your answer until it is revealed."


def where(status: ViewingStatus, now: datetime) -> str:
    """Who takes part, how the prompt on the card stands, and where the film is."""
    viewing = status.viewing
    people = ""
    if not viewing.solo:
        count = status.taking_part
        people = "Nobody takes part yet." if not count else f"{count} take{'s' if count == 1 else ''} part."
    cue = None if viewing.closed else viewing.current
    prompt = f"Prompt {cue.number}: {_STATES[cue.state]}." if cue else ""
    comes = viewing.direct and viewing.phase in (Phase.BEFORE, Phase.DURING)
    direct = "Prompts with a minute come by direct message too." if comes else ""
    return "\n".join(filter(None, (f"{people} {prompt}".strip(), _film(status, now), direct)))


def status(status: ViewingStatus, now: datetime) -> str:
    """What `/watch status` tells."""
    viewing = status.viewing
    thread = f"https://discord.com/channels/{viewing.guild_id}/{viewing.thread_id}" if viewing.thread_id else ""
    return "\n".join(filter(None, [status.line, where(status, now), *troubles(status), thread]))


def troubles(status: ViewingStatus) -> list[str]:
    """What the bot could not do, safe to show."""
    return [f"**Trouble:** {shorten(trouble, TROUBLE)}" for trouble in status.troubles[:3]]


def hint(status: ViewingStatus) -> str:
    """What can be done now, where no prompt says so."""
    viewing = status.viewing
    if viewing.closed:
        until = (
            f" Answers are taken until {stamp(viewing.later_until, 'f')}, marked as later."
            if viewing.later_until
            else ""
        )
        return f"This viewing has ended.{until}"
    if viewing.current is None and viewing.phase is Phase.BEFORE:
        return "`Next` asks the first prompt." if viewing.waiting() else "Press `Start the film` when it begins."
    if Move.NEXT not in status.moves and viewing.phase is Phase.BEFORE:
        return "Press `Start the film` when it begins."
    if status.film_through and viewing.phase is Phase.DURING:
        return "The film is through. `Next` goes on to the prompts after it."
    return ""


def _film(status: ViewingStatus, now: datetime) -> str:
    viewing = status.viewing
    if viewing.phase is Phase.BEFORE or viewing.closed:
        return ""
    if viewing.phase is Phase.AFTER:
        return "The film is over."
    zero = viewing.clock.reaches(START)
    runs = (
        f"The film runs; pauses left out, it began {stamp(zero)}."
        if zero
        else f"The film is paused at {written(status.film_time)}."
    )
    timed = viewing.next_timed
    if timed is None or timed.at is None:
        return runs
    due = viewing.clock.reaches(timed.at)
    when = f" ({stamp(due)})" if due and due > now else ""
    return f"{runs} Next prompt with a minute: {written(timed.at)}{when}."
