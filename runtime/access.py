"""Who is calling: keys of other programs, ten-minute tokens of the site's visitors, sessions of the staff.

A key is drawn at random (256 bits): a plain SHA-256 of it is as good as a slow hash. A password is chosen by a person:
it is kept as Argon2id (RFC 9106) and guessed at slowly. Tokens are signed with a secret that lives as long as the
process: none is kept anywhere, and a restart asks the site's pages for new ones.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import jwt
from pwdlib import PasswordHash

from domain.access import ANYONE, Account, Caller, Key, Role, Session
from domain.errors import BadAccess, CannotWrite, Unauthenticated, UnknownAccess
from records.access import SqlAccess
from runtime.throttle import Throttle

TOKEN_SECONDS = 600
SESSION_HOURS = 12
MIN_PASSWORD_CHARS = 12  # CNIL, délibération 2022-100: enough with a limit on attempts when long, or complex
MAX_PASSWORD_CHARS = 200
MISSES = "5/5minutes"
"""Of an account from one address: who mistypes waits, and whoever guesses at a colleague's does not keep it closed."""
MISSES_IN_ALL = "20/5minutes"
"""Of an address over all accounts, for an office has but one; of an account from all addresses."""
_TOO_MANY = "trop d'essais de connexion"
PREFIX = "guichet"
_USE_NOTED_EVERY = timedelta(minutes=1)
_ALGORITHM = "HS256"
_TICKETS = "lecture"
"""Whom tickets are for: what takes tokens takes none of them, and the other way round."""


class Shown(NamedTuple):
    """A key with its secret, which is shown this once."""

    key: Key
    secret: str

    def told(self) -> dict[str, Any]:
        """The key's fields and its secret."""
        return asdict(self.key) | {"secret": self.secret}


class SignedIn(NamedTuple):
    """A session with the secret of its cookie."""

    session: Session
    secret: str


def _now() -> datetime:
    return datetime.now(UTC)


