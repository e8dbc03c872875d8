"""A PostgreSQL of the tests' own: started on a folder that is thrown away, reached by a Unix socket only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

OWNER = "postgres"  # the user that the server runs as when the tests run as root, which it refuses
OPTIONS = (
    "-c listen_addresses= -c max_connections=40 "
    # What is written is thrown away, and need not survive.
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    # Not UTC, as on a machine in France: a moment written without its time zone would be off by an hour or two.
    "-c timezone=Europe/Paris"
)


@dataclass(frozen=True)
class Server:
    """A running server."""

    binaries: Path
    folder: Path

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://guichet@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """A statement on the server itself."""
        address = f"host={self.folder} user=guichet dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Begin to answer."""
        options = f"-k {self.folder} {OPTIONS}"
        self._ctl("start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def stop(self, how: str = "fast") -> None:
        """Close every connection and stop."""
        self._ctl("stop", "-w", "-m", how)

    def _ctl(self, *arguments: str) -> None:
        _run(self.folder, str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-s", *arguments)


@contextmanager
def started() -> Iterator[Server]:
    """A server on a fresh folder, stopped and removed at the end."""
    binaries = _binaries()
    # Not in pytest's folders: they are closed to other users, and a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="guichet-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        # French order of texts, as on a machine in France: « é » before « f », capitals beside small letters.
        locale = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=fr")
        initdb = (str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "guichet")
        _run(folder, *initdb, "--auth=trust", "--encoding=UTF8", "--no-sync", *locale)
        server = Server(binaries, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    """Where the server's programs are: in PATH, else where Debian keeps them, the newest."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    kept = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(kept, key=lambda path: int(re.sub(r"\D.*", "", path.parts[-3]) or 0), default=None)
    assert newest, "PostgreSQL's programs (initdb, pg_ctl) are not installed: apt-get install postgresql"
    return newest.parent


def _run(folder: Path, *command: str) -> None:
    as_owner = ("runuser", "-u", OWNER, "--") if os.geteuid() == 0 else ()
    # Not a pipe: the server inherits it, and would keep it open.
    with (folder / "said").open("w+") as said:
        done = subprocess.run([*as_owner, *command], cwd=folder, stdout=said, stderr=said, check=False)
        said.seek(0)
        log = folder / "log"
        assert done.returncode == 0, said.read() + (log.read_text() if log.exists() else "")
