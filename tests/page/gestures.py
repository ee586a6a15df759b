"""What a member does on the playground's page, as functions of a page and of names; they know no particular bot."""

import re
from typing import Literal, Protocol

from playwright.async_api import Locator, Page, expect

By = Literal["keyboard", "mouse"]


# Coming in


class Opening(Protocol):
    """Windows, each with one page, or a window with tabs."""

    async def new_page(self) -> Page: ...


class Opened:
    """A page that is open already, as a place to open one in."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def new_page(self) -> Page:
        return self._page


async def open_page(place: Opening, url: str, member: str | None = None, *, greeted: bool = True) -> Page:
    """The playground as `member`, with its bot there; `greeted`: the greeting is dismissed if it shows."""
    page = await place.new_page()
    await page.goto(url)
    await expect(page.get_by_role("main")).to_be_visible()
    await expect(page.locator("#guild")).not_to_be_empty()
    await expect(page.locator("#bot-state")).to_have_class(re.compile("online"))
    if greeted and await page.locator("#welcome").is_visible():
        await page.get_by_role("button", name="Dismiss this greeting").click()
    if member:
        await become(page, member)
    return page


async def player(page: Page) -> str:
    """The name of the member who is played."""
    return await page.locator("#you-name b").inner_text()


async def become(page: Page, member: str) -> None:
    """Switches to another member."""
    if await player(page) == member:
        return
    await page.locator("#you").click()
    await page.get_by_role("listbox").get_by_role("option", name=member).click()
    await expect(page.locator("#you")).to_contain_text(member)


# Channels


def channel_button(page: Page, channel: str) -> Locator:
    return page.get_by_role("navigation").get_by_role("button").filter(has_text=re.compile(rf"^{re.escape(channel)}"))


async def go_to(page: Page, channel: str) -> None:
    await channel_button(page, channel).click()
    await expect(page.locator("#room-name")).to_have_text(channel)


async def to_server(page: Page, server: str) -> None:
    """Switches to another server."""
    await page.locator("#guild").click()
    await page.get_by_role("option", name=server).click()
    await expect(page.locator("#guild")).to_contain_text(server)


async def open_thread(page: Page, thread: str) -> None:
    """Goes into a thread from the message that it began with, as whoever sees its channel can."""
    await messages(page).get_by_role("button").filter(has_text="See thread").filter(has_text=thread).last.click()
    await expect(page.locator("#room-name")).to_have_text(thread)


async def expect_marks(page: Page, channel: str, *, unread: bool, mentions: int = 0) -> None:
    """What a channel's entry says: that there is something unread, and how much of that is for this member."""
    entry = channel_button(page, channel)
    badge = [] if not mentions else ["1 mention" if mentions == 1 else f"{mentions} mentions"]
    await expect(entry.locator(".count")).to_have_text(badge)
    if unread:
        await expect(entry).to_contain_text("unread")
    else:
        await expect(entry).not_to_contain_text("unread")


# Commands


def message_box(page: Page) -> Locator:
    return page.locator("#composer-text")


def suggestions(page: Page) -> Locator:
    """What is listed above the message box."""
    return page.locator(".tray").get_by_role("option")


async def offered(page: Page, typed: str = "/") -> dict[str, str]:
    """The commands listed for what is typed into the message box: name → description."""
    await message_box(page).fill(typed)
    # In one look: the list may be drawn anew before another.
    texts = "each => ['.option-label', '.option-hint'].map(part => each.querySelector(part).textContent)"
    return dict(await suggestions(page).evaluate_all(f"listed => listed.map({texts})"))


async def pick_command(page: Page, command: str, by: By = "keyboard") -> None:
    """Opens the form of a command by its full name."""
    # Its last letter by a key, as all are typed; a key costs the page as much as a message.
    await message_box(page).fill(f"/{command[:-1]}")
    await message_box(page).press_sequentially(command[-1])
    wanted = suggestions(page).filter(has=page.get_by_text(f"/{command}", exact=True))
    await expect(wanted).to_be_visible()
    if by == "mouse":
        await wanted.click()
    else:
        await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name=f"Command {command}")).to_be_visible()


def option_field(page: Page, option: str) -> Locator:
    return page.locator(f'.pill[data-option="{option}"] input')


async def fill_option(page: Page, option: str, typed: str, choose: str | None = None, by: By = "keyboard") -> None:
    """Types into an option's field, adding it if it is optional; `choose`: takes that suggestion."""
    if not await option_field(page, option).count():
        await page.get_by_role("button", name=f"Add {option}", exact=True).click()
    await option_field(page, option).fill(typed)
    if choose is None:
        return
    await expect(page.locator(".tray.stale")).to_have_count(0)
    wanted = suggestions(page).filter(has=page.get_by_text(choose, exact=True)).first
    await expect(wanted).to_be_visible()
    if by == "mouse":
        await wanted.click()
        return
    while await wanted.evaluate("each => !each.classList.contains('active')"):
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")


async def send(page: Page) -> None:
    """Sends what the message box holds, and waits until it is empty again."""
    await page.keyboard.press("Enter")
    await expect(message_box(page)).to_have_value("")


