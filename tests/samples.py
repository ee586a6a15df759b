"""Small packs for tests, made in code; nothing in them is about the subjects that ship."""

from typing import Any

from msgspec import convert

from bot.packs.format.model import Pack

SOURCE = {
    "title": "A study of bees",
    "author": "Ada Drone",
    "date": "2020-05",
    "url": "https://bees.example/study",
    "kind": "scholar",
}


def bees(**changes: Any) -> Pack:
    """A pack about bees with an entry of each kind."""
    return convert(
        {
            "format": 1,
            "id": "bees",
            "version": "1.0.0",
            "title": "Bees on film",
            "summary": "What films say about bees.",
            "sources": {
                "B1": SOURCE,
                "B2": SOURCE
                | {"title": "Hive rules", "author": None, "publisher": "Hive Board", "seen": "copy", "url": None},
            },
            "explainers": [
                {
                    "id": "what-a-hive-is",
                    "title": "What a hive is",
                    "aliases": ["beehive", "colony"],
                    "lead": "A hive is a home for bees.",
                    "sections": [
                        {"heading": "Who lives there", "text": "A queen, workers and drones.", "sources": ["B1"]},
                        {
                            "heading": "Who looks after it",
                            "text": "A beekeeper. @everyone *may* help.",
                            "sources": ["B2"],
                        },
                    ],
                    "key_points": [{"text": "A hive has one queen.", "sources": ["B1"]}],
                    "misconceptions": ["bees-sleep"],
                    "terms": ["royal-jelly"],
                    "films": ["the-hive"],
                },
                {
                    "id": "winter",
                    "title": "Bees in winter",
                    "lead": "Bees keep warm together.",
                    "see_also": ["what-a-hive-is"],
                },
            ],
            "films": [
                {
                    "id": "the-hive",
                    "title": "The Hive",
                    "status": "verified",
                    "year": 2019,
                    "makers": "Buzz Films",
                    "runtime": "27:14",
                    "summary": "A year in one hive.",
                    "themes": [
                        {"name": "Work", "text": "Who does what."},
                        {"name": "Winter", "text": "How they survive."},
                    ],
                    "perspective": "Told by a beekeeper.",
                    "critics": [{"text": "Too short on disease.", "sources": ["B1"]}],
                    "claims": ["bees-sleep"],
                    "watch": [{"label": "Buzz Films", "url": "https://buzz.example/the-hive"}],
                    "sources": ["B1"],
                },
                {
                    "id": "lost-reel",
                    "title": "The Lost Reel",
                    "status": "unverified",
                    "summary": "We could not find this film.",
                    "themes": [{"name": "Winter", "text": "As the article says."}],
                    "nearest": ["the-hive"],
                },
            ],
            "claims": [
                {
                    "id": "bees-sleep",
                    "claim": "Bees never sleep",
                    "verdict": "false",
                    "note": "They rest at night.",
                    "against": [{"text": "Researchers watched them rest.", "sources": ["B1"]}],
                    "searched": "We searched the two sources of this pack.",
                }
            ],
            "guides": [
                {
                    "id": "look-closely",
                    "title": "Look closely",
                    "any_film": True,
                    "prompts": [
                        {
                            "id": "p1",
                            "phase": "before",
                            "ask": "What do you expect?",
                            "facilitator_note": "Hush-hush: wait.",
                        }
                    ],
                }
            ],
            "polls": [{"id": "like-bees", "question": "Do you like bees?", "options": ["Yes", "No"], "pair": True}],
            "glossary": [
                {
                    "id": "royal-jelly",
                    "term": "royal jelly",
                    "native": "蜂王浆",
                    "reading": "fēngwángjiāng",
                    "definition": "Food for queens.",
                    "sources": ["B2"],
                }
            ],
        }
        | changes,
        Pack,
    )


def ants() -> Pack:
    """A second pack, with a title that the first one has too."""
    return convert(
        {
            "format": 1,
            "id": "ants",
            "version": "2.1.0",
            "title": "Ants on film",
            "summary": "What films say about ants.",
            "explainers": [{"id": "winter", "title": "Bees in winter", "lead": "Ants have their own winter."}],
            "films": [{"id": "the-hill", "title": "The Hill", "status": "verified", "summary": "A hill of ants."}],
        },
        Pack,
    )
