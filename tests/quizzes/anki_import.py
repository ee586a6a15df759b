"""Anki's own importer, run by an interpreter that has Anki: imports one file, reviews, imports a later one, tells.

`python anki_import.py FOLDER FIRST SECOND` prints JSON: the notes and schedules after each import.
"""

import json
import sys
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportCsvRequest  # pyright: ignore[reportMissingImports] - in a venv of its own


def imported(collection: Any, path: str) -> dict[str, Any]:
    """Import a file as Anki's window does when nothing in it is changed; what is there then, by guid."""
    metadata = collection.get_csv_metadata(path=path, delimiter=None)
    log = collection.import_csv(ImportCsvRequest(path=path, metadata=metadata)).log
    notes = {}
    for note_id in collection.find_notes(""):
        note = collection.get_note(note_id)
        cards = [[card.ivl, card.due, card.reps, card.queue] for card in note.cards()]
        notes[note.guid] = {"fields": note.fields, "tags": note.tags, "cards": cards}
    return {"notes": notes, "new": len(log.new), "updated": len(log.updated), "found": log.found_notes}


def review(collection: Any) -> None:
    """Answer what is new, so that it has schedules."""
    collection.decks.select(collection.decks.id_for_name("Second Look"))
    for _ in range(5):
        card = collection.sched.getCard()
        card.start_timer()
        collection.sched.answerCard(card, 4)


folder, first, second = sys.argv[1:]
collection = Collection(str(Path(folder, "collection.anki2")))
told = {"first": imported(collection, first)}
review(collection)
told["again"] = imported(collection, first)
told["second"] = imported(collection, second)
collection.close()
sys.stdout.write(json.dumps(told))
