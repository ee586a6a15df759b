"""What a poll or a guide may ask: every rule that joins several keys."""

import time
from collections.abc import Iterable
from dataclasses import replace

import pytest
from msgspec import convert

from bot.packs.format.fields import seconds
from bot.packs.format.model import Film, Guide, PackPoll
from bot.packs.format.rules import Fault, film_faults, guide_faults, poll_faults
from tests.packs.sample import problems, spoiled, where


def poll(**keys: object) -> PackPoll:
    return convert({"id": "p", "question": "Q?", "options": ["a", "b"]} | keys, PackPoll)


def prompt(**keys: object) -> Guide:
    asked = {"id": "q", "phase": "during", "ask": "Q?"} | keys
    return convert({"id": "g", "title": "G", "film": asked.pop("film", None), "prompts": [asked]}, Guide)


def film(**keys: object) -> Film:
    return convert({"id": "f", "title": "F", "status": "verified", "summary": "S"} | keys, Film)


def paths(faults: Iterable[Fault]) -> list[str]:
    return [".".join(map(str, fault.path)) for fault in faults if not fault.mild]


def options(count: int) -> list[str]:
    return [f"option {number}" for number in range(count)]


@pytest.mark.parametrize(
    ("kind", "least", "most"), [("single", 2, 25), ("multiple", 2, 25), ("ranked", 2, 10), ("score", 2, 10)]
)
def test_a_poll_takes_as_many_options_as_its_kind_can_show(kind: str, least: int, most: int) -> None:
    assert paths(poll_faults(poll(kind=kind, options=options(least)))) == []
    assert paths(poll_faults(poll(kind=kind, options=options(most)))) == []
    assert paths(poll_faults(poll(kind=kind, options=options(least - 1)))) == ["options"]
    if most < 25:
        assert paths(poll_faults(poll(kind=kind, options=options(most + 1)))) == ["options"]


def test_i08_a_twenty_sixth_option_is_refused_with_its_place() -> None:
    text = spoiled(("    options: [yes, no]", f"    options: [{', '.join(options(26))}]"))
    assert problems(text) == [f"{where(text, '[option 0')}: `options` has 26 items and 25 fit; take some out"]


def test_a_scale_takes_labels_instead_of_options() -> None:
    assert paths(poll_faults(poll(kind="scale"))) == ["options"]
    assert paths(poll_faults(poll(kind="scale", options=[], labels=["a"]))) == ["labels"]
    assert paths(poll_faults(poll(kind="scale", options=[], labels=options(10)))) == []
    assert paths(poll_faults(poll(kind="single", labels=["a", "b"]))) == ["labels"]


@pytest.mark.parametrize("same", ["Yes", "yes ", "ＹＥＳ", "yeS"])
def test_options_that_read_the_same_are_refused(same: str) -> None:
    assert paths(poll_faults(poll(options=["yes", "no", same]))) == ["options.2"]
    assert paths(poll_faults(poll(kind="scale", options=[], labels=["yes", same]))) == ["labels.1"]
    assert paths(guide_faults(prompt(kind="choice", options=["yes", same]), {})) == ["prompts.0.options.1"]


def test_bounds_are_for_kinds_that_take_several_and_fit_the_options() -> None:
    assert paths(poll_faults(poll(min_choices=1))) == ["min_choices"]
    assert paths(poll_faults(poll(kind="ranked", min_choices=1, max_choices=2))) == []
    assert paths(poll_faults(poll(kind="multiple", min_choices=1, max_choices=2))) == []
    assert paths(poll_faults(poll(kind="multiple", min_choices=2, max_choices=1))) == ["min_choices"]
    assert paths(poll_faults(poll(kind="multiple", max_choices=3))) == ["max_choices"]


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"results": "after_close"}, []),
        ({}, ["results"]),
        ({"results": "live"}, ["results"]),
        ({"results": "after_close", "reason": "optional"}, ["reason"]),
        ({"results": "after_close", "confidence": True}, ["confidence"]),
    ],
)
def test_an_anonymous_poll_shows_and_asks_nothing_that_could_unmask(keys: dict[str, object], wrong: list[str]) -> None:
    assert paths(poll_faults(poll(ballots="anonymous", **keys))) == wrong


