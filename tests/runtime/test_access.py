"""Keys, tokens and what ends them, on a clock of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from domain.access import ANYONE, Role
from domain.errors import BadAccess, TooManyRequests, Unauthenticated, UnknownAccess
from domain.types import Audience
from records.access import SqlAccess
from records.database import open_database
from runtime.access import TOKEN_SECONDS, Access


class Clock:
    """A time that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'guichet.db'}")
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(engine: Engine, clock: Clock) -> Access:
    return Access(SqlAccess(engine), "un-jeton-fixe-des-reglages", now=clock)


@pytest.mark.parametrize(
    ("role", "audience"),
    [(Role.ADHERENT, Audience.ADHERENT), (Role.STAFF, Audience.STAFF), (Role.ADMIN, Audience.STAFF)],
)
def test_a_key_gives_its_role(access: Access, role: Role, audience: Audience) -> None:
    shown = access.create_key("site", role)

    caller = access.bearer(shown.secret)

    assert (caller.role, caller.name, caller.key_id) == (role, "site", shown.key.id)
    assert caller.role.audience is audience


def test_no_secret_is_kept(access: Access, engine: Engine) -> None:
    shown = access.create_key("site", Role.ADHERENT)
    access.put_account("claire", "quatre mots bien choisis", Role.STAFF)
    signed_in = access.sign_in("claire", "quatre mots bien choisis", "192.0.2.1")

    with engine.connect() as connection:
        tables = ("keys", "accounts", "sessions")
        held = " ".join(str(row) for t in tables for row in connection.execute(text(f"SELECT * FROM {t}")).all())

    assert shown.key.id in held
    assert not [s for s in (shown.secret, "quatre mots bien choisis", signed_in.secret) if s in held]
    assert "$argon2id$" in held


@pytest.mark.parametrize(
    "bearer", ["", "rien", "guichet_", "guichet__", "guichet_00000000_rien", "un-jeton-fixe-des-reglage", "a.b.c", "é"]
)
def test_what_opens_nothing_is_refused(access: Access, bearer: str) -> None:
    with pytest.raises(Unauthenticated):
        access.bearer(bearer)


def test_another_secret_under_a_key_s_id_is_refused(access: Access) -> None:
    one, other = access.create_key("un", Role.ADMIN), access.create_key("autre", Role.ADHERENT)

    with pytest.raises(Unauthenticated, match="pas connue"):
        access.bearer(other.secret.replace(other.key.id, one.key.id))


def test_a_key_expires_is_revoked_and_is_replaced(access: Access, clock: Clock) -> None:
    short, revoked, rotated = (access.create_key("site", Role.STAFF, days=days) for days in (1, None, 30))
    access.revoke_key(revoked.key.id)
    fresh = access.rotate_key(rotated.key.id)
    clock.forward(days=1)

    for secret, told in ((short.secret, "expiré"), (revoked.secret, "retirée"), (rotated.secret, "retirée")):
        with pytest.raises(Unauthenticated, match=told):
            access.bearer(secret)
    assert access.bearer(fresh.secret).role is Role.STAFF
    assert fresh.key.expires_at == rotated.key.expires_at
    for gone in (revoked.key.id, rotated.key.id, "inconnue"):
        with pytest.raises(UnknownAccess):
            access.rotate_key(gone)


def test_its_last_use_is_noted_once_a_minute(access: Access, clock: Clock) -> None:
    shown = access.create_key("site", Role.ADHERENT)
    used = []
    for _ in range(4):
        access.bearer(shown.secret)
        used.append(access.list_keys()[0].last_used_at)
        clock.forward(seconds=31)

    start = used[0]
    assert start is not None
    assert used == [start, start, start + timedelta(seconds=62), start + timedelta(seconds=62)]


def test_a_token_is_a_member_s_for_ten_minutes_whatever_key_it_was_traded_for(access: Access, clock: Clock) -> None:
    token = access.token(access.bearer(access.create_key("site", Role.ADMIN).secret))

    caller = access.bearer(token)
    clock.forward(seconds=TOKEN_SECONDS)

    assert (caller.role, caller.key_id) == (Role.ADHERENT, "")
    with pytest.raises(BadAccess):
        access.token(caller)  # a token is not traded for another
    with pytest.raises(Unauthenticated, match="dix minutes"):
        access.bearer(token)


def test_a_token_ends_with_its_key_and_with_the_process(access: Access, engine: Engine, clock: Clock) -> None:
    shown = access.create_key("site", Role.ADHERENT)
    token = access.token(access.bearer(shown.secret))

    with pytest.raises(Unauthenticated, match="redémarré"):
        Access(SqlAccess(engine), now=clock).bearer(token)
    access.revoke_key(shown.key.id)
    with pytest.raises(Unauthenticated, match="retirée"):
        access.bearer(token)


def test_nobody_trades_nothing_for_a_token(access: Access) -> None:
    with pytest.raises(BadAccess):
        access.token(ANYONE)


def test_a_session_lasts_half_a_day(access: Access, clock: Clock) -> None:
    access.put_account("claire", "quatre mots bien choisis", Role.STAFF)
    secret = access.sign_in("claire", "quatre mots bien choisis", "192.0.2.1").secret

    clock.forward(hours=11, minutes=59)
    before = access.session(secret)
    clock.forward(minutes=1)

    assert before is not None
    assert before.account.name == "claire"
    assert access.session(secret) is None


def test_another_password_ends_the_sessions_of_an_account(access: Access) -> None:
    access.put_account("claire", "quatre mots bien choisis", Role.STAFF)
    secret = access.sign_in("claire", "quatre mots bien choisis", "192.0.2.1").secret

    access.put_account("claire", "quatre autres mots choisis", Role.STAFF)

    assert access.session(secret) is None


