"""A server's settings as a value, and what follows from them."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.errors import Refusal

Results = Literal["live", "after_vote", "after_close"]
Setting = Literal[
    "discussion_channel",
    "facilitator_role",
    "moderator_role",
    "poll_creators",
    "time_zone",
    "default_results",
    "moderators_channel",
]
Reserved = Literal["facilitator_role", "poll_creators"]
"""The settings whose role alone may begin something, once one is set."""

ROLES = {
    "facilitator_role": "may lead a group",
    "moderator_role": "are moderators besides Manage Server",
    "poll_creators": "may create polls",
}
"""The settings that name a role, and what its members may."""
CHANNELS = ("discussion_channel", "moderators_channel")
"""The settings that name a channel."""


@dataclass(frozen=True)
class GuildSettings:
    """What a server has set; roles and channels are ids, None where nothing is set."""

    discussion_channel: int | None = None
    facilitator_role: int | None = None
    moderator_role: int | None = None
    poll_creators: int | None = None
    time_zone: str = "UTC"
    default_results: Results = "after_vote"
    moderators_channel: int | None = None

    def without(self, setting: Setting) -> "GuildSettings":
        """The same with one setting as before anybody set it."""
        return replace(self, **{setting: getattr(GuildSettings(), setting)})

    def gone(self, role: Callable[[int], object], channel: Callable[[int], object]) -> list[str]:
        """The settings that name a role or a channel for which these find nothing."""
        finds = {**dict.fromkeys(ROLES, role), **dict.fromkeys(CHANNELS, channel)}
        return [name for name, find in finds.items() if (meant := getattr(self, name)) and not find(meant)]


@dataclass(frozen=True)
class Member:
    """Somebody in a server at one moment: their id, their roles, and whether they hold Manage Server."""

    id: int
    roles: Collection[int]
    manages_guild: bool

    def is_moderator(self, settings: GuildSettings) -> bool:
        """Whether they hold Manage Server or the moderator role."""
        return self.manages_guild or (settings.moderator_role is not None and settings.moderator_role in self.roles)

    def may(self, what: Reserved, settings: GuildSettings) -> bool:
        """Everyone may, unless a role is set for it; moderators always."""
        role: int | None = getattr(settings, what)
        return role is None or role in self.roles or self.is_moderator(settings)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks for something, and what the server's settings make of them at this moment."""

    id: int
    moderator: bool = False
    may_begin: bool = True
    """Whether they may begin what the settings can reserve for a role: a poll, or a group that watches."""
    why: str = ""
    """What is wrong with the server's settings, for who is refused: a role that was deleted."""

    def check_may_begin(self, what: str) -> None:
        """Raise Refusal unless they may; `what`, such as `make polls`."""
        if not self.may_begin:
            raise Refusal(f"You may not {what} here. {self.why or 'Ask a moderator which role may.'}")


def role_to_keep(setting: str, role: int, *, everyone: bool, of_bot: bool) -> int | None:
    """The role to keep for a setting, None for `@everyone` where that is as if none were set.

    Raises Refusal for a role that would make everybody a moderator, or that a bot alone can hold.
    """
    if of_bot:
        raise Refusal(
            f"`{setting}`: this role belongs to a bot, and no member can hold it. Choose a role that members have."
        )
    if not everyone:
        return role
    if setting == "moderator_role":
        raise Refusal(
            "`moderator_role`: with `@everyone` every member could change packs, polls and these settings. "
            "Choose a role that only your moderators have."
        )
    return None


def gone_words(names: Iterable[str]) -> str:
    """That roles of the settings were deleted, and who can mend it; empty for none."""
    return " ".join(
        f"The role whose members {ROLES[name]} was deleted. A member with Manage Server sets another with "
        f"`/settings set {name}:`, or none with `/settings reset what: {name}`."
        for name in names
        if name in ROLES
    )
