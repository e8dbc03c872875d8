"""Who calls, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.types import Audience, Ranked


class Role(Ranked):
    """What a caller may do; each one may do all that the ones before it may."""

    PUBLIC = "public"
    ADHERENT = "adherent"
    STAFF = "staff"
    ADMIN = "admin"

    @property
    def audience(self) -> Audience:
        """Whose documents this role reads."""
        return Audience.STAFF if self.includes(Role.STAFF) else Audience(self.value)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request. `name` is a key's or an account's, for histories; "" when nobody is known.

    `holder` is the id of the key that they stand on, also behind a token, which has no `key_id` of its own.
    """

    role: Role
    name: str = ""
    key_id: str = ""
    holder: str = ""


ANYONE = Caller(Role.PUBLIC)
"""A caller of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Key:
    """What another program is known by. Its secret is shown once and kept as a digest. Moments are in UTC."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether the key still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the staff, who signs in on the pages."""

    name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser; `csrf` is the token that its forms must carry."""

    account: Account
    csrf: str
    expires_at: datetime
