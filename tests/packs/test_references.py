"""Ids: unique, not to be mistaken for one another, and leading somewhere; statements: with their sources."""

import pytest

from bot.packs.reading.references import skeleton
from tests.packs.sample import problems, spoiled, warnings, where


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("sources: [B1, B2]", "sources: [B1, B12]", "no source has the key `B12`; did you mean `B1`?"),
        (
            "sources: [B1, B2]",
            "sources: [B1, Zzz]",
            "no source has the key `Zzz`; add it under `sources` or take it out",
        ),
        ("terms: [royal-jelly]", "terms: [royal-jely]", "no term has the id `royal-jely`; did you mean `royal-jelly`?"),
        (
            "terms: [royal-jelly]",
            "terms: [winter]",
            "`winter` is the id of an explainer; `terms` takes the id of a term",
        ),
        ("films: [the-hive]", "films: [a-hive]", "no film has the id `a-hive`; did you mean `the-hive`?"),
        (
            "misconceptions: [bees-sleep]",
            "misconceptions: [bees-slep]",
            "no claim has the id `bees-slep`; did you mean",
        ),
        ("see_also: [winter]", "see_also: [summer]", "no entry has the id `summer`"),
        ("nearest: [the-hive]", "nearest: [the-hiv]", "no film has the id `the-hiv`; did you mean `the-hive`?"),
        ("guide: the-hive-guide", "guide: the-hive", "`the-hive` is the id of a film; `guide` takes the id of a guide"),
        ("film: the-hive\n", "film: the-hove\n", "no film has the id `the-hove`; did you mean `the-hive`?"),
        ("framework: sift", "framework: swift", "no framework has the id `swift`; did you mean `sift`?"),
    ],
)
def test_an_id_that_leads_nowhere_is_told_with_the_nearest(old: str, new: str, message: str) -> None:
    text = spoiled((old, new))
    (found,) = [problem for problem in problems(text) if message in problem]
    line, column = where(text, new.strip() + "\n").split(":")
    at = new.index(message.split("`")[1] if "[" in new else new.split()[-1], new.index(":"))
    assert found.startswith(f"{line}:{int(column) + at}: ")


@pytest.mark.parametrize("see", ["the-hive", "bees-sleep", "royal-jelly", "look-closely", "like-bees"])
def test_an_explainer_may_lead_on_to_an_entry_of_any_kind(see: str) -> None:
    assert problems(spoiled(("see_also: [winter]", f"see_also: [winter, {see}]"))) == []


def test_an_id_that_another_kind_has_is_refused() -> None:
    text = spoiled(("  - id: winter", "  - id: the-hive"), ("see_also: [winter]", "see_also: [the-hive]"))
    (found,) = problems(text)
    assert "the id `the-hive` is already that of an explainer in line" in found


@pytest.mark.parametrize(
    ("one", "other"),
    [("bees-sleep", "beessleep"), ("film-1", "film-l"), ("o2", "02"), ("modern", "modem"), ("vview", "wiew")],
)
def test_ids_that_look_alike_are_refused(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)
    text = spoiled(
        ("  - id: winter\n", f"  - id: {one}-x\n    title: One\n  - id: {other}-x\n    title: Two\n  - id: winter\n")
    )
    (found,) = problems(text)
    assert found.startswith(where(text, f"{other}-x"))
    assert f"the id `{other}-x` looks like `{one}-x` in line" in found


@pytest.mark.parametrize(("one", "other"), [("part-1-11", "part-11-1"), ("bees-1", "bees-2"), ("winter", "winters")])
def test_ids_that_only_resemble_each_other_are_not_refused(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("title", ["The Hive", "the  hive", "Тhe Нive", "The Hivе", "Ｔhe Hive", "The-Hive!"])
def test_i07_titles_that_look_alike_are_warned_about(title: str) -> None:
    text = spoiled(("title: The Lost Reel", f"title: {title}"))
    assert problems(text) == []
    (warning,) = warnings(text)
    assert "looks like the name of a film in line" in warning


def test_a_title_may_be_that_of_an_entry_of_another_kind() -> None:
    assert warnings(spoiled(("term: royal jelly", "term: The Hive"))) == []


@pytest.mark.parametrize(
    ("old", "noun"),
    [
        ("          A queen, workers and drones.\n        sources: [B1]\n", "section"),
        ("      - text: A hive has one queen.\n        sources: [B1, B2]\n", "key point"),
        ("      - text: Too short on disease.\n        sources: [B1]\n", "opinion"),
        ("      - text: Researchers watched them rest.\n        sources: [B1]\n", "evidence"),
    ],
)
@pytest.mark.parametrize("instead", ["", "        sources: []\n"])
def test_a_statement_without_a_source_is_refused(old: str, noun: str, instead: str) -> None:
    statement = old[: old.index("        sources:")]
    (found,) = problems(spoiled((old, statement + instead)))
    assert f"this {noun} names no source; add for instance `sources: [B1]`" in found


def test_a_small_pack_without_sources_has_to_name_them_too() -> None:
    (found,) = problems(
        "format: 1\nid: tiny\nversion: 1.0.0\ntitle: Tiny\nsummary: Tiny.\n"
        "explainers:\n  - id: one\n    title: One\n    key_points:\n      - text: It is so.\n"
    )
    assert found == "10:9: this key point names no source; add for instance `sources: [A6]`"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    searched: The two sources of this pack.\n", "", "`for` empty: say in `searched`"),
        (
            "    guide: the-hive-guide\n    sources: [B1]\n",
            "    guide: the-hive-guide\n",
            "names no source that knows it",
        ),
        (
            "    definition: Food for queens.\n    sources: [B2]\n",
            "    definition: Food.\n",
            "definition names no source",
        ),
        ("see_also: [winter]", "see_also: [what-a-hive-is]", "`what-a-hive-is` leads to itself"),
    ],
)
def test_what_could_do_with_a_source_is_worth_a_warning(old: str, new: str, says: str) -> None:
    text = spoiled((old, new))
    assert problems(text) == []
    assert [warning for warning in warnings(text) if says in warning]
