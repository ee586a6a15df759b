"""The ten gestures of a member, on the demo bot."""

import re

import pytest
from playwright.async_api import expect

from playground import seed
from tests.page import gestures
from tests.page.conftest import Windows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_a_slash_lists_the_commands_with_their_descriptions(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    commands = await gestures.offered(page, "/")

    assert commands["/explain"] == "Explain a film, with suggestions while you type."
    assert commands["/poll create"] == "Ask a question."


async def test_typing_filters_the_commands(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    for typed, first in {
        "/ex": "/explain",
        "/list": "/poll list",
        "/po cr": "/poll create",
        "/slcts": "/selects",
        "/xplain": None,
    }.items():
        assert next(iter(await gestures.offered(page, typed)), None) == first


async def test_a_command_for_moderators_is_offered_to_them_only(windows: Windows, demo_url: str) -> None:
    student = await gestures.open_page(windows, demo_url, "Sam")
    moderator = await gestures.open_page(windows, demo_url, "Mira")

    assert "/secret" not in await gestures.offered(student)
    assert "/secret" in await gestures.offered(moderator)


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
async def test_a_command_is_picked_and_its_option_completed(windows: Windows, demo_url: str, by: gestures.By) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    await gestures.pick_command(page, "explain", by)
    await gestures.fill_option(page, "topic", "work", choose="Bees at Work", by=by)
    await gestures.fill_option(page, "share", "", choose="True", by=by)
    await gestures.send(page)

    answer = gestures.newest(page)
    await expect(answer).to_contain_text("Sam used /explain")
    await expect(answer).to_contain_text("Bees at Work explained.")
    await expect(gestures.is_private(answer)).to_have_count(0)


async def test_enter_pressed_before_the_suggestions_are_there_takes_the_first_of_them(
    windows: Windows, demo_url: str
) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.pick_command(page, "explain")

    await page.keyboard.type("winter")
    await page.keyboard.press("Enter")

    await expect(gestures.option_field(page, "topic")).to_have_value("The Long Winter")
    await gestures.option_field(page, "topic").fill("zebra")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(gestures.newest(page)).to_contain_text("Zebra Crossing explained.")


async def test_text_typed_after_a_command_goes_into_its_first_option(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    await gestures.message_box(page).press_sequentially("/poll create What next")

    await expect(gestures.option_field(page, "question")).to_have_value("What next")


async def test_every_kind_of_option_reaches_the_bot(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.pick_command(page, "options")

    await gestures.fill_option(page, "kind", "tw", choose="Two")
    await gestures.fill_option(page, "number", "7")
    await gestures.fill_option(page, "member", "ad", choose="Ada")
    await gestures.fill_option(page, "channel", "film", choose="film-night")
    await gestures.fill_option(page, "role", "mod", choose="Moderators")
    await gestures.fill_option(page, "words", "two words")
    await gestures.send(page)

    await expect(gestures.newest(page)).to_contain_text("Two, 7, @Ada, #film-night, Moderators, two words")


async def test_a_wrong_option_is_told_in_words_and_nothing_typed_is_lost(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.pick_command(page, "options")

    for option, typed, words in (
        (None, "", "Fill in “kind” first."),
        ("kind", "Three", "“Three” is not in the list for “kind”. Pick one from it."),
        ("kind", "One", "Fill in “number” first: a whole number from 1 to 10."),
        ("number", "many", "“number” takes a whole number from 1 to 10, not “many”."),
        ("number", "12", "“number” takes a whole number from 1 to 10, not “12”."),
        ("number", "3", None),
        ("words", "a", "“words” is 1 characters long; at least 2 are needed."),
    ):
        if option:
            await gestures.fill_option(page, option, typed)
        if words:
            await page.keyboard.press("Escape")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    for option, typed in {"kind": "One", "number": "3", "words": "a"}.items():
        await expect(gestures.option_field(page, option)).to_have_value(typed)


async def test_a_slow_answer_is_thought_about_and_then_changes_in_place(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    await gestures.keep_texts(page, "article[data-message]")
    answer = await gestures.run(page, "think", seconds="1")

    await expect(answer).to_contain_text("I thought about it twice. (edited)")
    await gestures.expect_texts(answer, "Demo Bot is thinking", "I thought about it.", "I thought about it twice.")
    await expect(gestures.newest(page)).to_contain_text("And told you alone more.")


async def test_an_answer_that_does_not_come_is_told(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.pick_command(page, "slow")
    await gestures.send(page)

    failed = page.locator("article.failed")
    await expect(failed).to_contain_text("Sam used /slow")
    await expect(failed).to_contain_text("The application did not respond")
    await failed.get_by_role("button", name="Dismiss message").click()
    await expect(failed).to_have_count(0)


async def test_a_pressed_button_waits_and_the_message_changes_in_place(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    message = await gestures.run(page, "count")

    await gestures.press(message, "Pressed 0×")
    await gestures.press(message, "Pressed 1×")

    await expect(message).to_contain_text("Counted to 2.")
    await expect(message.get_by_role("button", name="Pressed 2×")).to_be_focused()


async def test_selects_send_one_choice_or_several(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    card = await gestures.run(page, "selects")

    await gestures.choose(page, card, "Films, up to three", "Bees at Work", "Zebra Crossing")
    await expect(gestures.newest(page)).to_contain_text("You chose Bees at Work, Zebra Crossing.")
    for select, label, mention in (
        ("A member", "Ada", "@Ada"),
        ("A channel", "film-night", "#film-night"),
        ("A role", "Facilitators", "@Facilitators"),
        ("Anyone", "Jun", "@Jun"),
    ):
        await gestures.choose(page, card, select, label)
        await expect(gestures.newest(page)).to_contain_text(f"You chose {mention}.")


async def test_no_more_than_the_maximum_can_be_chosen(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    card = await gestures.run(page, "selects")
    await card.get_by_role("combobox", name="Films, up to three").click()

    for option in await page.locator(".picker").get_by_role("option").all():
        await option.click()

    await expect(page.locator(".picker")).to_contain_text("3 chosen · choose 1 to 3")
    await expect(page.locator(".picker").get_by_role("option", selected=True)).to_have_count(3)


async def test_a_card_shows_every_component(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    card = await gestures.run(page, "card")

    await expect(card.get_by_role("heading", name="A card")).to_be_visible()
    await expect(card.get_by_role("button", name="Not now")).to_be_disabled()
    await expect(card.get_by_role("link", name="notes.txt")).to_be_visible()
    link = card.get_by_role("link", name="A page")
    await expect(link).to_have_attribute("rel", re.compile("noopener"))
    await expect(link).to_have_attribute("title", "Opens example.org in a new tab")
    stripe = await card.locator(".container").evaluate("each => getComputedStyle(each).borderLeftColor")
    assert stripe == "rgb(217, 130, 43)"


async def test_spoilers_are_covered_until_pressed_and_stay_uncovered(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    card = await gestures.run(page, "card")
    spoiler = card.get_by_text("a spoiler")
    await expect(card.get_by_role("button", name="Open picture: Another one")).to_have_count(0)

    await spoiler.click()
    await card.get_by_role("button", name="Spoiler: show what is hidden").click()

    await expect(spoiler).to_have_class(re.compile("revealed"))
    await expect(card.get_by_role("button", name="Open picture: Another one")).to_be_visible()
    await gestures.press(card, "More")
    await expect(gestures.newest(page)).to_contain_text("There is more")
    await expect(spoiler).to_have_class(re.compile("revealed"))
    await expect(card.get_by_role("button", name="Open picture: Another one")).to_be_visible()


async def test_an_embed_shows_its_parts_and_its_buttons_work(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    message = await gestures.run(page, "embed")

    await expect(message.get_by_role("link", name="A film to watch")).to_be_visible()
    await expect(message.get_by_role("definition").first).to_have_text("2019")
    await expect(message.get_by_role("link", name="table.csv")).to_be_visible()
    await gestures.press(message, "Pressed 0×")
    await expect(message).to_contain_text("Counted to 1.")


async def test_a_private_answer_is_marked_and_can_be_dismissed(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    answer = await gestures.run(page, "explain", topic="anything")

    await expect(gestures.is_private(answer)).to_be_visible()
    await gestures.dismiss(page, answer)


async def test_two_members_at_once_and_a_private_answer_seen_by_one(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(windows, demo_url, "Ada")

    private = await gestures.run(sam, "explain", topic="for Sam alone")
    await expect(gestures.is_private(private)).to_be_visible()
    await gestures.say(sam, "Done reading.")

    await expect(gestures.newest(ada)).to_contain_text("Done reading.")
    await expect(ada.get_by_text("for Sam alone")).to_have_count(0)
    await gestures.become(ada, "Sam")
    await expect(ada.get_by_text("for Sam alone")).to_be_visible()


async def test_a_channel_that_is_not_in_view_is_marked_until_it_is_read(windows: Windows, demo_url: str) -> None:
    ada = await gestures.open_page(windows, demo_url, "Ada")
    await gestures.go_to(ada, "general")
    await gestures.go_to(ada, "film-night")
    jun = await gestures.open_page(windows, demo_url, "Jun")
    await gestures.go_to(jun, "general")
    await gestures.go_to(jun, "film-night")
    for page in (ada, jun):
        await gestures.expect_marks(page, "general", unread=False)
    sam = await gestures.open_page(windows, demo_url, "Sam")

    await gestures.say(sam, "One for everybody.")
    await gestures.expect_marks(ada, "general", unread=True)
    await expect(ada).to_have_title(re.compile(r"^• "))
    named = await gestures.say(sam, f"And one for <@{seed.ADA}>.")
    await gestures.expect_marks(ada, "general", unread=True, mentions=1)
    await expect(ada).to_have_title(re.compile(r"^\(1\) "))
    await gestures.expect_marks(jun, "general", unread=True)

    await gestures.go_to(ada, "general")
    await expect(ada.get_by_text("New", exact=True)).to_be_visible()
    await expect(gestures.newest(ada)).to_have_class(re.compile("pinged"))
    await expect(named).not_to_have_class(re.compile("pinged"))
    await gestures.expect_marks(ada, "general", unread=False)
    await gestures.go_to(ada, "film-night")
    await gestures.expect_marks(ada, "general", unread=False)


async def test_private_answers_go_with_a_reload_and_stay_when_the_line_comes_back(
    windows: Windows, demo_url: str
) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    private = await gestures.run(page, "explain", topic="until the reload")
    await expect(gestures.is_private(private)).to_be_visible()
    await gestures.become(page, "Ada")
    await gestures.become(page, "Sam")
    await expect(private).to_be_visible()

    await page.reload()
    await expect(page.locator("#you")).to_contain_text("Sam")
    await gestures.say(page, "Where is it?")
    await expect(private).to_have_count(0)


async def test_a_message_changes_before_both_without_a_reload(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(windows, demo_url, "Ada")
    shared = await gestures.run(sam, "count")
    seen = await gestures.held(ada, shared)
    await expect(seen).to_be_visible()
    await ada.evaluate("window.loaded = 'once'")

    await gestures.press(shared, "Pressed 0×")

    await expect(seen).to_contain_text("Counted to 1.")
    assert await ada.evaluate("window.loaded") == "once"


async def test_a_picture_opens_large_with_its_words(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    card = await gestures.run(page, "card")

    dialog = await gestures.open_picture(page, card, "A blue rectangle")

    await expect(dialog.get_by_role("figure")).to_contain_text("A blue rectangle")
    await expect(dialog.get_by_role("img")).to_have_js_property("naturalWidth", 480)
    await page.keyboard.press("Escape")
    await expect(card.get_by_role("button", name="Open picture: A blue rectangle")).to_be_focused()


async def test_a_menu_command_is_used_on_a_message(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    said = await gestures.say(page, "Worth a second look")

    menu = await gestures.open_menu(page, said)
    await menu.get_by_role("menuitem", name="Quote this").click()

    await expect(gestures.newest(page).locator("blockquote")).to_have_text("Worth a second look")
    await expect(gestures.newest(page)).to_contain_text("Sam used Quote this")


async def test_markdown_is_rendered_and_nothing_in_it_is_run(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    message = await gestures.run(page, "sums")

    await expect(message.get_by_role("heading", name="Smaller")).to_be_visible()
    await expect(message).to_contain_text("<script>alert(1)</script>")
    await expect(message.locator("time[data-style=F]")).to_contain_text("1 January 2026 at 01:00")
    await expect(message.locator("time[data-style=R]")).to_have_text(re.compile("ago|last|yesterday"))