class Access:
    """Makes and checks keys, tokens, accounts and sessions. Safe from several threads."""

    def __init__(self, store: SqlAccess, staff_token: str | None = None, now: Callable[[], datetime] = _now) -> None:
        self._store = store
        self._staff_token = staff_token
        self._now = now
        self._signing = secrets.token_bytes(32)
        self._hasher = PasswordHash.recommended()
        self._unknown = self._hasher.hash(secrets.token_hex())
        self._hashing = threading.Lock()  # one at a time: each takes 64 MiB
        self._misses, self._misses_in_all = Throttle(MISSES), Throttle(MISSES_IN_ALL)

    def create_key(self, name: str, role: Role, *, days: int | None = None) -> Shown:
        """A new key, its secret shown this once.

        Raises:
            BadAccess: it has no name, or would open nothing.
        """
        if not name.strip():
            raise BadAccess("une clé a besoin d'un nom", hint="Donnez le nom du programme ou du site qui l'utilisera.")
        if role is Role.PUBLIC:
            raise BadAccess("une clé « public » n'ouvre rien", hint="Choisissez adherent, staff ou admin.")
        now = self._now()
        expires_at = now + timedelta(days=days) if days is not None else None
        shown = _drawn(Key(secrets.token_hex(4), name.strip(), role, now, expires_at))
        self._store.add_key(shown.key, _digest(shown.secret))
        return shown

    def rotate_key(self, key_id: str) -> Shown:
        """Another key of the same name, role and end; the former one opens nothing any more.

        Raises:
            UnknownAccess: no such key, or it was revoked.
        """
        found, now = self._store.key(key_id), self._now()
        if found is None or not found[0].holds(now):
            raise UnknownAccess(f"aucune clé en vigueur ne porte l'identifiant « {key_id} »")
        shown = _drawn(replace(found[0], id=secrets.token_hex(4), created_at=now, last_used_at=None, revoked_at=None))
        self._store.replace_key(key_id, now, shown.key, _digest(shown.secret))
        return shown

    def revoke_key(self, key_id: str) -> None:
        """Close a key for good, and the tokens it was traded for.

        Raises:
            UnknownAccess: no such key, or it was revoked.
        """
        if not self._store.revoke_key(key_id, self._now()):
            raise UnknownAccess(f"aucune clé en vigueur ne porte l'identifiant « {key_id} »")

    def purge(self, before: datetime) -> int:
        """Forget the keys that have opened nothing since a moment; how many."""
        return self._store.purge_keys(before)

    def list_keys(self) -> tuple[Key, ...]:
        """Every key, oldest first, without its secret."""
        return self._store.keys()

    def bearer(self, credentials: str) -> Caller:
        """Who sends these credentials: a key, a token, or the staff's token of the settings.

        Raises:
            Unauthenticated: they open nothing, or no longer.
        """
        if self._staff_token and secrets.compare_digest(credentials.encode(), self._staff_token.encode()):
            return Caller(Role.STAFF, "équipe")
        if credentials.startswith(f"{PREFIX}_"):
            return self._caller_of_key(credentials)
        return self._caller_of_token(credentials)

    def token(self, caller: Caller) -> str:
        """A token of TOKEN_SECONDS that lets a member's browser ask, and nothing more, for a program that has a key.

        Raises:
            BadAccess: the caller has no key.
        """
        if not caller.key_id:
            raise BadAccess("un jeton s'échange contre une clé", hint="Appelez cette route avec une clé d'adhérent.")
        claims = {"sub": caller.key_id, "exp": self._now() + timedelta(seconds=TOKEN_SECONDS)}
        return jwt.encode(claims, self._signing, algorithm=_ALGORITHM)

    def ticket(self, caller: Caller, document_id: str) -> str:
        """A ticket of TOKEN_SECONDS that lets a member's browser open one document by its address, and nothing more.

        An address is copied and kept in histories: a key or a token never stands in one.
        """
        claims = {
            "sub": caller.holder,
            "aud": _TICKETS,
            "doc": document_id,
            "exp": self._now() + timedelta(seconds=TOKEN_SECONDS),
        }
        return jwt.encode(claims, self._signing, algorithm=_ALGORITHM)

    def reader(self, ticket: str, document_id: str) -> Caller:
        """Who opens a document with a ticket: a member as long as it lasts, anyone when it opens nothing."""
        try:
            claims = jwt.decode(
                ticket,
                self._signing,
                algorithms=[_ALGORITHM],
                audience=_TICKETS,
                options={"require": ["sub", "exp", "doc"], "verify_exp": False},  # held to our own clock below
            )
        except jwt.InvalidTokenError:
            return ANYONE
        if self._now().timestamp() >= claims["exp"] or claims["doc"] != document_id:
            return ANYONE
        found = self._store.key(claims["sub"]) if claims["sub"] else None
        if claims["sub"] and (found is None or not found[0].holds(self._now())):
            return ANYONE
        return Caller(Role.ADHERENT)

    def put_account(self, name: str, password: str, role: Role) -> Account:
        """A person of the staff, or another password or role for one.

        Raises:
            BadAccess: the name, the password or the role cannot do.
        """
        if not name.strip() or len(name) > MAX_PASSWORD_CHARS:
            raise BadAccess("un compte a besoin d'un nom", hint="Donnez le nom de la personne.")
        if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
            raise BadAccess(
                f"le mot de passe compte {len(password)} caractères",
                hint=f"Choisissez-en de {MIN_PASSWORD_CHARS} à {MAX_PASSWORD_CHARS} : quatre mots conviennent.",
            )
        if not role.includes(Role.STAFF):
            raise BadAccess(f"un compte « {role} » n'ouvre rien", hint="Choisissez staff ou admin.")
        account = Account(name.strip(), role, self._now())
        with self._hashing:
            hashed = self._hasher.hash(password)
        return self._store.put_account(account, hashed)

    def remove_account(self, name: str) -> None:
        """Close an account and its sessions.

        Raises:
            UnknownAccess: no such account.
        """
        if not self._store.remove_account(name):
            raise UnknownAccess(f"aucun compte ne s'appelle « {name} »")

    def list_accounts(self) -> tuple[Account, ...]:
        """Every account, by name."""
        return self._store.accounts()

    def sign_in(self, name: str, password: str, address: str) -> SignedIn:
        """Open a session. An unknown name costs as much time as a wrong password.

        Only what fails is counted: those of an office who sign in at nine are no guessers.

        Raises:
            TooManyRequests: too many have failed for this account, or from this address; the right password too waits.
            Unauthenticated: no such account, or another password.
        """
        name = name.strip()
        here, account = f"adresse {address}", f"compte {_digest(name)}"
        counted = ((self._misses_in_all, here), (self._misses, f"{account} {here}"), (self._misses_in_all, account))
        found = self._store.account(name)
        hashed = found[1] if found else self._unknown
        with self._hashing:  # what was tried at once is looked at one after the other, and counted before the next
            for misses, who in counted:
                misses.hold(who, _TOO_MANY)
            right = self._hasher.verify(password[:MAX_PASSWORD_CHARS], hashed)
            if not found or not right:
                for misses, who in counted:
                    misses.count(who, _TOO_MANY)
        if not found or not right:
            raise Unauthenticated("ce nom et ce mot de passe ne vont pas ensemble", hint="Vérifiez l'un et l'autre.")
        secret = secrets.token_urlsafe(32)
        now = self._now()
        session = Session(found[0], secrets.token_urlsafe(24), now + timedelta(hours=SESSION_HOURS))
        self._store.open_session(_digest(secret), session, now)
        return SignedIn(session, secret)

    def session(self, secret: str) -> Session | None:
        """The session of a cookie, while it lasts."""
        found = self._store.session(_digest(secret))
        return found if found and self._now() < found.expires_at else None

    def sign_out(self, secret: str) -> None:
        """End the session of a cookie."""
        self._store.close_session(_digest(secret))

    def _caller_of_key(self, secret: str) -> Caller:
        key_id = secret.split("_", 2)[1]
        found = self._store.key(key_id)
        right = secrets.compare_digest(found[1] if found else _digest(""), _digest(secret))
        if not found or not right:
            raise Unauthenticated("cette clé n'est pas connue")
        return self._caller(found[0])

    def _caller_of_token(self, token: str) -> Caller:
        try:
            claims = jwt.decode(
                token,
                self._signing,
                algorithms=[_ALGORITHM],
                options={"require": ["sub", "exp"], "verify_exp": False},  # held to our own clock below
            )
        except jwt.InvalidTokenError as exc:
            raise Unauthenticated("ce jeton n'est pas connu, ou le service a redémarré depuis") from exc
        if self._now().timestamp() >= claims["exp"]:
            raise Unauthenticated("ce jeton a plus de dix minutes")
        found = self._store.key(claims["sub"])
        if found is None:
            raise Unauthenticated("la clé de ce jeton n'est plus connue")
        return replace(self._caller(found[0]), role=Role.ADHERENT, key_id="")

    def _caller(self, key: Key) -> Caller:
        now = self._now()
        if not key.holds(now):
            raise Unauthenticated("cette clé a été retirée" if key.revoked_at else "cette clé a expiré")
        if key.last_used_at is None or now - key.last_used_at > _USE_NOTED_EVERY:
            with suppress(CannotWrite):  # on a full disk, who may read still may
                self._store.note_use(key.id, now)
        return Caller(key.role, key.name, key.id, holder=key.id)


def _drawn(key: Key) -> Shown:
    return Shown(key, f"{PREFIX}_{key.id}_{secrets.token_urlsafe(32)}")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
