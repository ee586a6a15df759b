"""A server's settings as a value, and what follows from them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Results = Literal["live", "after_vote", "after_close"]


@dataclass(frozen=True)
class GuildSettings:
    """What a server has set; roles and the channel are ids, None where nothing is set."""

    discussion_channel: int | None = None
    facilitator_role: int | None = None
    moderator_role: int | None = None
    poll_creators: int | None = None
    time_zone: str = "UTC"
    default_results: Results = "after_vote"


@dataclass(frozen=True)
class Person:
    """Somebody in a server at one moment: their id, their roles, and whether they hold Manage Server."""

    id: int
    roles: Collection[int]
    manages_guild: bool

    def is_moderator(self, settings: GuildSettings) -> bool:
        """Whether they hold Manage Server or the moderator role."""
        return self.manages_guild or (settings.moderator_role is not None and settings.moderator_role in self.roles)

    def may_create_polls(self, settings: GuildSettings) -> bool:
        """Everyone may, unless a role is set; moderators always."""
        return settings.poll_creators is None or settings.poll_creators in self.roles or self.is_moderator(settings)

    def may_facilitate(self, settings: GuildSettings) -> bool:
        """Everyone may lead a group, unless a role is set; moderators always."""
        role = settings.facilitator_role
        return role is None or role in self.roles or self.is_moderator(settings)