def test_a_question_for_afterwards_needs_a_pair() -> None:
    assert paths(poll_faults(poll(question_after="Now?"))) == ["question_after"]
    assert paths(poll_faults(poll(question_after="Now?", pair=True))) == []


@pytest.mark.parametrize(
    "option", ["not sure", "Not sure.", "Nоt ѕure", "N0t sure", "Not\u00a0 SURE", "Not-su\u00adre"]
)
def test_i19_an_option_that_looks_like_not_sure_is_refused_beside_the_bots_own(option: str) -> None:
    for kind, key in (("single", "options"), ("scale", "labels")):
        asked = {"options": [], "kind": kind, key: ["yes", option]}
        (fault,) = poll_faults(poll(**asked, not_sure=True))
        assert fault.path == (key, 1)
        assert not fault.mild
        assert "looks like the bot's own `Not sure`" in fault.message
        assert list(poll_faults(poll(**asked))) == []


def test_i19_options_of_polls_and_prompts_that_look_alike_are_refused_naming_both() -> None:
    asked = prompt(kind="choice", options=["Yes", "Yеs"])
    for (fault,) in (poll_faults(poll(options=["Yes", "Yеs"])), guide_faults(asked, {})):
        assert fault.message == "`Yеs` is there twice: it looks like `Yes`; keep one"
        assert fault.path[-2:] == ("options", 1)


def test_a_time_needs_the_film_it_is_a_time_of() -> None:
    films = {"f": film(runtime="27:14")}
    assert paths(guide_faults(prompt(at="25%"), films)) == []
    assert paths(guide_faults(prompt(at="12:30"), films)) == ["prompts.0.at"]
    assert paths(guide_faults(prompt(at="12:30", film="f"), films)) == []
    assert paths(guide_faults(prompt(at="27:15", film="f"), films)) == ["prompts.0.at"]
    assert paths(guide_faults(prompt(at="59:00", film="f"), {"f": film()})) == []


@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_moment_is_for_prompts_during_the_film(phase: str) -> None:
    assert paths(guide_faults(prompt(at="25%", phase=phase), {})) == ["prompts.0.at"]


@pytest.mark.parametrize(
    ("kind", "count", "wrong"),
    [
        ("choice", 1, True), ("choice", 2, False), ("choice", 25, False), ("scale", 1, True), ("scale", 10, False),
        ("scale", 11, True), ("text", 0, False), ("text", 2, True), ("claim", 2, True),
    ],
)  # fmt: skip
def test_a_prompt_takes_options_where_they_are_chosen_from(kind: str, count: int, wrong: bool) -> None:
    assert paths(guide_faults(prompt(kind=kind, options=options(count)), {})) == ["prompts.0.options"] * wrong


def test_the_ids_of_prompts_are_unique_in_their_guide() -> None:
    text = spoiled(("      - id: halfway", "      - id: expect"))
    (found,) = problems(text)
    assert found.endswith("two prompts of this guide have the id `expect`; change one")


def test_a_film_is_not_watched_with_the_guide_to_another() -> None:
    own, other = prompt(film="f"), prompt(film="x")
    assert paths(film_faults(film(guide="g"), {"g": own}, default=False)) == []
    assert paths(film_faults(film(guide="g"), {"g": other}, default=False)) == ["guide"]
    assert [fault.mild for fault in film_faults(film(), {"g": other}, default=False)] == [True]
    assert list(film_faults(film(), {"g": other}, default=True)) == []


