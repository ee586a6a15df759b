"""The cards of rounds: the one in the channel, the private ones to look through and to vote on, the result."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot.charts.projector import big_button
from bot.chat.cards import Card, button, page_of, row, turns
from bot.chat.pictures import Picture, gallery
from bot.chat.text import plain, stamp
from bot.statements import phrases
from bot.statements.rules import LABELS, VALUE, Round, State, Vote
from bot.statements.views import ASIDE, IN, MERGED, Paper, Sifting, Statement, View
from bot.statements.wording import alike

PAGE = 5
"""Statements that are looked through on one page."""
FILES = {"csv": "As a table", "json": "As JSON"}


def round_card(view: View, *, copies: bool = False) -> Card:
    """The card in the channel; it changes with the number of those who take part, and with nothing else about them."""
    round_ = view.round
    match round_.state:
        case State.COLLECTING:
            pressed = _look_button(round_) if round_.collected_at else _write_button(round_)
        case State.VOTING:
            pressed = _vote_button(round_)
        case State.CLOSED:
            pressed = button("Show the result", f"statements-show:{round_.id}")
    return Card(ui.TextDisplay(phrases.state_text(view, copies=copies)), row([pressed]))


def show_card(view: View, *, leads: bool, picture: Picture | None = None) -> Card:
    """How a round stands, for one who asked; `leads`: they may do more."""
    round_ = view.round
    if view.result:
        return result_card(view, picture)
    buttons = []
    if round_.state is State.COLLECTING and not round_.collected_at:
        buttons = [_write_button(round_)]
    elif round_.state is State.VOTING:
        buttons = [_vote_button(round_)]
    if leads and round_.collected_at and not round_.closed_at:
        buttons.append(_look_button(round_, main=not buttons))
    return Card(ui.TextDisplay(phrases.state_text(view)), row(buttons))


def look_card(round_: Round) -> Card:
    """That statements wait for who leads the round."""
    text = (
        f"{phrases.notice(round_)}\nCollecting has ended. {phrases.leader(round_)} can look the statements through now "
        f"and release them: nobody has seen them yet. {phrases.destroyed(round_)}"
    )
    return Card(ui.TextDisplay(text), row([_look_button(round_)]))


def reminder_card(round_: Round) -> Card:
    """That they still wait; any moderator may release them as well."""
    where = f"<#{round_.channel_id}>"
    text = (
        f"{phrases.notice(round_)}\nThe statements of this round in {where} still wait. {phrases.leader(round_)} or "
        f"any moderator can look them through and release them. {phrases.destroyed(round_)}"
    )
    return Card(ui.TextDisplay(text), row([_look_button(round_)]))


def vote_card(view: View) -> Card:
    """That the vote has begun."""
    return Card(
        ui.TextDisplay(f"{phrases.notice(view.round)}\n{phrases.voting_text(view)}"), row([_vote_button(view.round)])
    )


def result_card(view: View, picture: Picture | None = None) -> Card:
    """What a round came to: text first, then the picture."""
    assert view.result
    files = [button(label, f"statements-file:{view.round.id}:{form}") for form, label in FILES.items()]
    return Card(
        ui.TextDisplay(phrases.result_text(view, view.result)),
        gallery(picture),
        row([*files, big_button(f"statements-big-round:{view.round.id}")]),
    )


def sift_card(sifting: Sifting, page: int = 0) -> Card:
    """All statements, to be set aside or merged one by one, and released together."""
    round_ = sifting.round
    shown, at, pages = page_of(sifting.statements, page, PAGE)
    same = _alike(sifting.kept)
    kept = len(sifting.kept)
    part = f" · page {at + 1} of {pages}" if pages > 1 else ""
    told = (
        f"{kept} to vote on · {sifting.count(ASIDE)} set aside · {sifting.count(MERGED)} merged{part}\n"
        "-# Only you see this. Nothing is edited. How many you set aside is told to everybody, not which."
    )
    return Card(
        ui.TextDisplay(f"{phrases.head(round_)}\n{told}"),
        *(part for each in shown for part in _sifted(round_, each, same.get(each.place), at)),
        ui.Separator(),
        row(
            [
                *turns(f"statements-sift:{round_.id}:", at, pages),
                *([] if round_.released_at else [button("Release", f"statements-release:{round_.id}", main=True)]),
            ]
        ),
    )


def few_card(round_: Round, why: str) -> Card:
    """Whether so few are to be voted on."""
    return Card(
        ui.TextDisplay(f"{why} Release all the same?"),
        row(
            [
                button("Release all the same", f"statements-release:{round_.id}:sure"),
                button("Back", f"statements-sift:{round_.id}:0"),
            ]
        ),
    )


def end_card(round_: Round) -> Card:
    """Whether to end collecting, or the vote, now."""
    if round_.state is State.VOTING:
        what, label = "close", "Close"
        text = f"Close #{round_.number} now? Nobody can vote afterwards, and what it came to is posted."
    else:
        what, label = "collect", "End collecting"
        text = (
            f"End collecting for #{round_.number} now? Nobody can add or change statements afterwards. Then you look "
            "them through and release them."
        )
    yes, no = f"statements-end:{round_.id}:{what}", f"statements-end:{round_.id}:keep"
    return Card(ui.TextDisplay(text), row([button(label, yes), button("Not now", no)]))


def paper_card(paper: Paper, recorded: Vote | None = None) -> Card:
    """One statement to vote on; past the last one, that all are voted on."""
    round_, count = paper.round, len(paper.statements)
    until = f" until {stamp(round_.closes_at)}" if round_.closes_at else ""
    first = f"Recorded: *{LABELS[recorded]}*. You can change it{until}.\n" if recorded else ""
    if paper.at >= count:
        all_ = f"all {count}" if count > 1 else "the only statement" if count else "all there is"
        done = f"{first}You have voted on {all_}. You can change your votes{until}."
        again = button("Look at them again", f"statements-turn:{round_.id}:0")
        return Card(ui.TextDisplay(done), row([again] if count else []))
    statement = paper.statements[paper.at]
    given = paper.given
    mine = "" if given is None else f" · you said *{phrases.vote_name(given)}*"
    text = (
        f"{first}-# #{round_.number} · statement {paper.at + 1} of {count} · voted on {paper.voted}{mine}\n"
        f"### {plain(statement.text)}"
    )
    return Card(
        ui.TextDisplay(text),
        row(
            [
                button(label, f"statements-vote:{round_.id}:{statement.place}:{vote}", main=VALUE[vote] == given)
                for vote, label in LABELS.items()
            ]
        ),
        row(
            [
                button("Back", f"statements-turn:{round_.id}:{paper.at - 1 if paper.at else count}"),
                button("Next", f"statements-turn:{round_.id}:{paper.at + 1}"),
                big_button(f"statements-big:{round_.id}-{paper.at}"),
            ]
        ),
    )


def _sifted(round_: Round, statement: Statement, same: int | None, page: int) -> Iterator["ui.Item[Card]"]:
    state = {IN: "", ASIDE: " · set aside", MERGED: " · merged"}[statement.state]
    like = f"\n-# Says the same as {same + 1}, as it seems." if same is not None and statement.state == IN else ""
    yield ui.TextDisplay(f"**{statement.place + 1}**{state}\n{plain(statement.text)}{like}")
    where = f"{round_.id}:{statement.place}"
    if statement.state != IN:
        buttons = [button("Take in again", f"statements-aside:{where}:0:{page}")]
    else:
        buttons = [button("Set aside", f"statements-aside:{where}:1:{page}")]
        if same is not None:
            buttons.append(button(f"Merge with {same + 1}", f"statements-merge:{where}:{page}"))
    yield ui.ActionRow(*buttons)


def _alike(kept: Sequence[Statement]) -> dict[int, int]:
    """By their places, only of those that are left in: merged with one that is set aside, both would be lost."""
    found = alike([each.text for each in kept])
    return {kept[at].place: kept[earlier].place for at, earlier in found.items()}


def _write_button(round_: Round) -> "ui.Button[Card]":
    return button("Write statements", f"statements-write:{round_.id}", main=True)


def _look_button(round_: Round, *, main: bool = True) -> "ui.Button[Card]":
    return button("Look through", f"statements-sift:{round_.id}:0", main=main)


def _vote_button(round_: Round) -> "ui.Button[Card]":
    return button("Vote", f"statements-open:{round_.id}", main=True)
