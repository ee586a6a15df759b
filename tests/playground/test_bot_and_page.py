"""An unmodified bot answers what a member does on the page."""

import pytest

from playground import seed
from playground.server import Playground
from tests.playground.conftest import Frame, Page
from tests.playground.demo import DemoBot
from tests.playground.demo_cards import FILMS


def controls(message: Frame) -> list[Frame]:
    """Every component of a message, nested ones included."""
    found, waiting = [], list(message["components"])
    while waiting:
        component = waiting.pop(0)
        found.append(component)
        waiting[:0] = component.get("components", []) + ([component["accessory"]] if "accessory" in component else [])
    return found


def custom_id(message: Frame, label: str) -> str:
    return next(each["custom_id"] for each in controls(message) if each.get("label") == label)


async def test_the_bot_logs_in_and_its_commands_are_there(sam: Page, bot: DemoBot) -> None:
    state = await sam.event("state")
    assert state["bot"]["online"]
    assert {"explain", "poll create", "poll list", "Quote this"} <= {each["name"] for each in state["commands"]}
    assert [guild.name for guild in bot.guilds] == ["Film Club"]
    assert {channel.name for channel in bot.guilds[0].text_channels} == {"general", "film-night", "moderators"}


async def test_a_command_for_managers_is_offered_to_the_moderator_only(playground: Playground, bot: DemoBot) -> None:
    async with Page(playground, seed.SAM) as student, Page(playground, seed.MIRA) as moderator:
        assert "secret" not in student.offered()
        assert "secret" in moderator.offered()


async def test_a_slash_command_is_answered_in_the_channel(sam: Page) -> None:
    assert (await sam.use("explain", topic="Bees", share=True))["ok"]
    message = await sam.message()
    assert message["text"] == "**Bees** explained."
    assert message["html"].strip() == "<p><strong>Bees</strong> explained.</p>"
    assert message["interaction"]["command"] == "explain"
    assert message["interaction"]["user"] == str(seed.SAM)


async def test_options_are_suggested_while_they_are_typed(sam: Page) -> None:
    answer = await sam.ask(
        "autocomplete",
        channel=str(seed.GENERAL),
        command=sam.command_id("explain"),
        name="explain",
        options={"topic": "be"},
        focused="topic",
    )
    assert answer["choices"] == [{"name": "Bees at Work", "value": "Bees at Work"}]


async def test_a_private_answer_reaches_its_reader_only(playground: Playground, sam: Page) -> None:
    async with Page(playground, seed.ADA) as ada:
        await sam.use("explain", topic="Bees")
        private = await sam.message()
        assert private["ephemeral"]
        await sam.use("explain", topic="Ants", share=True)
        await ada.message(lambda message: "Ants" in message["text"])
        assert not [frame for frame in ada.frames if "Bees" in str(frame)]
        await ada.ask("become", member=str(seed.JUN))
        assert not [frame for frame in ada.frames if "Bees" in str(frame)]


async def test_thinking_is_shown_then_filled_then_changed(sam: Page) -> None:
    await sam.use("think", seconds=0.1)
    thinking = await sam.message(lambda message: message["thinking"])
    answer = await sam.message(lambda message: message["text"] == "I thought about it.")
    assert answer["id"] == thinking["id"]
    assert answer["edited"] is None
    private = await sam.message(lambda message: message["ephemeral"])
    assert private["reply_to"]["id"] == answer["id"]
    changed = await sam.message(lambda message: message["text"] == "I thought about it twice.")
    assert changed["edited"] is not None


async def test_a_button_changes_its_message(sam: Page) -> None:
    await sam.use("count")
    first = await sam.message()
    assert (await sam.press(first, "count:0"))["ok"]
    second = await sam.message(lambda message: message["text"] == "Counted to 1.")
    assert second["id"] == first["id"]
    assert (await sam.press(first, "count:0"))["message"] == "That control is no longer on the message."
    assert (await sam.press(first, "count:1"))["ok"]
    await sam.message(lambda message: message["text"] == "Counted to 2.")


@pytest.mark.parametrize(
    ("control", "kind", "values", "shown"),
    [
        ("films", 3, [FILMS[1], FILMS[3]], f"You chose {FILMS[1]}, {FILMS[3]}."),
        ("user", 5, [str(seed.ADA)], f"You chose <@{seed.ADA}>."),
        ("role", 6, [str(seed.FACILITATORS)], f"You chose <@&{seed.FACILITATORS}>."),
        ("channel", 8, [str(seed.FILM_NIGHT)], f"You chose <#{seed.FILM_NIGHT}>."),
        ("anyone", 7, [str(seed.JUN)], f"You chose <@{seed.JUN}>."),
    ],
)
async def test_every_kind_of_select_says_what_was_chosen(
    sam: Page, control: str, kind: int, values: list[str], shown: str
) -> None:
    await sam.use("selects")
    card = await sam.message()
    assert (await sam.press(card, control, kind, values))["ok"]
    assert (await sam.message(lambda message: message["ephemeral"]))["text"] == shown


async def test_a_select_takes_only_what_it_offers(sam: Page) -> None:
    await sam.use("selects")
    card = await sam.message()
    assert not (await sam.press(card, "films", 3, ["Something else"]))["ok"]
    assert not (await sam.press(card, "films", 3, FILMS[:4]))["ok"]
    assert not (await sam.press(card, "user", 5, ["1"]))["ok"]


async def test_a_switched_off_button_cannot_be_pressed(sam: Page) -> None:
    await sam.use("card")
    answer = await sam.press(await sam.message(), "never")
    assert answer["message"] == "That control is switched off."