def test_rules_are_held_against_every_entry_that_can_be_read_even_if_another_cannot() -> None:
    text = spoiled(("    options: [yes, no]", "    options: [yes]"), ("    status: verified", "    status: seen"))
    assert len(problems(text)) == 2


@pytest.mark.parametrize(("text", "total"), [("0:00", 0), ("27:14", 1634), ("1:02:30", 3750), ("90:00", 5400)])
def test_a_runtime_is_minutes_and_seconds(text: str, total: int) -> None:
    assert seconds(text) == total


@pytest.mark.parametrize("text", ["", "12", "1:2", "1:60", "-1:00", "1:00:60", "١:٠٠", "1:00\n", "1000:00"])
def test_anything_else_is_no_runtime(text: str) -> None:
    with pytest.raises(ValueError, match="minutes:seconds"):
        seconds(text)


def guided(**keys: object) -> Guide:
    before = {"id": "first", "phase": "before", "ask": "Q?", "kind": "choice", "options": ["a", "b"]}
    after = before | {"id": "then", "phase": "after", "again": "first"}
    during = {"id": "meanwhile", "phase": "during", "ask": "Q?"}
    changed = {key: value for key, value in keys.items() if key in ("film", "any_film", "short")}
    prompts = [before, during, after | {key: value for key, value in keys.items() if key not in changed}]
    return convert({"id": "g", "title": "G", "prompts": prompts} | changed, Guide)


@pytest.mark.parametrize(
    ("keys", "faulty"),
    [
        ({}, []),
        ({"again": "second"}, ["prompts.2.again"]),
        ({"again": "meanwhile"}, ["prompts.2.again"]),
        ({"phase": "during"}, ["prompts.2.again"]),
        ({"options": ["a", "c"]}, ["prompts.2.again"]),
        ({"kind": "scale"}, ["prompts.2.again"]),
        ({"any_film": True}, []),
        ({"any_film": True, "film": "f"}, ["any_film"]),
        ({"short": ["first", "then"]}, []),
        ({"short": ["first", "last"]}, ["short.1"]),
        ({"short": ["first", "first"]}, ["short.1"]),
    ],
)
def test_a_guide_repeats_and_shortens_only_by_its_own_prompts(keys: dict[str, object], faulty: list[str]) -> None:
    assert paths(guide_faults(guided(**keys), {})) == faulty


def test_a_prompt_is_repeated_once() -> None:
    guide = guided()
    twice = replace(guide, prompts=(*guide.prompts, replace(guide.prompts[2], id="once-more")))
    assert paths(guide_faults(twice, {})) == ["prompts.3.again"]


def test_that_a_prompt_repeats_what_is_not_there_is_told_before_that_another_does_too() -> None:
    guide = guided(again="nothing")
    twice = replace(guide, prompts=(*guide.prompts, replace(guide.prompts[2], id="once-more")))
    told = [fault.message for fault in guide_faults(twice, {}) if fault.path == ("prompts", 3, "again")]
    assert ["no prompt of this guide has the id" in each for each in told] == [True, False]


def test_a_short_form_of_all_prompts_is_worth_a_look() -> None:
    assert [fault.path for fault in guide_faults(guided(short=["first", "meanwhile", "then"]), {})] == [("short",)]


def test_the_start_of_the_film_is_a_time_in_every_guide() -> None:
    assert paths(guide_faults(prompt(at="0:00"), {})) == []
    assert paths(guide_faults(prompt(at="0:01"), {})) == ["prompts.0.at"]


def test_a_long_guide_with_ids_that_lead_nowhere_is_refused_fast() -> None:
    begun = time.process_time()
    prompts = [{"id": f"p{number}", "phase": "after", "ask": "Q?", "again": "nobody"} for number in range(5_000)]
    faults = list(guide_faults(convert({"id": "g", "title": "G", "prompts": prompts}, Guide), {}))
    assert len(faults) >= 5_000
    assert time.process_time() - begun < 5
