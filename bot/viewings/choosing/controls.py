"""What starts a viewing by a click: the buttons on a film's card, and the answers to what was asked first."""

from bot.chat.client import StudyInteraction
from bot.chat.controls import Control, chosen
from bot.packs.format.model import Kind
from bot.packs.params import shelf_of
from bot.packs.shelf.shelves import Item, Shelf
from bot.viewings.choosing.beginning import begin
from bot.viewings.choosing.rules import INTENT, Intent, Start, fitting_guide, named, read, still_here

KEY = r"[0-9a-f]{12}"


class FilmButton(Control, template=r"watch-film:(?P<mode>group|solo):(?P<value>[a-z0-9-]{1,32}/[a-z0-9-]{1,48})"):
    """On the card of a film: starts a guided viewing of it with its own guide."""

    async def act(self, interaction: StudyInteraction) -> None:
        """As `/watch start` does."""
        film = still_here(Kind.FILM, shelf_of(interaction).find(self.state["value"]))
        await begin(interaction, Start("solo" if self.state["mode"] == "solo" else "group"), film)


class _Asked(Control, template=r"(?!)"):
    """An answer to a question; its custom id carries what was wanted."""

    @property
    def intent(self) -> Intent:
        """What was wanted when it was asked."""
        return read(self.state["how"], self.state["secrecy"])

    def guide(self, shelf: Shelf) -> Item | None:
        """The guide that was chosen before."""
        return still_here(Kind.GUIDE, shelf.by_key(key)) if (key := self.state["guide"]) else None


class WhichFilmSelect(_Asked, template=rf"watch-which:{INTENT}:{KEY}:(?P<guide>{KEY})?"):
    """The group has another film than the one that no source knows."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Go on with that film, with its own guide unless the chosen one fits it too."""
        shelf = shelf_of(interaction)
        film = still_here(Kind.FILM, shelf.find(chosen(interaction)[0]))
        await begin(interaction, self.intent, film, fitting_guide(film, self.guide(shelf)), asked=True)


class ThisFilmButton(_Asked, template=rf"watch-this:{INTENT}:(?P<film>{KEY}):(?P<guide>{KEY})?"):
    """The group has the film that no source knows."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Go on with it."""
        shelf = shelf_of(interaction)
        film = named(shelf, self.state["film"])
        await begin(interaction, self.intent, film, self.guide(shelf), sure=True, asked=True)


class GuideSelect(_Asked, template=rf"watch-guide:{INTENT}:(?P<rest>(?s:.*))"):
    """The guide for a film that no guide of its own and none for any film fits."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Go on with it."""
        shelf, value = shelf_of(interaction), chosen(interaction)[0]
        film, guide = named(shelf, value[12:] + self.state["rest"]), still_here(Kind.GUIDE, shelf.by_key(value[:12]))
        await begin(interaction, self.intent, film, guide, sure=True, asked=True)


class TagSelect(_Asked, template=rf"watch-tag:{INTENT}:(?P<guide>{KEY})?:(?P<rest>(?s:.*))"):
    """The tag that a forum demands for the viewing's post."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Go on with it."""
        shelf = shelf_of(interaction)
        tag_id, _, begins = chosen(interaction)[0].partition(":")
        film, guide = named(shelf, begins + self.state["rest"]), self.guide(shelf)
        await begin(interaction, self.intent, film, guide, sure=True, asked=True, tag_id=int(tag_id))


CONTROLS = (FilmButton, WhichFilmSelect, ThisFilmButton, GuideSelect, TagSelect)