def test_another_password_or_role_does_not_change_when_an_account_was_created(access: Access, clock: Clock) -> None:
    first = access.put_account("claire", "quatre mots bien choisis", Role.STAFF)
    clock.forward(days=30)

    again = access.put_account("claire", "quatre autres mots choisis", Role.ADMIN)

    assert first.created_at == clock.now - timedelta(days=30)
    assert again == replace(first, role=Role.ADMIN)
    assert access.list_accounts() == (again,)


def test_a_sign_in_sweeps_the_sessions_that_have_expired_by_then(access: Access, clock: Clock, engine: Engine) -> None:
    access.put_account("claire", "quatre mots bien choisis", Role.STAFF)
    access.sign_in("claire", "quatre mots bien choisis", "192.0.2.1")
    clock.forward(hours=6)
    access.sign_in("claire", "quatre mots bien choisis", "192.0.2.1")
    assert _sessions(engine) == 2

    clock.forward(hours=6, minutes=1)
    access.sign_in("claire", "quatre mots bien choisis", "192.0.2.1")

    assert _sessions(engine) == 2


def _sessions(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT count(*) FROM sessions")) or 0)


def test_keys_that_have_opened_nothing_for_long_are_forgotten(access: Access, clock: Clock) -> None:
    ended, kept = access.create_key("un", Role.STAFF, days=1), access.create_key("deux", Role.STAFF)
    clock.forward(days=40)

    assert access.purge(clock.now - timedelta(days=30)) == 1
    assert [key.id for key in access.list_keys()] == [kept.key.id]
    assert ended.key.id != kept.key.id


def test_a_ticket_opens_one_document_for_ten_minutes_and_no_longer_than_its_key(access: Access, clock: Clock) -> None:
    shown = access.create_key("site", Role.STAFF)
    member = access.bearer(access.token(access.bearer(shown.secret)))
    ticket = access.ticket(member, "guide")

    assert access.reader(ticket, "guide").role is Role.ADHERENT
    assert access.reader(ticket, "autre") is ANYONE
    assert access.reader("rien", "guide") is ANYONE
    clock.forward(seconds=TOKEN_SECONDS)
    assert access.reader(ticket, "guide") is ANYONE
    fresh = access.ticket(member, "guide")
    access.revoke_key(shown.key.id)
    assert access.reader(fresh, "guide") is ANYONE


def test_a_ticket_is_no_token_and_a_token_no_ticket(access: Access) -> None:
    known = access.bearer(access.create_key("site", Role.ADHERENT).secret)

    with pytest.raises(Unauthenticated):
        access.bearer(access.ticket(known, "guide"))
    assert access.reader(access.token(known), "guide") is ANYONE


PASSWORD = "quatre mots bien choisis"


def miss(access: Access, name: str, address: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            access.sign_in(name, "un mot de passe faux", address)


def test_those_of_one_address_who_sign_in_rightly_are_never_too_many(access: Access) -> None:
    for number in range(22):
        access.put_account(f"agent {number}", PASSWORD, Role.STAFF)

    signed = [access.sign_in(f"agent {number}", PASSWORD, "192.0.2.1") for number in range(22)]

    assert len(signed) == 22


def test_who_fails_too_often_on_an_account_is_refused_there_and_nobody_else_is(access: Access) -> None:
    access.put_account("claire", PASSWORD, Role.STAFF)
    access.put_account("paul", PASSWORD, Role.STAFF)
    miss(access, "claire", "192.0.2.1", 5)

    for password in ("un mot de passe faux", PASSWORD):
        with pytest.raises(TooManyRequests):
            access.sign_in("claire", password, "192.0.2.1")
    assert access.sign_in("claire", PASSWORD, "192.0.2.2")
    assert access.sign_in("paul", PASSWORD, "192.0.2.1")


def test_an_address_that_fails_on_every_account_is_refused(access: Access) -> None:
    access.put_account("claire", PASSWORD, Role.STAFF)
    for number in range(5):
        miss(access, f"inconnu {number}", "192.0.2.1", 4)

    with pytest.raises(TooManyRequests):
        access.sign_in("claire", PASSWORD, "192.0.2.1")
    assert access.sign_in("claire", PASSWORD, "192.0.2.2")


def test_an_account_that_many_addresses_guess_at_is_closed_for_a_while(access: Access) -> None:
    access.put_account("claire", PASSWORD, Role.STAFF)
    for number in range(5):
        miss(access, "claire", f"192.0.2.{number}", 4)

    with pytest.raises(TooManyRequests):
        access.sign_in("claire", PASSWORD, "198.51.100.1")


def test_guesses_made_at_once_are_counted_one_by_one(access: Access) -> None:
    access.put_account("claire", PASSWORD, Role.STAFF)

    def guess(_number: int) -> type[Exception]:
        try:
            access.sign_in("claire", "un mot de passe faux", "192.0.2.1")
        except (Unauthenticated, TooManyRequests) as exc:
            return type(exc)
        raise AssertionError

    with ThreadPoolExecutor(12) as threads:
        told = list(threads.map(guess, range(12)))

    assert (told.count(Unauthenticated), told.count(TooManyRequests)) == (5, 7)


def test_spaces_around_a_name_are_no_part_of_it(access: Access) -> None:
    access.put_account(" claire ", PASSWORD, Role.STAFF)

    assert access.sign_in("claire ", PASSWORD, "192.0.2.1").session.account.name == "claire"
