"""Keys, accounts and sessions. Secrets come here as digests only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, delete, func, select, update

from domain.access import Account, Key, Role, Session
from records.database import put, reading, transaction
from records.rows import moment, stored
from records.tables import AccountRow, KeyRow, SessionRow


class SqlAccess:
    """The keys, accounts and sessions of the records. One instance a process; safe from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_key(self, key: Key, digest: str) -> None:
        """Write a new key."""
        with transaction(self._engine) as session:
            session.add(_row(key, digest))

    def key(self, key_id: str) -> tuple[Key, str] | None:
        """A key with the digest of its secret, also when it was revoked or has expired."""
        with reading(self._engine) as connection:
            row = connection.execute(select(KeyRow.__table__).where(KeyRow.id == key_id)).one_or_none()
        return (_key(row), row.digest) if row else None

    def keys(self) -> tuple[Key, ...]:
        """Every key, oldest first."""
        with reading(self._engine) as connection:
            return tuple(map(_key, connection.execute(select(KeyRow.__table__).order_by(KeyRow.created_at, KeyRow.id))))

    def replace_key(self, key_id: str, at: datetime, new: Key, digest: str) -> None:
        """Close a key and write the one that takes its place, together."""
        with transaction(self._engine) as session:
            session.execute(update(KeyRow).where(KeyRow.id == key_id).values(revoked_at=stored(at)))
            session.add(_row(new, digest))

    def revoke_key(self, key_id: str, at: datetime) -> bool:
        """Close a key for good; False when there is none to close."""
        change = update(KeyRow).where(KeyRow.id == key_id, KeyRow.revoked_at.is_(None)).values(revoked_at=stored(at))
        with transaction(self._engine) as session:
            return bool(session.execute(change.returning(KeyRow.id)).all())

    def note_use(self, key_id: str, at: datetime) -> None:
        """Write when a key was last used."""
        with transaction(self._engine) as session:
            session.execute(update(KeyRow).where(KeyRow.id == key_id).values(last_used_at=stored(at)))

    def purge_keys(self, before: datetime) -> int:
        """Delete the keys that have opened nothing since a moment; how many."""
        closed = func.coalesce(KeyRow.revoked_at, KeyRow.expires_at) < stored(before)
        with transaction(self._engine) as session:
            return len(session.scalars(delete(KeyRow).where(closed).returning(KeyRow.id)).all())

    def put_account(self, account: Account, password: str) -> Account:
        """Write an account, new or known, with the hash of its password; its sessions end.

        Gives it as it is kept: another password or role does not change when it was created.
        """
        with transaction(self._engine) as session:
            session.execute(delete(SessionRow).where(SessionRow.account == account.name))
            put(
                session,
                AccountRow(
                    name=account.name,
                    role=account.role.value,
                    password=password,
                    created_at=stored(account.created_at),
                ),
                once=("created_at",),
            )
            created = session.scalars(select(AccountRow.created_at).where(AccountRow.name == account.name)).one()
        return replace(account, created_at=moment(created))

    def account(self, name: str) -> tuple[Account, str] | None:
        """An account with the hash of its password."""
        with reading(self._engine) as connection:
            row = connection.execute(select(AccountRow.__table__).where(AccountRow.name == name)).one_or_none()
        return (_account(row), row.password) if row else None

    def accounts(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with reading(self._engine) as connection:
            return tuple(map(_account, connection.execute(select(AccountRow.__table__).order_by(AccountRow.name))))

    def remove_account(self, name: str) -> bool:
        """Delete an account and its sessions; False when there is none."""
        with transaction(self._engine) as session:
            gone = session.execute(delete(AccountRow).where(AccountRow.name == name).returning(AccountRow.name))
            return bool(gone.all())

    def open_session(self, digest: str, session: Session, at: datetime) -> None:
        """Write a session that opens now (`at`), under the digest of its secret; those that have expired go."""
        with transaction(self._engine) as written:
            written.execute(delete(SessionRow).where(SessionRow.expires_at < stored(at)))
            written.add(
                SessionRow(
                    digest=digest,
                    account=session.account.name,
                    csrf=session.csrf,
                    expires_at=stored(session.expires_at),
                )
            )

    def session(self, digest: str) -> Session | None:
        """An open session, its account as it is now."""
        query = (
            select(SessionRow.csrf, SessionRow.expires_at, AccountRow.name, AccountRow.role, AccountRow.created_at)
            .join_from(SessionRow, AccountRow)
            .where(SessionRow.digest == digest)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return Session(_account(row), row.csrf, moment(row.expires_at)) if row else None

    def close_session(self, digest: str) -> None:
        """End a session; nothing happens when there is none."""
        with transaction(self._engine) as session:
            session.execute(delete(SessionRow).where(SessionRow.digest == digest))


def _row(key: Key, digest: str) -> KeyRow:
    return KeyRow(
        id=key.id,
        name=key.name,
        role=key.role.value,
        digest=digest,
        created_at=stored(key.created_at),
        expires_at=stored(key.expires_at) if key.expires_at else None,
    )


def _key(row: Row[*tuple[Any, ...]]) -> Key:
    return Key(
        row.id,
        row.name,
        Role(row.role),
        moment(row.created_at),
        moment(row.expires_at),
        moment(row.last_used_at),
        moment(row.revoked_at),
    )


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    return Account(row.name, Role(row.role), moment(row.created_at))
