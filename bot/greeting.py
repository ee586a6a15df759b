"""What the playground offers a newcomer: something to look up, a poll to vote in, an evening to watch, and more to try.

The playground knows nothing of this bot, so a tour tells it what its leader types and presses, and which text, or which
press of the visitor, ends a step. `tests/page/test_tours.py` goes through both.
"""

from typing import Any

from bot.packs.format.model import Kind, ReadingPath
from bot.packs.shelf.shelves import Shelf, Shelves

Offer = dict[str, Any]

LOOKING_UP = {
    Kind.EXPLAINER: ("explain", "topic", "Ask what it is"),
    Kind.CLAIM: ("claim", "claim", "Check a claim"),
    Kind.FILM: ("film", "title", "Look up a film"),
    Kind.TERM: ("glossary", "term", "Look up a word"),
}
"""By kind: the command that shows an entry, its option, and what the greeting calls that."""
MADE_UP = "made-up"
"""The pack of the tours: a film that does not exist, its guide, and a poll about it."""
FAST = 8
"""How many times as fast the clock runs while the film of the tour does."""


def greeting(shelves: Shelves) -> list[Offer]:
    """All that a first-time visitor may try with one click; what is `more` stands behind the rest."""
    trying, shelf = welcome(shelves), shelves.of(None)
    first = next((each for each in trying if each["command"] != "library"), None)
    looking = [{**first, "label": "Look something up"}] if first else []
    return [*looking, *_tours(shelf), *(each | {"more": True} for each in trying if each is not first)]


def welcome(shelves: Shelves) -> list[Offer]:
    """What to look up, on entries that the shelf really has.

    The first path opens the library, which begins with it. Then come three entries: the one with which the path
    begins, else the first explainer, and the first of other kinds.
    """
    shelf = shelves.of(None)
    paths = shelf.of_kind(Kind.PATH)[:1]
    begun = [item for path in paths for item in shelf.linked(path)[:1]]
    firsts = [item for kind in (Kind.EXPLAINER, Kind.CLAIM, Kind.FILM) for item in shelf.of_kind(kind)[:1]]
    tries: dict[Kind, Offer] = {}
    for item in (*begun, *firsts):
        if item.kind in LOOKING_UP:
            command, option, label = LOOKING_UP[item.kind]
            told = {"label": label, "hint": item.entry.name, "command": command, "options": {option: item.value}}
            tries.setdefault(item.kind, told)
    led = [
        {"label": path.entry.title, "hint": path.entry.lead or "", "command": "library", "options": {}}
        for path in paths
        if isinstance(path.entry, ReadingPath)
    ]
    return [*led, *list(tries.values())[:3]]


def _tours(shelf: Shelf) -> list[Offer]:
    made_up = {kind: _of_tour(shelf, kind) for kind in (Kind.POLL, Kind.FILM, Kind.GUIDE)}
    poll, film, guide = (made_up[kind] for kind in (Kind.POLL, Kind.FILM, Kind.GUIDE))
    return [*([_vote(poll)] if poll else []), *([_evening(film, guide)] if film and guide else [])]


def _of_tour(shelf: Shelf, kind: Kind) -> str | None:
    return next((item.value for item in shelf.of_kind(kind) if item.pack.id == MADE_UP), None)


def _vote(poll: str) -> Offer:
    steps = [
        {
            "words": "{leader} asks the group something before a film. Choose an answer; the others vote too.",
            "does": [{"command": "poll pack", "options": {"poll": poll, "phase": "before"}}],
            "waits": "*",
        },
        {
            "words": "Each vote counts on the card at once. `My vote` tells you yours, and you can change it until the "
            "poll closes. After the film the same question is asked again, and `/poll shift` shows who moved.",
        },
    ]
    return {
        "label": "Vote with the others",
        "short": "Vote",
        "hint": "A question before a film, and a card that counts along",
        "tour": {"channel": "general", "steps": steps},
    }


def _evening(film: str, guide: str) -> Offer:
    def pressed(*labels: str) -> list[dict[str, str]]:
        return [{"press": label} for label in labels]

    start = {"command": "watch start", "options": {"film": film, "guide": guide}}
    opening = {
        "words": "{leader} opens an evening: a film of five minutes that does not exist, made up for this tour. "
        "Press `Join`, as the others do.",
        "does": [start, {"press": "We have this one"}],
        "waits": "Join",
    }
    in_thread = [
        {
            "words": "This thread is the evening. {leader} asks something before the film: press `Answer`. Nobody sees "
            "what you write until {leader} reveals it.",
            "does": pressed("Lead", "Ask it"),
            "waits": "Answer",
        },
        {
            "words": "Now {leader} reveals: all answers at once, and without names.",
            "after_others": True,
            "does": pressed("Reveal"),
        },
        {
            "words": f"{{leader}} starts the film. You see only its clock, {FAST} times as fast as yours. At 1:00 a "
            "question comes by itself: press `Answer`.",
            "does": pressed("Start the film", "Now"),
            "until": "Prompt 2",
            "times": FAST,
            "waits": "Answer",
        },
        {
            "words": "A thought of your own? `Note this moment` keeps it, with the minute of the film.",
            "waits": "Note this moment",
        },
        {
            "words": "The film goes on until the next question, at 3:00. Press `Answer`: this time you choose.",
            "until": "Prompt 3",
            "times": FAST,
            "waits": "Answer",
        },
        {
            "words": "The film runs to its end.",
            "lasts": 100,  # with the time that an answer took: about to the end
            "times": FAST,
            "goes_on": True,
        },
        {
            "words": "The film is over, and {leader} asks the first question again. Press `Answer`: you alone then see "
            "both of your answers, from before and from now.",
            "does": pressed("Film is over", "Ask it"),
            "waits": "Answer",
        },
        {
            "words": "{leader} ends the evening. The rest is revealed, and the summary shows the film as a line, with "
            "questions and notes where they came. `/watch start` begins an evening of your own; you then have `Lead`.",
            "after_others": True,
            "does": pressed("End", "Reveal all and end"),
            "until": "Summary",
        },
    ]
    steps = [opening, *({**step, "thread": True} for step in in_thread)]
    return {
        "label": "Watch an evening in two minutes",
        "short": "Watch an evening",
        "hint": "A film with questions, answers, a note, and what changed",
        "tour": {"channel": "film-night", "steps": steps},
    }
