"""What differs between two versions, which is newer, where links lead, how much fits."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bot.errors import Refusal
from bot.packs.format.model import Pack
from bot.packs.holdings import rules
from bot.packs.holdings.differing import Change, change_text, difference
from bot.packs.holdings.rules import MIB, Quota, Version, check_base, check_room, domains, order, to_forget
from tests.packs.sample import read, spoiled


def pack(*changes: tuple[str, str]) -> Pack:
    found = read(spoiled(*changes)).pack
    assert found
    return found


def version(number: int = 1, pack_id: str = "bees", size: int = MIB, base_id: int | None = None) -> Version:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Version(number, 7, pack_id, "1.0.0", "Bees", "bees.yaml", size, "ab", 1, at, base_id)


def test_versions_are_in_the_order_of_semver() -> None:
    ordered = ["0.9.9", "1.0.0-2", "1.0.0-11", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0", "1.0.10"]
    assert all(order(older) < order(newer) for older, newer in pairwise(ordered))
    assert order("1.0.0") == order("1.0.0")


def test_a_difference_names_what_is_added_changed_and_removed() -> None:
    found = difference(
        pack(),
        pack(
            ("A hive is a home for bees.", "A hive is a bee home."),
            ("id: winter\n    title: Bees in winter", "id: summer\n    title: Bees in summer"),
            ("see_also: [winter]", "see_also: [summer]"),
            ("title: Hive rules", "title: New hive rules"),
            ("title: Bees on film", "title: Bees in films"),
        ),
    )
    assert [entry.id for entry in found.added] == ["summer"]
    assert [each.entry.id for each in found.changed] == ["what-a-hive-is"]
    [change] = found.changed[0].changes[:1]
    assert (change.key, change.old, change.new) == ("lead", "A hive is a home for bees.", "A hive is a bee home.")
    assert [entry.id for entry in found.removed] == ["winter"]
    assert found.sources == 1
    assert found.about == ("title",)


def test_of_a_long_text_the_words_around_what_differs_are_told_and_markdown_stays_letters() -> None:
    old = "The workers of a hive keep it warm all winter long, in a ball, and they *eat* honey."
    change = Change("text", old, old.replace("honey", "sugar"))
    assert (
        change_text(change, 60)
        == r"was “… in a ball, and they \*eat\* honey.”, now “… in a ball, and they \*eat\* sugar.”"
    )
    assert change_text(Change("text", None, "New."), 60) == "now “New.”"
    assert change_text(Change("text", "Old.", None), 60) == "was “Old.”, now nothing"


def test_a_text_put_in_between_is_the_only_one_that_counts_as_changed() -> None:
    goals = "goals: [say who"
    found = difference(pack(), pack((goals, "goals: [say what a hive is, say who")))
    assert [each.changes for each in found.changed] == [(Change("goals", None, "say what a hive is"),)]


def test_a_pack_does_not_differ_from_itself_and_all_of_a_first_one_is_new() -> None:
    assert not difference(pack(), pack())
    assert len(difference(None, pack()).added) == len(pack().entries())


def test_an_entry_that_becomes_another_kind_under_its_id_has_changed() -> None:
    before = pack()
    after = replace(before, glossary=(), claims=(replace(before.claims[0], id="royal-jelly"),))
    assert "royal-jelly" in [each.entry.id for each in difference(before, after).changed]


def test_i06_every_host_is_found_wherever_its_address_stands_and_as_it_is_looked_up() -> None:
    found = domains(
        pack(
            (
                "text: Who does what.",
                "text: See https://themes.example/a, (http://b.example) and https://beés.example/x",
            ),
            ("searched: The two sources of this pack.", "searched: https://someone@trick.example/ was searched."),
        )
    )
    expected = ["b.example", "bees.example", "buzz.example", "themes.example", "trick.example", "xn--bes-cma.example"]
    assert list(found) == expected


def test_as_many_packs_fit_as_the_quota_says_and_a_new_version_needs_no_room_of_its_own() -> None:
    held = [version(number, f"pack-{number}") for number in range(3)]
    quota = Quota(packs=3, size=4 * MIB)
    with pytest.raises(
        Refusal, match=r"has 3 packs of its own, as many as fit. Remove one first: `/pack remove pack: pa"
    ):
        check_room(quota, held, "another", 1)
    check_room(quota, held, "pack-1", 2 * MIB)
    with pytest.raises(Refusal, match=r"this pack has 2.5 MiB, and 2.0 of this server's 4 MiB are free"):
        check_room(quota, held, "pack-1", 2 * MIB + MIB // 2)


def test_an_upload_that_was_compared_with_another_shelf_is_refused() -> None:
    check_base(version(2, base_id=1), version(1))
    check_base(version(2), None)
    for base_id, on_shelf in ((1, version(3)), (None, version(1)), (1, None)):
        with pytest.raises(Refusal, match="Upload the file again to see what it changes"):
            check_base(version(2, base_id=base_id), on_shelf)


def test_the_oldest_files_leave_a_full_history_and_what_is_on_the_shelf_stays() -> None:
    history = [version(number, size=rules.HISTORY // 3) for number in range(6, 0, -1)]
    assert list(to_forget(history, {1})) == [3, 2]


def test_what_somebody_gave_stands_in_a_message_on_one_line_and_does_nothing() -> None:
    assert rules.said("a\n*b*\u202e `c`") == r"a \*b\*\\u{202E} 'c'"


def test_what_somebody_gave_is_cut_between_words() -> None:
    assert rules.said("no outside expert has read it yet", 20) == "no outside expert…"


def test_i12_braces_and_percent_signs_stay_as_they_are() -> None:
    assert rules.said("{0.__class__} %s $x") == r"{0.\_\_class\_\_} %s $x"
