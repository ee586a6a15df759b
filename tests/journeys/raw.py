"""Interactions as raw payloads: noted as they come, and sent again with whatever is changed in them."""

import asyncio
import copy
from typing import Any

from tests.gateway import Feed
from tests.journeys.polling import quick

QUESTION = "Which film next?"


class Raw:
    """Notes the interactions of Film Club, and sends more by a connection of its own."""

    def __init__(self, club: Any) -> None:
        self.club = club
        self.feed = Feed(club.env.bot)
        self.seen: list[dict[str, Any]] = []
        club.env.backend.subscribers.append(self._note)

    def _note(self, event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE":
            self.seen.append(copy.deepcopy(payload))

    def anew(self, payload: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """The same with an id and a token of its own, and what Discord knows of it."""
        member = int(payload["member"]["user"]["id"])
        there = int(payload["channel_id"]), member, self.club.guild.id
        record = self.club.env.backend.new_interaction(payload["type"], *there)
        if "message" in payload:
            record.source_message_id = int(payload["message"]["id"])
        return record, payload | {"id": str(record.id), "token": record.token}

    async def send(self, payload: dict[str, Any], bent: Any = None) -> str:
        """Send it, or what was made of it, and what its member is told."""
        record, fresh = self.anew(payload)
        await self.feed.event("INTERACTION_CREATE", (bent or fresh) | {name: fresh[name] for name in ("id", "token")})
        await self.answered(record)
        return self.told(record)

    async def answered(self, *records: Any) -> None:
        """Wait until each is answered, or for so long that none will be."""
        for _ in range(300):
            await asyncio.sleep(0.01)
            if all(record.responded for record in records):
                break
        await self.club.env.settle()

    def told(self, record: Any) -> str:
        """The answer: a private sentence as it is, anything else by its kind."""
        assert record.responded, record
        if record.message_id is None or record.response_kind != "message":
            return f"<{record.response_kind}>"
        message = self.club.env.backend.get_message(record.channel_id, record.message_id)
        return message.content if record.ephemeral and message.content else f"<{record.response_kind}>"

    async def kinds(self) -> dict[str, dict[str, Any]]:
        """An interaction of every kind, as Discord sends it."""
        club, start = self.club, len(self.seen)
        written = await club.mira.send(club.general, "Which film next?\n- Red\n- Green")
        await club.sam.slash(club.general, "search", query="drones")
        await club.sam.autocomplete(club.general, "explain", "topic", "hive")
        found = await club.sam.context_menu(club.general, "Check this claim", written)
        form = await club.sam.click(found.response, label="Fill in the sheet")
        await club.sam.submit_modal(form, {"stop": "Somebody says so."})
        card = (await quick(club, question=QUESTION)).response.message
        await club.sam.click(card, label="Red")
        library = await club.sam.slash(club.general, "library")
        await club.sam.select(library.response.message, ["bees"], custom_id="packs")
        command, typing, menu, _, sent, _, click, _, select = self.seen[start:]
        return {"command": command, "typing": typing, "menu": menu, "form": sent, "click": click, "select": select}


def poll_that_never_ends() -> dict[str, Any]:
    """A poll of Discord's own, as it is sent when it has no end."""
    question, answers = {"text": "Which?"}, [{"answer_id": 1, "poll_media": {"text": "One"}}]
    return {"question": question, "answers": answers, "expiry": None, "allow_multiselect": False, "layout_type": 1}
