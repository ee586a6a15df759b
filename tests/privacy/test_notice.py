"""The privacy notice says what is so, in the repository and in Discord."""

from pathlib import Path

from bot.app import keepers
from bot.chat import limits
from bot.chat.text import pages
from bot.help.cards import PAGE, document_card, for_discord
from bot.polls.rules import ANONYMITY
from bot.privacy import inventory
from tests.fits import assert_fits

NOTICE = (Path(__file__).parents[2] / "PRIVACY.md").read_text(encoding="utf-8")


def test_v09_the_table_of_the_notice_is_the_inventory() -> None:
    assert inventory.renewed(NOTICE, keepers()) == NOTICE
    for keeper in keepers():
        for kept in keeper.kept:
            assert f"| {kept.what} | {kept.why} |" in NOTICE
            assert all(f"`{table}`" in NOTICE for table in kept.where)


def test_the_notice_holds_the_sentence_on_anonymous_polls_word_for_word() -> None:
    assert ANONYMITY in NOTICE
    assert ANONYMITY in for_discord(NOTICE)


def test_members_read_the_notice_in_discord_without_tables_and_names_of_tests() -> None:
    text = for_discord(NOTICE)
    assert "|" not in text
    assert "<sub>" not in text
    assert "test_" not in text
    assert "<!--" not in text
    assert (
        "- **Your vote, your reason and how sure you are.** Why: To count it, and so that you can change it. "
        "How long: Until 30 days after the poll has closed. Who can see it: You."
    ) in text
    for page in range(len(pages(text, PAGE))):
        assert_fits(document_card("privacy", NOTICE, page))
    assert all(limits.length(page) <= PAGE for page in pages(text, PAGE))
