"""Over random evenings: a report shows what was revealed and nothing else, and names nobody where nobody is named."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bot.chat.paper import Asked, Note, Voices, Wanted
from bot.errors import Refusal
from bot.handouts.naming import members_in
from bot.handouts.page import page
from bot.viewings.answering.rules import Content
from bot.viewings.paper.handout import handout_of
from bot.viewings.rules import Phase, Secrecy
from tests.budgets import budget
from tests.handouts.reports import NAMES, report
from tests.handouts.sheets import Page, squeezed
from tests.viewings.evening import GUILD, PROMPTS, hive_programme
from tests.viewings.test_any_evening import CONTENTS, MEMBERS, PEOPLE, PLACES, TEXTS, AnyEvening

NOTES = [squeezed(prompt["facilitator_note"]) for prompt in PROMPTS if "facilitator_note" in prompt]


class AnyReport(AnyEvening):
    """The same evenings, in which every text that a member writes can be told from all others."""

    def __init__(self) -> None:
        super().__init__()
        self.canaries: dict[str, int | None] = {}
        """By what was written: the place of its prompt; None for notes."""

    def marked(self, member: int, place: int | None, text: str | None) -> str:
        """A text with a mark that is nowhere else."""
        canary = f"canary-{len(self.canaries)}-of-{member}-at-{place}-end"
        self.canaries[canary] = place
        return f"{text or ''} {canary}"

    @rule(member=MEMBERS, place=PLACES, given=CONTENTS)
    def answer(self, member: int, place: int, given: Content) -> None:
        marked = {
            name: self.marked(member, place, value)
            for name in ("text", "evidence")
            if (value := getattr(given, name)) is not None
        }
        super().answer(member, place, replace(given, **marked))

    @rule(member=MEMBERS, place=PLACES, text=TEXTS)
    def reason(self, member: int, place: int, text: str) -> None:
        super().reason(member, place, self.marked(member, place, text))

    @rule(member=MEMBERS, text=TEXTS, minute=st.none() | st.integers(0, 20))
    def note(self, member: int, text: str, minute: int | None) -> None:
        at = None if minute is None else timedelta(minutes=minute)
        noted = self.evening.answers.note(GUILD, self.id, member, self.marked(member, None, text), at, self.clock.wall)
        self.tried(noted)

    @invariant()
    def a_report_shows_what_was_revealed_and_nothing_else(self) -> None:
        viewing = self.viewing
        over = viewing.phase in (Phase.AFTER, Phase.CLOSED)
        for person in PEOPLE:
            taken = self.tried(report(self.evening.db, self.evening.shelf, self.id, person.id))
            if isinstance(taken, Refusal):
                continue
            assert not self.solo or person.id == viewing.facilitator_id
            text = Page(page(taken, NAMES)).text
            for canary, place in self.canaries.items():
                if canary in text and not self.solo:
                    assert over if place is None else place in self.shown
            if self.secrecy is Secrecy.UNNAMED or self.solo:
                assert members_in(taken) == set()
                assert not any(squeezed(name) in text for name in NAMES.values())
            assert not any(note in text for note in NOTES)
            for section in taken.sections:
                for part in section.parts:
                    assert not isinstance(part, Note)
                    if (
                        isinstance(part, Asked)
                        and any(isinstance(each, Voices) for each in part.parts)
                        and not self.solo
                    ):
                        numbers = {cue.number for cue in viewing.cues if cue.place in self.shown}
                        assert part.number in numbers


TestAnyReport = AnyReport.TestCase
TestAnyReport.settings = settings(max_examples=budget(8, 40), stateful_step_count=30, deadline=None)


def test_no_copy_of_members_holds_a_note_of_the_facilitators_for_any_time() -> None:
    from bot.packs.shelf.shelves import Shelf
    from tests.viewings.evening import hive

    shelf = Shelf([hive()])
    for minutes in (None, *range(15, 481, 15)):
        members = handout_of(shelf, hive_programme(), Wanted(minutes=minutes))
        assert not any(note in Page(page(members)).text for note in NOTES)
        leader = handout_of(shelf, hive_programme(), Wanted(True, minutes))
        first = any(each.text == PROMPTS[0]["ask"] for section in leader.sections for each in section.parts
                    if isinstance(each, Asked))  # fmt: skip
        assert all(note in Page(page(leader)).text for note in NOTES) is first
