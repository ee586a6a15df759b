"""Texts that would ping, format or break out: whatever way they take, they are shown as they are and do nothing."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from playground import seed
from playground.checks.tree import TEXT_DISPLAY, walk
from playground.markup import Markup
from playground.routes import drafts
from tests.playground.conftest import Page
from tests.wire.crowd import Trouble, WatchedPlayground, WatchedRest, gathered
from tests.wire.faulty import Factory
from tests.wire.test_packs import shelved, text, uploaded

SIGNS = "@here <@&1> <@2> ||a|| ```b``` **c** {0.__class__} %s $x '; DROP TABLE polls; --"
READ = "@here @role @member ||a|| '''b''' **c** {0.__class__} %s $x '; DROP TABLE polls; --"
"""How these are read: mentions as words, everything else letter by letter."""
LINES = f"@everyone {SIGNS}\n# big\n-# small\n> quoted\n- listed\n1. counted\n```ansi\n[31mred\n{SIGNS}"


def nasty() -> dict[str, Any]:
    """A pack in which every text has such signs."""
    said = {"text": LINES, "sources": ["B1"]}
    prompt = {"id": "p", "phase": "before", "ask": LINES, "kind": "choice", "options": ["@here **a**", "<@&1> ||b||"]}
    return {
        "format": 1,
        "id": "nasty",
        "version": "1.0.0",
        "title": SIGNS,
        "summary": LINES,
        "authors": [SIGNS],
        "licence": SIGNS,
        "sources": {"B1": {"title": SIGNS, "author": SIGNS, "publisher": SIGNS, "kind": "media"}},
        "explainers": [
            {
                "id": "topic",
                "title": f"A {SIGNS}",
                "aliases": [SIGNS],
                "lead": LINES,
                "sections": [{"heading": SIGNS} | said],
                "key_points": [said],
            }
        ],
        "films": [
            {
                "id": "film",
                "title": f"B {SIGNS}",
                "status": "verified",
                "makers": SIGNS,
                "kind": SIGNS,
                "languages": [SIGNS],
                "summary": LINES,
                "themes": [{"name": SIGNS, "text": LINES}],
                "perspective": LINES,
                "content_note": LINES,
                "critics": [said],
                "watch": [{"label": SIGNS[:60], "url": "https://a.example/x"}],
                "sources": ["B1"],
            }
        ],
        "claims": [
            {
                "id": "claim",
                "claim": f"C {SIGNS}",
                "verdict": "false",
                "note": LINES,
                "for": [said],
                "against": [said],
                "searched": LINES,
                "sources": ["B1"],
            }
        ],
        "guides": [{"id": "guide", "title": f"D {SIGNS}", "prompts": [prompt | {"probe": LINES}]}],
        "polls": [{"id": "poll", "question": f"E {SIGNS}", "options": ["@here **a**", "<@&1> ||b||"]}],
        "glossary": [
            {"id": "term", "term": f"F {SIGNS}", "native": SIGNS, "reading": SIGNS, "definition": LINES}
        ],
    }  # fmt: skip


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The body of every message that the bot sends or changes."""
    bodies: list[Any] = []
    read = drafts.read_message

    def noted(body: Any, *more: Any) -> Any:
        bodies.append(body)
        return read(body, *more)

    monkeypatch.setattr(drafts, "read_message", noted)
    return bodies


@pytest.fixture
async def place(watched: WatchedPlayground, factory: Factory) -> AsyncIterator[WatchedPlayground]:
    """Film Club with the bot in it."""
    async with gathered(watched, factory):
        yield watched


async def told(page: Page, command: str, **options: Any) -> dict[str, Any]:
    """What a command is answered."""
    known = {frame["message"]["id"] for frame in page.frames if frame["op"] == "message"}
    answer = await page.use(command, **options)
    assert answer["ok"], answer
    return await page.message(lambda each: each["id"] not in known and not each["thinking"] and each["interaction"])


async def test_i05_i12_nothing_pings_formats_or_breaks_out_in_packs_options_and_echoed_errors(
    place: WatchedPlayground, sent: list[Any]
) -> None:
    async with Page(place, seed.MIRA) as mira:
        await shelved(mira, json.dumps(nasty()).encode(), "nasty.yaml")
        broken = json.dumps(nasty() | {SIGNS: LINES, "version": SIGNS}).encode()
        assert "2 problems in" in text(await uploaded(mira, broken, "@here **x**.yaml"))
        for command, options in (
            ("explain", {"topic": "nasty/topic", "share": True}),
            ("film", {"title": "nasty/film", "share": True}),
            ("claim", {"claim": "nasty/claim", "share": True}),
            ("glossary", {"term": "nasty/term", "share": True}),
            ("compare", {"first": "nasty/film", "second": "bees/the-hive"}),
            ("search", {"query": SIGNS}),
            ("library", {}),
            ("pack info", {"pack": "nasty"}),
            ("pack list", {}),
            ("pack history", {"pack": "nasty"}),
            ("poll pack", {"poll": "nasty/poll"}),
            ("poll quick", {"question": SIGNS, "options": f"{SIGNS[:40]}|no"}),
            ("poll list", {}),
            ("watch start", {"film": "nasty/film", "guide": "nasty/guide"}),
            ("explain", {"topic": SIGNS + "x"}),
            ("pack info", {"pack": SIGNS}),
            ("poll show", {"poll": SIGNS}),
            ("settings set", {"time_zone": SIGNS}),
        ):
            assert text(await told(mira, command, **options)), command
    assert len(sent) > 20
    assert [body for body in sent if body.get("allowed_mentions") != {"parse": []}] == []
    markup = Markup(place.world)
    shown = [each for body in sent for each in texts(body) if "DROP TABLE polls; --" in each]
    assert len(shown) > 20
    for each in shown:
        read = markup.text(each).replace("`", "'")
        assert READ in read or ("```" in each and SIGNS.replace("`", "'") in read), each
        if "counted" in read:
            assert "# big -# small > quoted - listed 1. counted" in " ".join(read.split()), each


def texts(body: Any) -> list[str]:
    """Every text of a message's body."""
    found = [body.get("content") or ""]
    return found + [part["content"] for _, part in walk(body.get("components") or []) if part["type"] == TEXT_DISPLAY]


@pytest.mark.parametrize(("code", "why"), [(200000, "AutoMod of this server blocked it"), (240000, "a link in it")])
async def test_i14_i06_whoever_shares_a_card_that_is_blocked_is_told_why(
    place: WatchedPlayground, code: int, why: str
) -> None:
    assert isinstance(place.rest, WatchedRest)
    async with Page(place, seed.SAM) as sam:
        place.rest.troubles.append(Trouble("POST", "/callback", 400, code=code))
        shown = await told(sam, "explain", topic="bees/what-a-hive-is", share=True)
    assert why in text(shown)
    assert shown["ephemeral"]
    assert len(place.rest.asked("POST", "/callback")) == 2