async def run(page: Page, command: str, **options: str) -> Locator:
    """Runs a command with options typed by hand; the message that answers, whatever else comes meanwhile."""
    used = re.compile(rf"{re.escape(await player(page))} used /{re.escape(command)}$")
    answers = messages(page).filter(has=page.locator(".spine", has_text=used))
    before = await newest_id(answers)
    await pick_command(page, command)
    for option, typed in options.items():
        await fill_option(page, option, typed)
        await page.keyboard.press("Escape")
    await send(page)
    return await next_of(page, answers, before)


async def say(page: Page, text: str) -> Locator:
    """Says something in the channel in view; the message."""
    own = page.locator(f'article[data-message][aria-label^="{await player(page)}, "]')
    before = await newest_id(own)
    await message_box(page).fill(text)
    await send(page)
    return await next_of(page, own, before)


# Messages


def messages(page: Page) -> Locator:
    """The messages of the channel in view, oldest first."""
    return page.locator("article[data-message]")


def newest(page: Page) -> Locator:
    return messages(page).last


async def newest_id(found: Locator) -> str:
    """Of the newest of some messages; empty where there is none."""
    return (await found.last.get_attribute("data-message") or "") if await found.count() else ""


async def next_of(page: Page, found: Locator, before: str) -> Locator:
    """The one that comes after the newest of some messages, whose id was `before`; held by its id."""
    await expect(found.last).not_to_have_attribute("data-message", before)
    return await held(page, found.last)


async def held(page: Page, message: Locator) -> Locator:
    """The same message by its id, which stays the same when others follow."""
    return page.locator(f'article[data-message="{await message.get_attribute("data-message")}"]')


def is_private(message: Locator) -> Locator:
    """What a private answer says of itself."""
    return message.get_by_text("Only you can see this")


async def press(message: Locator, button: str) -> None:
    await at_rest(message.get_by_role("button", name=button, exact=True)).click()


async def expect_at_rest(page: Page) -> None:
    """Waits until nothing on the page waits for an answer of the bot's."""
    waiting = "[aria-busy=true], .tray.stale:not([hidden]), article[data-command]:not(.failed)"
    await expect(page.locator(waiting)).to_have_count(0)


def at_rest(control: Locator) -> Locator:
    """A control once what it was last used for is answered: until then the page passes over further presses."""
    return control.and_(control.page.locator(":not([aria-busy=true])"))


async def choose(page: Page, message: Locator, select: str, *labels: str) -> None:
    """Opens a select and takes one label, or several and "Done"."""
    await at_rest(message.get_by_role("combobox", name=select)).click()
    listed = page.locator(".picker").get_by_role("option")
    for label in labels:
        await listed.filter(has=page.get_by_text(label, exact=True)).click()
    done = page.locator(".picker").get_by_role("button", name="Done")
    if await done.count():
        await done.click()


async def dismiss(page: Page, message: Locator) -> None:
    await message.get_by_role("button", name="Dismiss message").click()
    await expect(message).to_have_count(0)


async def open_menu(page: Page, message: Locator) -> Locator:
    """The menu of a message."""
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    return page.get_by_role("menu")


async def tab_to(page: Page, target: Locator, key: Literal["Tab", "Shift+Tab"] = "Tab", most: int = 60) -> None:
    """Presses Tab until `target` has the focus, as one does without a mouse."""
    await expect(target).to_be_visible()
    for _ in range(most):
        if await target.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{target} was not reached by {key} {most} times")


# What is there for a moment only


async def keep_texts(page: Page, selector: str) -> None:
    """From now on, keeps whatever texts are shown where `selector` leads, however shortly; for `expect_texts`."""
    await page.evaluate(
        """selector => {
          const kept = (window.kept ??= new WeakMap());
          const keep = () => {
            for (const each of document.querySelectorAll(selector)) {
              if (!kept.has(each)) kept.set(each, []);
              if (kept.get(each).at(-1) !== each.textContent) kept.get(each).push(each.textContent);
            }
          };
          keep();
          new MutationObserver(keep).observe(document.body, { childList: true, subtree: true, characterData: true });
        }""",
        selector,
    )


async def expect_texts(shown: Locator, *wanted: str | re.Pattern[str]) -> None:
    """Waits until these were shown there, one after the other, since the texts are kept."""
    sources = [each.pattern if isinstance(each, re.Pattern) else re.escape(each) for each in wanted]
    await shown.page.wait_for_function(
        """([shown, sources]) => {
          let at = 0;
          for (const text of window.kept.get(shown) ?? [])
            while (at < sources.length && new RegExp(sources[at]).test(text)) at += 1;
          return at === sources.length;
        }""",
        arg=[await shown.element_handle(), sources],
    )


# Pictures and forms


async def open_picture(page: Page, message: Locator, alt: str) -> Locator:
    """Opens a picture large; the dialog."""
    await message.get_by_role("button", name=f"Open picture: {alt}").click()
    await expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    return page.get_by_role("dialog")


def form(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name=title)
