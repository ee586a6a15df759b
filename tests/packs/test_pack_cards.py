"""What the cards of `/pack` say, and that Discord takes them whatever a pack holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.library.cards import pack_card, packs_card
from bot.packs import cards
from bot.packs.format.model import Pack
from bot.packs.holdings.rules import Event, Offer, PackStatus, Version
from bot.packs.mistakes.rules import MAX_TEXT, Mistake
from bot.packs.reading.sandbox import Read
from bot.packs.shelf.shelves import Shelf
from tests.budgets import some
from tests.fits import assert_fits
from tests.packs.sample import read
from tests.samples import bees

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
SIGNS = dict(some({"stars": "*", "wide": "蜂", "emoji": "🐝", "underscores": "_a", "unseen": "\u202e"}.items(), 2))


def version(pack: Pack, sign: str = "x") -> Version:
    title, name = (sign * 100)[:50], sign * 100
    return Version(2**61, 7, pack.id, pack.version, title, name, 10, "ab" * 32, 2**62, AT)


def worst(sign: str, claims: int = 2_000) -> Pack:
    """As many entries with as long names as a pack may have, and as many hosts."""
    line = (sign * 300)[: 300 // len(sign.encode("utf-16-le")) * 2]
    made: list[dict[str, Any]] = [
        {"id": f"claim-{n}", "claim": line, "note": f"https://h{n}.{'x' * 60}.example/"} for n in range(claims)
    ]
    return bees(id="b" * 32, title=line[:50], summary=line, authors=[line[:50]] * 30, licence=line[:100], claims=made)


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_the_longest_upload_fits_a_card_and_all_of_it_is_in_the_file(sign: str) -> None:
    after = worst(sign)
    gone = [{"id": f"old-{n}", "claim": sign * 100} for n in range(300)]
    before = replace(after, claims=bees(claims=gone).claims, sources={}, title="x", licence="x")
    warnings = tuple(f"{'f' * 200}.yaml:1:1: {'`' * 3}{sign * 300}" for _ in range(100))
    found = Read(None, (), 0, warnings, 4_000, 10)
    offer = Offer(version(after, sign), after, before, True)
    card = cards.offer_card(offer, found)
    assert_fits(card)
    assert "and 1,995 more, in the file" in _text(card)
    text = cards.details(offer, found)
    assert all(f"- claim-{n}: " in text and f"- h{n}." in text for n in range(2_000))
    assert all(f"- old-{n}: " in text for n in range(300))


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_the_longest_list_of_problems_fits_a_card(sign: str) -> None:
    lines = tuple(f"{'f' * 200}.yaml:100000:1000: ``` {sign * 500}" for _ in range(100))
    card = cards.problems_card(sign * 200, Read(None, (*lines, "… and 99,999 more"), 100_099))
    assert_fits(card)
    assert _text(card).count("```") == 2
    assert "100,099 problems" in _text(card)


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_the_longest_pack_with_the_longest_reports_fits_a_card(sign: str) -> None:
    pack = worst(sign)
    own = version(pack, sign)
    status = PackStatus(pack.id, pack.title, pack.version, True, own, off=True, left_out=sign * 300)
    mistakes = [
        Mistake(2**60 + n, 7, pack.id, f"claim-{n}", "999999.999999.999999", sign * MAX_TEXT, AT) for n in range(9)
    ]
    for page in range(4):
        assert_fits(cards.info_card(status, pack, mistakes, page, {"claim-0": sign * 300}))


def test_a_full_shelf_and_a_long_history_fit_their_pages() -> None:
    standings = [
        PackStatus("p" * 32, "*" * 100, "999999.999999.999999-" + "r" * 32, removed=version(bees()), removed_at=AT)
    ] * 60
    events = [Event(AT, 2**62, f"dismissed a report on {'e' * 48}", "p" * 32, "9.9.9", "ab" * 32)] * 11
    for page in range(5):
        assert_fits(cards.shelf_card(standings, ["*" * 300] * 9, page))
        assert_fits(cards.history_card(standings[0], events, page))


def test_each_pack_says_where_it_comes_from() -> None:
    own = version(bees())
    told = {
        cards.status_words(each)
        for each in (
            PackStatus("a", "A", "1", ships=True),
            PackStatus("a", "A", "1", ships=True, own=own),
            PackStatus("a", "A", "1", own=own, off=True),
            PackStatus("a", "A", "1", removed=own, removed_at=AT),
        )
    }
    until = int((AT + timedelta(days=30)).timestamp())
    assert told == {
        "ships with me",
        "brought by this server, in place of the one that ships",
        "brought by this server · switched off",
        f"removed <t:{int(AT.timestamp())}:d>; can be brought back until <t:{until}:d>",
    }


def test_a_pack_with_little_in_it_is_shown_without_gaps() -> None:
    pack = read("format: 1\nid: bare\nversion: 1.0.0\ntitle: Bare\n").pack
    assert pack
    card = cards.offer_card(Offer(version(pack), pack, pack, False), Read(None, (), 0))
    for each in (card, pack_card(Shelf([pack]), pack), packs_card(Shelf([pack]), 0)):
        assert_fits(each)
    assert "Holds no entries." in _text(card)
    assert "Nothing differs." in _text(card)
    assert "**Links**\nIt has none." in _text(card)


def _text(card: Any) -> str:
    return "\n".join(part["content"] for part in _walk(card.to_components()) if part["type"] == 10)


def _walk(components: list[dict[str, Any]]) -> Any:
    for part in components:
        yield part
        yield from _walk(part.get("components", []))
