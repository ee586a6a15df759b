"""A sound pack with something of everything, and ways to spoil it."""

from pathlib import Path

from bot.packs.reader import Reading, read_bytes

GOOD = """\
format: 1
id: bees
version: 1.0.0
title: Bees on film
summary: What films say about bees.
language: en
licence: CC-BY-4.0
authors: [Ada Drone]
checked: 2026-11-23
sources:
  B1:
    title: A study of bees
    url: https://bees.example/study?page=2#top
    kind: scholar
  B2:
    title: Hive rules
    kind: official
    seen: copy
explainers:
  - id: what-a-hive-is
    title: What a hive is
    aliases: [beehive]
    lead: A hive is a home for bees.
    goals: [say who lives in a hive]
    sections:
      - heading: Who lives there
        text: >-
          A queen, workers and drones.
        sources: [B1]
    timeline: true
    key_points:
      - text: A hive has one queen.
        sources: [B1, B2]
    misconceptions: [bees-sleep]
    terms: [royal-jelly]
    films: [the-hive]
    see_also: [winter]
  - id: winter
    title: Bees in winter
films:
  - id: the-hive
    title: The Hive
    status: verified
    year: 2019
    runtime: 27:14
    about: true
    watch:
      - label: Buzz Films
        url: https://buzz.example/the-hive
    summary: A year in one hive.
    themes:
      - name: Work
        text: Who does what.
    critics:
      - text: Too short on disease.
        sources: [B1]
    claims: [bees-sleep]
    guide: the-hive-guide
    sources: [B1]
  - id: lost-reel
    title: The Lost Reel
    status: unverified
    summary: We could not find this film.
    nearest: [the-hive]
claims:
  - id: bees-sleep
    claim: Bees never sleep
    verdict: false
    note: They rest at night.
    against:
      - text: Researchers watched them rest.
        sources: [B1]
    searched: The two sources of this pack.
guides:
  - id: look-closely
    title: Look closely
    any_film: true
    short: [expect, expected]
    prompts:
      - id: expect
        phase: before
        ask: What do you expect?
      - id: halfway
        phase: during
        at: 50%
        ask: Who has spoken?
        kind: choice
        options: [the keeper, the bees]
        framework: sift
      - id: expected
        phase: after
        ask: What did you expect?
        again: expect
  - id: the-hive-guide
    title: A year in the hive
    film: the-hive
    prompts:
      - id: first-swarm
        phase: during
        at: 12:30
        ask: How sure are you?
        kind: scale
        options: [not sure, sure]
polls:
  - id: like-bees
    question: Do you like bees?
    options: [yes, no]
    pair: true
  - id: how-many
    question: How many hives?
    kind: scale
    labels: [none, one, many]
    ballots: anonymous
    results: after_close
questions:
  - id: who-rests
    ask: When do bees rest?
    about: [bees-sleep]
    options:
      - text: At night
        right: true
      - text: Never
        because: They were watched resting.
    because: Researchers watched them.
    sources: [B1]
  - id: what-queens-eat
    ask: What do queens eat?
    kind: recall
    about: [royal-jelly]
    answer: Royal jelly.
    because: It is their food.
    sources: [B2]
statements:
  - id: bees-and-us
    question: What do we owe bees?
    statements: [Flowers, Peace, Nothing at all]
timeline:
  - id: hive-rules
    date: 2019-04-30
    text: The hive rules were written.
    about: [what-a-hive-is]
    sources: [B2]
  - id: first-film
    date: 1911
    text: Bees were filmed for the first time.
    sources: [B1]
paths:
  - id: begin-here
    title: Bees in three steps
    lead: You will know a hive from inside.
    entries: [what-a-hive-is, bees-sleep, the-hive]
glossary:
  - id: royal-jelly
    term: royal jelly
    native: 蜂王浆
    reading: fēngwángjiāng
    definition: Food for queens.
    sources: [B2]
frameworks:
  sift:
    name: SIFT
"""


def read(text: str, name: str = "bees.yaml") -> Reading:
    return read_bytes(name, text.encode())


def problems(text: str) -> list[str]:
    """The problems of a text as `line:column: message`."""
    return [line.removeprefix("bees.yaml:") for line in read(text).lines]


def warnings(text: str) -> list[str]:
    return [str(warning).removeprefix("bees.yaml:") for warning in read(text).warnings]


def spoiled(*changes: tuple[str, str]) -> str:
    """The sound pack with pieces replaced; each has to be in it."""
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def split(folder: Path, text: str = GOOD) -> Path:
    """The pack as a folder with a file for each top-level list or map."""
    folder.mkdir()
    name, lines = "pack", list[str]()
    files: dict[str, list[str]] = {name: lines}
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")) and line.endswith(":\n"):
            lines = files.setdefault(line[:-2], [])
        lines.append(line)
    for file, content in files.items():
        (folder / f"{file}.yaml").write_text("".join(content), encoding="utf-8")
    return folder


def where(text: str, piece: str) -> str:
    """`line:column` of a piece that stands in one line of the text, once."""
    (found,) = [(number, line) for number, line in enumerate(text.splitlines(keepends=True), 1) if piece in line]
    return f"{found[0]}:{found[1].index(piece) + 1}"
