"""What viewings say of themselves, in the words of members."""

from datetime import datetime, timedelta

from bot.chat import limits
from bot.chat.text import brief, plain, quote, shorten
from bot.packs.search.pack_index import UNVERIFIED
from bot.threads.joining.views import Answered
from bot.viewings.film_time import written
from bot.viewings.lines import Line, Said
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

LABELS = {
    Move.FORM: "Short form",
    Move.NEXT: "Next",
    Move.BACK: "Back",
    Move.SKIP: "Skip",
    Move.REOPEN: "Ask after all",
    Move.REVEAL: "Reveal",
    Move.REVEAL_ALL: "Reveal all",
    Move.ASK_READY: "Ask who is ready",
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
    Phase.CLOSED: "This viewing has ended",
}
_STATES = {
    State.OPEN: "takes answers",
    State.REVEALED: "answers are shown",
    State.SKIPPED: "left out",
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


def title(viewing: Viewing) -> str:
    """The film's title, safe to show."""
    return plain(shorten(viewing.programme.title, HEAD))


def kind_of(viewing: Viewing) -> str:
    """What sort of viewing it is, and who leads it."""
    guide = plain(viewing.programme.guide.title)
    if viewing.mode is Mode.SOLO:
        return f"Guided viewing · alone · guide: {guide} · only you see this"
    return f"Guided viewing · group · guide: {guide} · {led_by(viewing.facilitator_id)} · answers {viewing.secrecy}"


def led_by(member_id: int | None) -> str:
    """Who leads it."""
    return f"led by <@{member_id}>" if member_id else "nobody leads it"


def leader(viewing: Viewing) -> str:
    """The same as a sentence begins."""
    return f"<@{viewing.facilitator_id}> leads" if viewing.facilitator_id else "Nobody leads"


def unknown_film(programme: Programme) -> str:
    """That no source knows the film, or no pack has it, where it is so."""
    if programme.film is None:
        fits = f"was written about {quote(programme.guide_about)}" if programme.guide_about else "fits any film"
        return f"No pack here has this film, so nothing about it can be looked up; the guide {fits}."
    return UNVERIFIED if programme.film.status == "unverified" else ""


def content_note(programme: Programme, long: int) -> str:
    """What to know before watching, where the pack says something."""
    note = programme.film.content_note if programme.film else None
    return f"**Content note:** {brief(note, long)}" if note else ""


def prompt_line(viewing: Viewing, cue: Cue) -> str:
    """`Prompt 3 of 12 · 12:30`, with the minute where it has one."""
    at = f" · {written(cue.minute)}" if cue.minute is not None else ""
    return f"Prompt {cue.number} of {viewing.count}{at}"


def question(viewing: Viewing, cue: Cue, *, long: int = ASKED, film_time: timedelta | None = None) -> str:
    """A prompt as it is asked; `film_time`: where the film stands as it reaches its readers, if not as it was asked."""
    prompt = cue.prompt
    framework = viewing.programme.frameworks.get(prompt.framework or "")
    under = [f"-# From {plain(framework.name)}"] if framework else []
    reached = film_time if film_time is not None else cue.film_time
    if cue.at is not None and reached is not None and reached - cue.at >= LATE:
        late = f"it comes late: the film is at {written(reached)}."
        under.insert(0, f"-# Meant for {written(cue.at)} of the film; {late}")
    return "\n".join([f"### {prompt_line(viewing, cue)}", brief(prompt.ask, long), *under])


def is_cut(cue: Cue, long: int = ASKED) -> bool:
    """Whether a card with room for so many characters cuts the question."""
    return limits.length(plain(cue.prompt.ask)) > long


def how_it_stands(viewing: Viewing, cue: Cue) -> str:
    """What the message of a prompt says below it."""
    if viewing.later_until:
        until = stamp(viewing.later_until, "f")
        if cue.state is State.SKIPPED:
            return "The viewing has ended; this prompt was left out."
        shown = "" if cue.state is State.REVEALED else " without revealing it"
        return f"The viewing has ended{shown}. Answers are taken until {until}, marked as later."
    if cue.state is State.REVEALED:
        return "The answers are shown in this thread."
    if cue.state is State.SKIPPED:
        return "This prompt was left out."
    return f"{_KINDS[cue.prompt.kind]} Only you see your answer until it is revealed."


def answered(answered: Answered) -> str:
    """`answered 2 of 3`, as whoever reads a prompt sees it."""
    everybody = "\neverybody has answered" if answered.all else ""
    return f"answered {answered.count} of {answered.of}{everybody}"


def line(viewing: Viewing, line: Line, ready: Answered, now: datetime) -> str:
    """What a line says; one that comes late says what is so by now."""
    minute, ago = written(line.film_time), stamp(line.at)
    match line.said:
        case Said.READY:
            return f"### Ready? {ready.count} of {ready.of}\nPress `Ready` once the film waits at 0:00."
        case Said.PRESS_PLAY if viewing.phase is Phase.BEFORE:
            return f"A start at {stamp(line.at, 'T')} was called off. Wait for the next “Press play”."
        case Said.PRESS_PLAY:
            late = "\nThat has passed: `Where are we?` tells the minute." if now >= line.at else ""
            return f"### Press play at {stamp(line.at, 'T')}\n{ago}{late}"
        case Said.PLAY_NOW:
            return f"### Press play now\nThe film has been running since {stamp(line.at, 'T')}."
        case Said.ONE_SCREEN:
            return f"The film has been running, on one screen, since {stamp(line.at, 'T')}."
        case Said.CALLED_OFF:
            return f"The start is called off. {ago}\nWait for the next “Press play”."
        case Said.PAUSED:
            return f"Paused at {minute}. {ago}"
        case Said.GOES_ON:
            return f"Goes on at {minute}: press play. {ago}"
        case Said.JUMPED:
            return f"Jumped to {minute}. {ago}\nMove your film there; `Where are we?` tells the minute."
        case Said.OVER:
            return f"The film is over at {minute}. {_afterwards(viewing)}".rstrip()
        case Said.LEADS:
            return f"{leader(viewing)} from now on."


def _afterwards(viewing: Viewing) -> str:
    left = sum(cue.prompt.phase == Phase.AFTER and viewing.has(cue) for cue in viewing.cues)
    return f"{left} prompt{'' if left == 1 else 's'} for after the film." if left else ""


def people(count: int) -> str:
    """How many take part."""
    return f"{count} take{'s' if count == 1 else ''} part"


def where(status: ViewingStatus, now: datetime) -> str:
    """How far it is: the phase, the newest prompt, the one clock, what comes next."""
    viewing = status.viewing
    cue = None if viewing.closed else viewing.current
    prompt = f"prompt {cue.number} {_STATES[cue.state]}" if cue else "nothing asked yet"
    far = _PHASES[viewing.phase] if viewing.closed else f"{_PHASES[viewing.phase]} · {prompt}"
    comes = viewing.direct and viewing.phase in (Phase.BEFORE, Phase.DURING)
    direct = "Prompts with a minute come by direct message too." if comes else ""
    return "\n".join(filter(None, (far, film(status, now), direct)))


def status(status: ViewingStatus, now: datetime) -> str:
    """What `/watch status` tells."""
    viewing = status.viewing
    thread = f"https://discord.com/channels/{viewing.guild_id}/{viewing.thread_id}" if viewing.thread_id else ""
    return "\n".join(filter(None, [status.line, where(status, now), *troubles(status), thread]))


def troubles(status: ViewingStatus) -> list[str]:
    """What the bot could not do, safe to show."""
    return [f"**Trouble:** {shorten(trouble, TROUBLE)}" for trouble in status.troubles[:3]]


def hint(status: ViewingStatus) -> str:
    """What whoever watches alone can do now, where no prompt says so; of a viewing that has ended, until when."""
    viewing = status.viewing
    if viewing.closed:
        if viewing.later_until is None:
            return ""
        return f"Answers are taken until {stamp(viewing.later_until, 'f')}, marked as later."
    if viewing.current is None and viewing.phase is Phase.BEFORE:
        return "`Next` asks the first prompt." if viewing.waiting() else "Press `Start the film` when it begins."
    if Move.NEXT not in status.moves and viewing.phase is Phase.BEFORE:
        return "Press `Start the film` when it begins."
    if status.film_through and viewing.phase is Phase.DURING:
        return "The film should be over by now. `Next` goes on to the prompts after it."
    return ""


def film(status: ViewingStatus, now: datetime) -> str:
    """The one clock: where the film stands, and at which minute the next prompt comes."""
    viewing = status.viewing
    if viewing.phase is Phase.BEFORE or viewing.closed:
        return ""
    if viewing.phase is Phase.AFTER:
        return "The film is over."
    starts = viewing.starts_at
    if starts and starts > now:
        runs = f"The film starts at {stamp(starts, 'T')}"
    elif viewing.clock.running:
        runs = f"The film runs: {written(status.film_time)} at {stamp(now, 'T')}"
    else:
        runs = f"The film is paused at {written(status.film_time)}"
    timed = viewing.next_timed
    return f"{runs} · next prompt at {written(timed.at)}" if timed and timed.at is not None else runs