async def test_a_card_shows_its_pictures_with_size_and_words(sam: Page) -> None:
    await sam.use("card")
    card = await sam.message()
    gallery = next(each for each in controls(card) if each["type"] == 12)
    shown = gallery["items"][0]
    assert shown["media"]["url"].startswith("/attachments/")
    assert (shown["media"]["width"], shown["media"]["height"]) == (480, 270)
    assert shown["description"] == "A blue rectangle"
    file = next(each for each in controls(card) if each["type"] == 13)
    assert (file["name"], file["size"]) == ("notes.txt", 11)
    assert card["attachments"] == []
    assert all("html" in each for each in controls(card) if each["type"] == 10)


async def test_an_embed_is_rendered_and_keeps_the_files_it_does_not_show(sam: Page) -> None:
    await sam.use("embed")
    message = await sam.message()
    shown = message["embeds"][0]
    assert shown["title_html"] == "A <em>film</em> to watch"
    assert "<strong>this</strong>" in shown["description_html"]
    assert (shown["image"]["width"], shown["image"]["height"]) == (480, 270)
    assert [each["name"] for each in message["attachments"]] == ["table.csv"]


async def test_a_form_opens_and_its_answers_reach_the_bot(sam: Page) -> None:
    await sam.use("form")
    opened = await sam.event("modal")
    form = opened["modal"]
    assert form["title"] == "A few words"
    fields = [each["components"][0] if each["type"] == 1 else each["component"] for each in form["components"]]
    filled = [
        {"type": 18, "component": {"type": field["type"], "custom_id": field["custom_id"], **value}}
        for field, value in zip(fields, [{"value": "Sam"}, {"value": ""}, {"values": [FILMS[2]]}], strict=True)
    ]
    answer = await sam.ask(
        "modal", interaction=opened["interaction"], custom_id=form["custom_id"], components=filled[1:]
    )
    assert answer["message"] == "Your name: please write something."
    assert (await sam.ask("modal", interaction=opened["interaction"], custom_id=form["custom_id"], components=filled))[
        "ok"
    ]
    message = await sam.message(lambda message: message["ephemeral"])
    assert message["text"] == f"**Sam** chose *{FILMS[2]}*: no reason given"


async def test_a_form_opens_on_the_page_that_asked_for_it(playground: Playground, sam: Page) -> None:
    async with Page(playground, seed.SAM) as second:
        await sam.use("form")
        await sam.event("modal")
        await sam.use("explain", topic="x", share=True)
        await second.message()
        assert not [frame for frame in second.frames if frame["op"] == "modal"]


async def test_a_menu_works_on_a_message(sam: Page) -> None:
    await sam.ask("say", channel=str(seed.GENERAL), text="A thought")
    said = await sam.message()
    answer = await sam.ask(
        "context", channel=str(seed.GENERAL), command=sam.command_id("Quote this"), target=said["id"]
    )
    assert answer["ok"]
    quoted = await sam.message(lambda message: message["author"] == str(seed.BOT))
    assert quoted["text"] == f"> A thought\n— <@{seed.SAM}>"


async def test_every_kind_of_option_arrives(sam: Page) -> None:
    chosen: Frame = {"kind": "two", "number": "7", "member": str(seed.ADA), "channel": str(seed.FILM_NIGHT)}
    assert (await sam.use("options", **chosen, role=str(seed.FACILITATORS), words="abc"))["ok"]
    message = await sam.message()
    assert message["text"] == f"Two, 7, <@{seed.ADA}>, <#{seed.FILM_NIGHT}>, Facilitators, abc"


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"number": 3}, "/options needs the option kind"),
        ({"kind": "three", "number": 3}, "kind: choose one of One, Two."),
        ({"kind": "one", "number": 11}, "number: from 1 to 10."),
        ({"kind": "one", "number": "many"}, "number is a number, such as 3."),
        ({"kind": "one", "number": 1, "words": "x"}, "words: 2 to 20 characters, please; these are 1."),
        ({"kind": "one", "number": 1, "member": "12"}, "member: nothing of that kind is here."),
        ({"kind": "one", "number": 1, "speed": "2"}, "/options has no option speed."),
    ],
)
async def test_options_that_do_not_fit_are_refused_before_the_bot_sees_them(
    sam: Page, chosen: Frame, said: str
) -> None:
    answer = await sam.use("options", **chosen)
    assert not answer["ok"]
    assert answer["message"].startswith(said)


async def test_sub_commands_are_commands_of_their_own(sam: Page) -> None:
    await sam.use("poll create", question="Was it true?")
    message = await sam.message()
    assert message["text"] == "**Was it true?**"
    assert message["interaction"]["command"] == "poll create"


async def test_a_shared_card_is_a_message_of_the_bots_own(sam: Page) -> None:
    await sam.use("card", private=True)
    private = await sam.message()
    assert private["ephemeral"]
    await sam.press(private, custom_id(private, "Share to channel"))
    shared = await sam.message(lambda message: not message["ephemeral"])
    assert shared["interaction"] is None
    assert shared["components"][0]["type"] == 17


async def test_a_private_answer_can_be_dismissed_or_deleted(sam: Page) -> None:
    await sam.use("explain", topic="x")
    first = await sam.message()
    assert (await sam.ask("dismiss", message=first["id"]))["ok"]
    await sam.event("message_gone", lambda frame: frame["id"] == first["id"])
    await sam.use("card", private=True)
    card = await sam.message(lambda message: message["components"])
    await sam.press(card, custom_id(card, "Delete"))
    await sam.event("message_gone", lambda frame: frame["id"] == card["id"])
