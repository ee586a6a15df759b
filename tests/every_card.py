"""Every card that is drawn from the texts of a pack."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from bot.chat.cards import Card
from bot.errors import Refusal
from bot.library import cards as library
from bot.library.sheets import sheet_of
from bot.packs import cards as packs
from bot.packs.format.fields import MAX_TEXT
from bot.packs.format.model import Kind, Pack
from bot.packs.holdings.rules import Offer, Version
from bot.packs.mistakes.controls import mistake_form
from bot.packs.reading.sandbox import Read
from bot.packs.search.ranking import Ranked
from bot.packs.shelf.shelves import Item, Shelf
from bot.quizzes.items.finding import items_of
from bot.quizzes.review import cards as review
from bot.quizzes.review.model import KeptItem, Member, Schedule
from bot.quizzes.review.model import State as Compared
from bot.quizzes.review.views import Asked, Line, Listing, Session
from bot.threads.joining.views import Answered
from bot.viewings import cards as viewing
from bot.viewings.alone.cards import alone_card, prompt_card
from bot.viewings.checking.cards import fitting_card
from bot.viewings.checking.controls import MOST
from bot.viewings.checking.rules import Place
from bot.viewings.choosing.cards import question_card
from bot.viewings.choosing.rules import Plan, WhichFilm, WhichGuide
from bot.viewings.moves import Move
from bot.viewings.panel import cards as panel
from bot.viewings.panel import questions as panel_questions
from bot.viewings.programme import programme_of
from bot.viewings.rules import Mode, Secrecy, State, Viewing, cues_of
from bot.viewings.status import Counts, ViewingStatus

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
TROUBLES = ("The thread is gone. " * 20,) * 3


def cards_of(pack: Pack) -> Iterator[Card]:
    """The cards that look things up, those of the shelf, and those of a viewing of every film with every guide."""
    shelf = Shelf([pack])
    for item in shelf.items:
        mistake_form([item])
        sheet = sheet_of(item, shelf)
        for leaf, by in product(range(len(sheet.leaves)), (None, 2**62)):
            yield library.sheet_card(sheet, shelf, leaf, shared_by=by, note="This stays private. " * 4)
    yield from _review_cards(pack)
    films = shelf.of_kind(Kind.FILM)
    for first, second in product(films[:2], films[:2]):
        if first is not second:
            yield library.compare_card(shelf, first, second, 0)
    for kept in (library.NOTHING_KEPT, (shelf.items[:25], 5_000)):
        yield library.packs_card(shelf, 0, kept=kept)
        yield library.pack_card(shelf, pack, kept=kept)
    yield from (library.kind_card(shelf, pack, kind, 0) for kind in Kind)
    if shelf.items:
        found, title = Ranked(list(shelf.items[:25]), {" the ": 1.0, " a ": 1.0}), library.found_title("x" * 100)
        yield library.found_card(shelf, found, title, library.found_lines(shelf, found, title))
    yield packs.offer_card(Offer(_version(pack), pack, None, True), Read(None, (), 0))
    claims = shelf.of_kind(Kind.CLAIM)[:MOST]
    yield fitting_card(shelf, "*x*\n" * 1_000, claims, Place(2**62, 2**62, 2**62))
    guides = tuple(shelf.of_kind(Kind.GUIDE))
    for film in films[:3]:
        for question in (WhichFilm(film, tuple(films)), WhichGuide(film, guides), WhichGuide("x" * 100, guides)):
            plan = Plan(AT, 2**62, Secrecy.UNNAMED)
            yield question_card(shelf, question, plan, guides[0] if guides else None, "Read in UTC. " * 8)
    for film, guide in product(films or ["A film"], shelf.of_kind(Kind.GUIDE)):
        yield from _viewing_cards(shelf, film, guide)


def _review_cards(pack: Pack) -> Iterator[Card]:
    """Each item as it is asked, answered, and corrected since; what is kept; the end of a day."""
    told = {"done": 9, "left": 1, "kept": 5_000, "elsewhere": ((2**62, 99),) * 4, "off": 99, "gone": ("*" * 100,) * 9}
    lines: list[Line] = []
    for number, (item, corrected) in enumerate(product(items_of(pack), (False, True))):
        digest = 0 if corrected else item.digest
        kept = KeptItem(
            id=2**62 + number, guild_id=1, pack_id=pack.id, item="x", title="*" * 100, digest=digest, learned="*" * 200,
            state=Compared.SAME, schedule=Schedule(740_000),
        )  # fmt: skip
        session = Session(asked=Asked(kept, item), refused=True, **told)
        yield review.session_card(session, lambda _: "*" * 60)
        for chosen in (None, tuple(range(len(item.options)))):
            yield review.answer_card(session, lambda _: "*" * 60, chosen)
        lines = [*lines[:9], Line(kept=kept, due_at=AT, why_not="waits, its pack is not on the shelf")]
    yield review.session_card(Session(asked=None, next_at=AT, **told), lambda _: "*" * 60)
    yield review.list_card(Listing(lines=tuple(lines), page=1, pages=500, kept=5_000, member=Member(refused=True)))
    yield review.reminder_card(10)


def _viewing_cards(shelf: Shelf, film: Item | str, guide: Item) -> Iterator[Card]:
    try:
        programme = programme_of(shelf, film, guide)
    except Refusal:
        return
    made = {"id": 2**62, "guild_id": 1, "facilitator_id": 1, "programme": programme, "created_at": AT}
    group = Viewing(**made, mode=Mode.GROUP, cues=cues_of(programme), scheduled_for=AT)
    yield viewing.opening_card(group, 999, late=timedelta(hours=1))
    yield panel_questions.start_card(group)
    for cue in group.cues:
        asked = replace(group.with_cue(replace(cue, state=State.OPEN, turn=cue.place + 1)), place=cue.place)
        yield viewing.prompt_card(asked, cue, Answered(999, 999))
        for mode in Mode:
            stands = ViewingStatus(
                viewing=replace(asked, mode=mode),
                film_time=timedelta(hours=2),
                moves=frozenset(Move),
                counts=Counts(999, {}, 0),
                troubles=TROUBLES,
            )
            if mode is Mode.SOLO:
                yield alone_card(stands, AT)
                yield prompt_card(stands, cue.place, AT)
                continue
            notes = {each.place: (cue.prompt.ask * 9)[:MAX_TEXT] for each in group.cues}
            noted = replace(stands, viewing=replace(asked, programme=replace(programme, facilitator_notes=notes)))
            yield viewing.head_card(stands, AT, private=True, said="Only you see this. " * 4)
            yield panel.panel_card(noted, AT, 1, "Only you see this. " * 4)
            yield panel.more_card(noted, AT, 1)


def _version(pack: Pack) -> Version:
    return Version(2**61, 7, pack.id, pack.version, pack.title, f"{pack.id}.yaml", 10, "ab" * 32, 2**62, AT)
