"""The other members take part by themselves: what they choose, what they write, and when they leave things alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from playground import seed
from playground.company.choices import Aim, concerns, filled, next_on_paper, presses
from playground.company.personas import PERSONAS, Persona, personas
from playground.company.texts import Asked, asked_for, topic_of, written
from playground.company.voices import OF_FILMS, VOICES
from playground.events import InteractionOpened
from playground.interactions import Interaction
from playground.model import Message
from playground.server import Playground
from tests.playground.conftest import PATIENCE, Api, Page

FARID, ADA = PERSONAS[1], PERSONAS[3]
CHANCES = [Random(seed) for seed in range(30)]


def button(label: str, custom_id: str | None = None, **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id or label.lower()} | more


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def select(*labels: str, custom_id: str = "select", **more: Any) -> dict[str, Any]:
    options = [{"label": label, "value": label} for label in labels]
    return {"type": 3, "custom_id": custom_id, "placeholder": "Pick one", "options": options} | more


def said(text: str) -> dict[str, Any]:
    return {"type": 10, "content": text}


TEXT = {"type": 4, "custom_id": "one", "max_length": 200}
BALLOT = [row(button("Cats"), button("Dogs"), button("Fish")), row(button("My vote"), button("Ask again"))]
PROMPT = [
    said("### Prompt 2 of 4 · 1:00\nWhat do you expect?"),
    row(button("Answer"), button("Note this moment"), button("Lead")),
]


# What they press


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda each: each.name)
def test_they_join_and_say_that_they_are_ready(persona: Persona) -> None:
    for label in ("Join", "Ready"):
        [press] = presses(persona, [row(button(label), button("Lead"), button("Where are we?"))], Random(1))
        assert (press.aim, press.label) == (Aim.JOIN, label)


def test_on_a_ballot_they_press_options_and_nothing_else() -> None:
    pressed = {press.label for chance in CHANCES for persona in PERSONAS for press in presses(persona, BALLOT, chance)}
    assert pressed == {"Cats", "Dogs", "Fish"}


def test_a_ballot_with_a_select_is_voted_on_by_it() -> None:
    ballot = [row(select("Cats", "Dogs")), row(button("Withdraw"))]
    [press] = presses(FARID, ballot, Random(2))
    assert press.values in (("Cats",), ("Dogs",))


def test_they_judge_a_statement() -> None:
    pressed = [
        press.label
        for chance in CHANCES
        for press in presses(FARID, [row(button("Agree"), button("Disagree"), button("Pass"))], chance)
    ]
    assert {"Agree", "Disagree"} <= set(pressed)
    assert pressed.count("Pass") < len(pressed) / 4


def test_the_options_of_a_question_that_counts_its_answers_are_its_buttons() -> None:
    options, asked = (
        row(button("It holds"), button("It does not hold")),
        "item 1 of 5 · answered 0 of 4\nDoes this hold?",
    )
    for below in (row(button("Lead")), row(button("Lead"), button("Big picture")), row(button("Big picture"))):
        question = [said(asked), options, below]
        assert concerns(question)
        pressed = {press.label for chance in CHANCES for press in presses(FARID, question, chance)}
        assert pressed == {"It holds", "It does not hold"}
    shown = [said("answered 4 of 4"), row(button("My answer"), button("Open the card"), button("Lead"))]
    assert presses(FARID, shown, Random(3)) == []


def test_a_form_that_needs_nothing_is_not_sent_empty() -> None:
    fields = [
        {"type": 18, "label": f"Statement {at}", "component": {"type": 4, "custom_id": f"s{at}"}} for at in (1, 2)
    ]
    for field in fields:
        field["component"]["required"] = False
    for persona in PERSONAS:
        answers = filled(persona, {"title": "Your statements", "components": fields}, "Why?", Random(3), said=set())
        assert answers
        assert answers[0]["value"]


def test_statements_of_their_own_are_about_what_the_round_asks() -> None:
    form = {
        "title": "Your statements",
        "components": [
            {
                "type": 18,
                "label": "Statement 1",
                "description": "One thought that others can agree with.",
                "component": TEXT,
            },
            {"type": 18, "label": "Statement 2", "component": TEXT | {"custom_id": "two", "required": False}},
        ],
    }
    asked = "#1 · collecting · 0 take part\n## What do you think of {}?\nWrite up to three statements, without names."
    for persona in PERSONAS:
        for subject, fits in (
            ("this film", set(OF_FILMS[persona.name])),
            ("homework", {each.replace("{topic}", "homework") for each in VOICES[persona.name][Asked.STATEMENT]}),
        ):
            answers = filled(persona, form, asked.format(subject), Random(4), said=set())
            assert answers
            assert {each["value"] for each in answers if "value" in each} <= fits


def test_who_meets_their_own_statement_agrees_with_it() -> None:
    own = "It is better to ask."
    paper = [said(f"-# #1 · statement 2 of 9\n### {own}"), row(button("Agree"), button("Disagree"), button("Pass"))]
    pressed = [next_on_paper(FARID, paper, [], chance, {own}) for chance in CHANCES]
    assert {each.label for each in pressed if each} == {"Agree"}


def test_some_leave_a_question_alone_now_and_then_and_others_never_do() -> None:
    answered = {each.name: sum(bool(presses(each, PROMPT, chance)) for chance in CHANCES) for each in PERSONAS}
    assert answered["Farid"] == answered["Ada"] == len(CHANCES)
    assert 0 < answered["Jun"] < len(CHANCES)


def test_everybody_votes() -> None:
    assert all(presses(each, BALLOT, chance) for chance in CHANCES for each in PERSONAS)


def test_who_keeps_moments_does_it_after_answering() -> None:
    aims = {tuple(press.aim for press in presses(ADA, PROMPT, chance)) for chance in CHANCES}
    assert aims == {(Aim.ANSWER,), (Aim.ANSWER, Aim.NOTE)}
    before = [said("### Prompt 1 of 4\nWhat do you expect?"), *PROMPT[1:]]
    assert {press.aim for chance in CHANCES for press in presses(ADA, before, chance)} == {Aim.ANSWER}


@pytest.mark.parametrize(
    "components",
    [
        [said("Nothing to press")],
        [row(button("Next"), button("Share to channel"), button("Report a mistake"))],
        [row(button("Show details"), button("Ask again after the film"))],
        [row(button("Join", disabled=True))],
        [row({"type": 2, "style": 5, "label": "Join", "url": "https://example.org"})],
        [row(select("An entry", "Another"))],
        [row(select("Post a poll")), row(button("Answer", disabled=True), button("Transcript"))],
    ],
)
def test_what_asks_nobody_is_left_alone(components: list[dict[str, Any]]) -> None:
    assert not concerns(components)
    assert presses(FARID, components, Random(3)) == []


def test_an_answer_that_is_offered_on_a_summary_is_left_to_people() -> None:
    assert presses(FARID, [row(select("Who moved")), row(button("Answer"))], Random(3)) == []


# Papers and forms


def test_a_paper_is_filled_in_and_sent() -> None:
    first = next_on_paper(FARID, [row(select("A", "B"))], ["Answer"], Random(4))
    assert first
    assert first.values
    order = [row(button("A"), button("B", disabled=True)), row(button("Undo", disabled=True), button("Submit"))]
    assert [step.label for step in [next_on_paper(FARID, order, ["Vote"], Random(4))] if step] == ["A"]
    done = [row(button("A", disabled=True)), row(button("Undo"), button("Submit"))]
    assert [step.label for step in [next_on_paper(FARID, done, ["Vote"], Random(4))] if step] == ["Submit"]


def test_a_paper_that_only_tells_something_is_left_alone() -> None:
    told = [said("You take part."), row(button("Ping me at prompts"), button("Leave"))]
    assert next_on_paper(FARID, told, ["Answer"], Random(5)) is None


def test_a_form_is_filled_in_field_by_field() -> None:
    form = {
        "title": "Prompt 2: a claim",
        "components": [
            said("Which claim of the film would you check?"),
            {"type": 18, "label": "Claim", "component": {"type": 4, "custom_id": "text", "max_length": 300}},
            {"type": 18, "label": "Sure?", "component": select("no", "yes", custom_id="sure")},
            {"type": 18, "label": "File", "component": {"type": 19, "custom_id": "file", "required": False}},
        ],
    }
    answers = filled(ADA, form, "", Random(6), said=set())
    assert answers
    text, sure, _ = answers
    assert text["value"] in VOICES["Ada"][Asked.CLAIM] or "”" in text["value"]
    assert sure["values"] in (["no"], ["yes"])


def test_a_form_that_asks_for_what_nobody_has_is_closed() -> None:
    form = {
        "title": "A file",
        "components": [{"type": 18, "label": "File", "component": {"type": 19, "custom_id": "f"}}],
    }
    assert filled(ADA, form, "", Random(7), said=set()) is None


def test_a_moment_is_kept_only_while_the_film_runs() -> None:
    note = {"type": 18, "label": "Your note", "component": {"type": 4, "custom_id": "text"}}
    before = {"title": "Note before the film", "components": [note]}
    during = {"title": "Note at 1:05", "components": [note]}
    assert filled(ADA, before, "", Random(8), said=set(), aim=Aim.NOTE) is None
    kept = filled(ADA, during, "", Random(8), said=set(), aim=Aim.NOTE)
    assert kept
    assert kept[0]["value"] in VOICES["Ada"][Asked.MOMENT]


# What they write


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Write the first three words that come to mind when you hear “town pond”.", Asked.WORDS),
        ("What do you expect the film to show?", Asked.GUESS),
        ("Who has spoken so far, and who has not?", Asked.WHO),
        ("What would they say?", Asked.SPEAKING),
        ("What is missing so far?", Asked.DOUBT),
        ("Write down a sentence that sounds like a fact.", Asked.CLAIM),
        ("The same question once more: what do you think now?", Asked.LATER),
        ("What makes you say that?", Asked.REASON),
        ("How does it look?", Asked.PLAIN),
    ],
)
def test_a_question_tells_what_it_is_after(question: str, asked: Asked) -> None:
    assert asked_for(question) is asked


def test_a_question_tells_what_it_is_about_where_its_words_allow_it() -> None:
    assert topic_of("Three words for “town pond”, please") == "town pond"
    assert topic_of("How do you feel about the harbour today?") == "harbour"
    assert topic_of("Who speaks?") is None


def test_three_words_are_three_words() -> None:
    for persona in PERSONAS:
        text = written(persona, "Your first three words", Random(9), said=set())
        assert text
        assert len(set(text.split(", "))) == 3


def test_words_are_about_what_is_asked_where_it_is_known() -> None:
    texts = {written(each, "Your first three words for “town pond”", Random(9), said=set()) or "" for each in PERSONAS}
    assert len(texts) == len(PERSONAS)
    assert all(any(word in text for word in ("ducks", "mud", "ice", "benches", "fish", "quiet")) for text in texts)


def test_nobody_says_the_same_twice_and_then_they_are_quiet() -> None:
    spoken: set[str] = set()
    lines = [written(FARID, "What is missing in the story of the harbour?", Random(10), said=spoken) for _ in range(12)]
    told = [line for line in lines if line]
    assert len(told) == len(set(told)) == len(spoken)
    assert lines[-1] is None


def test_a_text_fits_its_field() -> None:
    assert written(FARID, "What do you expect?", Random(11), said=set(), most=5) is None


def test_no_line_is_shared_between_two_of_them_and_none_names_a_topic_that_is_not_there() -> None:
    lines = [line for voice in VOICES.values() for kind in voice for line in voice[kind] if kind is not Asked.WORDS]
    lines += [line for each in OF_FILMS.values() for line in each]
    assert len(lines) == len(set(lines))
    for persona in PERSONAS:
        assert set(VOICES[persona.name]) == set(Asked)
        text = written(persona, "So?", Random(12), said=set())
        assert text
        assert "{" not in text


# When they act


@pytest.fixture
async def lively(tmp_path: Path) -> AsyncIterator[Playground]:
    """A playground whose first visit lets the others act, in a hurry."""
    async with Playground(tmp_path / "lively", port=0, company=True) as opened:
        opened.desk.company.haste = 50
        yield opened


class Asking:
    """Collects what members ask of the bot."""

    def __init__(self, playground: Playground) -> None:
        self.asked: list[Interaction] = []
        self._changed = asyncio.Event()
        playground.world.subscribe(self._on_event)

    def _on_event(self, event: object) -> None:
        if isinstance(event, InteractionOpened):
            self.asked.append(event.interaction)
            self._changed.set()

    @property
    def who(self) -> set[int]:
        return {each.member for each in self.asked}

    async def until(self, fits: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not fits():
                self._changed.clear()
                await self._changed.wait()


JOIN = {"flags": 1 << 15, "components": [row(button("Join"))]}
OTHERS = {seed.MIRA, seed.FARID, seed.ADA, seed.JUN}


async def at_rest(playground: Playground) -> None:
    async with asyncio.timeout(PATIENCE):
        await playground.desk.company.at_rest()


async def test_everybody_joins_but_whom_somebody_plays(lively: Playground, api: Api) -> None:
    asking, api.playground = Asking(lively), lively
    async with Page(lively, seed.SAM):
        await api.say(JOIN)
        await asking.until(lambda: asking.who == OTHERS)
        await at_rest(lively)
    assert len(asking.asked) == len(OTHERS)
    assert {each.data["custom_id"] for each in asking.asked} == {"join"}


async def test_each_window_keeps_its_member_to_itself(lively: Playground, api: Api) -> None:
    asking, api.playground = Asking(lively), lively
    async with Page(lively, seed.SAM), Page(lively, seed.ADA) as ada:
        await ada.ask("become", member=str(seed.MIRA))
        await api.say(JOIN)
        await at_rest(lively)
    assert asking.who == {seed.FARID, seed.JUN, seed.ADA}


async def test_who_was_played_on_a_message_leaves_it_alone(lively: Playground, api: Api) -> None:
    asking, api.playground = Asking(lively), lively
    async with Page(lively, seed.SAM) as sam:
        await sam.ask("company", on=False)
        status, _ = await api.say({"flags": 1 << 15, "components": BALLOT})
        assert status == 200
        ballot = await sam.message()
        await sam.press(ballot, "cats")
        await sam.ask("become", member=str(seed.ADA))
        await sam.ask("company", on=True)
        await asking.until(lambda: asking.who >= {seed.MIRA, seed.FARID})
        await at_rest(lively)
    assert [each.data["custom_id"] for each in asking.asked if each.member == seed.SAM] == ["cats"]
    assert seed.ADA not in asking.who


async def test_nobody_acts_where_a_person_switched_them_off_nor_after_a_restart(tmp_path: Path) -> None:
    for visit in range(2):
        async with Playground(tmp_path / "calm", port=0, company=True) as calm, Page(calm) as page:
            asking = Asking(calm)
            assert (await page.event("state"))["company"] is (visit == 0)
            if visit == 0:
                await page.ask("company", on=False)
                await page.event("company", lambda frame: frame["on"] is False)
            await post(calm)
            assert not calm.desk.company.busy
            assert asking.asked == []


async def test_nobody_acts_where_the_playground_was_opened_without_company(tmp_path: Path) -> None:
    async with Playground(tmp_path / "calm", port=0) as calm, Page(calm) as page:
        assert (await page.event("state"))["company"] is False
        await post(calm)
        assert not calm.desk.company.busy


async def test_what_they_were_about_to_do_is_left_when_they_are_switched_off(lively: Playground) -> None:
    asking = Asking(lively)
    lively.desk.company.haste = 0.001
    async with Page(lively) as page:
        await post(lively)
        assert lively.desk.company.busy
        await page.ask("company", on=False)
        await at_rest(lively)
    assert asking.asked == []


async def test_private_answers_and_direct_messages_are_nobodys_business(lively: Playground) -> None:
    async with Page(lively):
        world = lively.world
        await post(lively, channel=world.direct_channel(world.state.members[seed.ADA]).id)
        assert not lively.desk.company.busy


@pytest.mark.parametrize("channel", [seed.READINGS, seed.STUDY_GROUP])
async def test_nobody_acts_by_themselves_where_the_bot_is_not(lively: Playground, channel: int) -> None:
    async with Page(lively) as page:
        card = Message(lively.world.new_id(), channel, seed.BOT, components=JOIN["components"])
        lively.world.save_message(card)
        for on in (False, True):
            await page.ask("company", on=on)
            assert not lively.desk.company.busy


async def post(playground: Playground, channel: int = seed.GENERAL) -> None:
    """The bot says something that asks everybody to join."""
    import aiohttp

    async with aiohttp.ClientSession() as session:
        status, _ = await Api(playground, session).say(JOIN, channel)
    assert status == 200


def test_other_members_have_a_manner_too() -> None:
    state = seed.film_club("Bot", 0)
    state.members[seed.JUN].name = "Somebody else"
    manners = personas(state.members.values())
    assert seed.BOT not in manners
    assert manners[seed.ADA] is ADA
    assert manners[seed.JUN] in PERSONAS
