"""What polls and guides may ask, beyond what each key takes: every rule that joins several keys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.chat.lookalikes import reads_as, twins
from bot.packs.format.fields import seconds
from bot.packs.format.model import Film, Guide, PackPoll, Prompt
from bot.packs.format.poll_kinds import LEAST_OPTIONS, SHAPES, bounds_faults, kinds_where
from bot.packs.format.problems import KeyPath, quoted, suggestion


class Fault(NamedTuple):
    """Something that a rule finds: where below the entry, what to do, and whether it is only worth a look."""

    path: KeyPath
    message: str
    mild: bool = False


MOST_STEPS = 10
"""Labels of a prompt that is a scale."""
MOST_SUGGESTED = 200
"""Prompts among which the id that was meant is looked for."""


def poll_faults(poll: PackPoll) -> Iterator[Fault]:
    """What keeps a poll from being posted as it is."""
    yield from _choices(poll)
    for key in ("options", "labels"):
        yield from twice(getattr(poll, key), (key,))
    yield from _of_kind(poll)
    if poll.ballots == "anonymous":
        if poll.results != "after_close":
            yield Fault(("results",), "an anonymous poll shows results after close only: write `results: after_close`")
        if poll.reason != "off":
            yield Fault(("reason",), "an anonymous poll asks for no reason; take `reason` out")
        if poll.confidence:
            yield Fault(("confidence",), "an anonymous poll does not ask how sure voters are; take `confidence` out")
    if poll.question_after and not poll.pair:
        yield Fault(("question_after",), "`question_after` is only asked in a pair: add `pair: true` or take it out")
    for key in ("options", "labels") if poll.not_sure else ():
        for position, option in enumerate(getattr(poll, key)):
            if reads_as(option, "Not sure"):
                own = f"{quoted(option)} looks like the bot's own `Not sure`"
                yield Fault((key, position), f"{own}; take it out, or take `not_sure` out")


def _choices(poll: PackPoll) -> Iterator[Fault]:
    shape, count = SHAPES[poll.kind], len(poll.options)
    if shape.labelled:
        if poll.options:
            yield Fault(("options",), "a scale takes `labels` instead of `options`; rename the key")
        elif not shape.takes(len(poll.labels)):
            yield Fault(
                ("labels",),
                f"a scale needs {LEAST_OPTIONS} to {shape.most_options} labels, such as `labels: [never, always]`",
            )
        return
    if poll.labels:
        yield Fault(("labels",), "only a poll of kind `scale` takes `labels`; rename the key to `options`")
    if not shape.takes(count) and not poll.labels:
        wanted = f"{LEAST_OPTIONS} to {shape.most_options} options"
        yield Fault(("options",), f"a poll of kind `{poll.kind}` needs {wanted}; it has {count}")


def _of_kind(poll: PackPoll) -> Iterator[Fault]:
    """What other keys may not say of a poll of its kind."""
    shape = SHAPES[poll.kind]
    if poll.options or not shape.bounded:  # else it is said already that it has none
        for key, why in bounds_faults(shape, len(poll.options), poll.min_choices, poll.max_choices):
            yield Fault((key,), why)
    if poll.not_sure and not shape.not_sure:
        yield Fault(("not_sure",), f"a poll of kind `{poll.kind}` has no button for that; take `not_sure` out")
    if poll.pair and not shape.comparable:
        yield Fault(("pair",), f"a pair compares one answer with one: use {kinds_where('comparable')}")


def guide_faults(guide: Guide, films: Mapping[str, Film]) -> Iterator[Fault]:
    """What keeps a guide from running; `films` are those that could be read, by id."""
    if not guide.prompts:
        yield Fault((), "this guide has no prompts", mild=True)
    if guide.film and guide.any_film:
        yield Fault(("any_film",), f"this guide is made for the film {quoted(guide.film)}; take `any_film` out")
    film = films.get(guide.film or "")
    first: dict[str, int] = {}
    repeated: dict[str, int] = {}
    by_id = {prompt.id: prompt for prompt in reversed(guide.prompts)}
    for position, prompt in enumerate(guide.prompts):
        path = ("prompts", position)
        if first.setdefault(prompt.id, position) != position:
            yield Fault((*path, "id"), f"two prompts of this guide have the id {quoted(prompt.id)}; change one")
        for fault in (*_moment(prompt, guide, film), *_answer(prompt), *_again(prompt, by_id)):
            yield fault._replace(path=(*path, *fault.path))
        if prompt.again and repeated.setdefault(prompt.again, position) != position:
            told = f"{quoted(prompt.again)} is repeated by an earlier prompt already; repeat each once"
            yield Fault((*path, "again"), told)
    yield from _short(guide, by_id)


def _moment(prompt: Prompt, guide: Guide, film: Film | None) -> Iterator[Fault]:
    if prompt.at is None:
        return
    if prompt.phase != "during":
        yield Fault(("at",), f"`at` is for prompts of the phase `during`; this one is asked {prompt.phase} the film")
    elif not prompt.at.endswith("%"):
        if not guide.film and seconds(prompt.at):
            yield Fault(("at",), "a time needs a guide with `film`; write a share of the runtime such as `25%`")
        elif film and film.runtime and seconds(prompt.at) > seconds(film.runtime):
            yield Fault(("at",), f"{prompt.at} is after the end of the film, {film.runtime}")


def _again(prompt: Prompt, by_id: Mapping[str, Prompt]) -> Iterator[Fault]:
    if prompt.again is None:
        return
    before = by_id.get(prompt.again)
    if before is None:
        yield Fault(("again",), _no_prompt(prompt.again, by_id, "name one from before the film"))
    elif prompt.phase != "after" or before.phase != "before":
        yield Fault(("again",), "only a prompt after the film repeats one, and only one from before the film")
    elif (prompt.kind, prompt.options) != (before.kind, before.options):
        same = "the same kind and the same options, so that answers can be compared"
        yield Fault(("again",), f"this prompt and {quoted(before.id)} need {same}")


def _no_prompt(name: str, by_id: Mapping[str, Prompt], advice: str) -> str:
    hint = suggestion(name, by_id) if len(by_id) <= MOST_SUGGESTED else ""
    return f"no prompt of this guide has the id {quoted(name)}{hint or f'; {advice}'}"


def _short(guide: Guide, by_id: Mapping[str, Prompt]) -> Iterator[Fault]:
    for position, name in enumerate(guide.short):
        if name not in by_id:
            yield Fault(("short", position), _no_prompt(name, by_id, "take it out here"))
        elif name in guide.short[:position]:
            yield Fault(("short", position), f"{quoted(name)} is there twice; keep one")
    if guide.short and len(guide.short) >= len(by_id):
        yield Fault(("short",), "the short form holds every prompt; leave some out", mild=True)


def _answer(prompt: Prompt) -> Iterator[Fault]:
    count = len(prompt.options)
    if prompt.kind == "choice" and count < 2:
        yield Fault(("options",), "a choice needs at least 2 options, such as `options: [the state, the people]`")
    elif prompt.kind == "scale" and not 2 <= count <= MOST_STEPS:
        yield Fault(("options",), f"a scale needs 2 to {MOST_STEPS} options as its labels, from one end to the other")
    elif prompt.kind in ("text", "claim") and count:
        yield Fault(("options",), f"a prompt of kind `{prompt.kind}` takes no options; write `kind: choice`")
    yield from twice(prompt.options, ("options",))


def twice(options: Sequence[str], path: KeyPath) -> Iterator[Fault]:
    """Whatever looks like an earlier one."""
    for position, first in twins(options):
        option, earlier = options[position], options[first]
        looks = "" if option == earlier else f": it looks like {quoted(earlier)}"
        yield Fault((*path, position), f"{quoted(option)} is there twice{looks}; keep one")


def film_faults(film: Film, guides: Mapping[str, Guide], *, default: bool) -> Iterator[Fault]:
    """What keeps a film from being watched with its guide; `default`: the pack has a guide that fits every film."""
    guide = guides.get(film.guide or "")
    if guide and guide.film not in (None, film.id):
        yield Fault(("guide",), f"the guide {quoted(guide.id)} is made for the film {quoted(guide.film or '')}")
    elif guides and not film.guide and not default:
        yield Fault((), "this film names no guide, and every guide of the pack is made for another film", mild=True)
