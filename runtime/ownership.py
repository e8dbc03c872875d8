"""One process owns a data folder at a time, and says where it can be reached.

Chroma and tantivy are opened by one process only: another process's view of them goes stale. The
owner holds a file lock, released by the system however the process ends; while it serves, it also
writes where its control socket is, so that commands can go through it.
"""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from domain.errors import DataFolderBusy, DataFolderProblem

LOCK_FILE = "guichet.lock"
OWNER_FILE = "owner.json"


@contextmanager
def own(data_dir: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the data folder, made when missing.

    Raises:
        DataFolderBusy: another process holds it for longer than wait_seconds.
        DataFolderProblem: it cannot be made or written.
    """
    _check_writable(data_dir)
    lock = FileLock(data_dir / LOCK_FILE)
    try:
        lock.acquire(timeout=wait_seconds)
    except Timeout as exc:
        raise DataFolderBusy(f"le dossier {data_dir} est utilisé par une autre commande de Guichet") from exc
    try:
        yield
    finally:
        (data_dir / OWNER_FILE).unlink(missing_ok=True)
        lock.release()


def control_socket(data_dir: Path) -> Path | None:
    """Where the serving owner listens for commands; None when nobody serves this folder."""
    try:
        owner = json.loads((data_dir / OWNER_FILE).read_text(encoding="utf-8"))
        address = Path(owner["socket"])
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError, OSError) as exc:
        raise DataFolderProblem(f"{data_dir / OWNER_FILE} : illisible ({exc})") from exc
    return address if _listens(address) else None  # the files of a killed owner outlive it


@contextmanager
def announced_socket(data_dir: Path) -> Iterator[Path]:
    """A path for the owner's control socket, announced in the data folder while the context lasts.

    The socket lies in a private temporary folder: a Unix socket's path is limited to about 100
    characters, which a data folder's own path may exceed.
    """
    with tempfile.TemporaryDirectory(prefix="guichet-") as folder:
        address = Path(folder) / "control.sock"
        new = data_dir / f"{OWNER_FILE}.new"
        new.write_text(json.dumps({"pid": os.getpid(), "socket": str(address)}), encoding="utf-8")
        new.replace(data_dir / OWNER_FILE)
        try:
            yield address
        finally:
            (data_dir / OWNER_FILE).unlink(missing_ok=True)


def _listens(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(address))
        except OSError:
            return False
    return True


def _check_writable(data_dir: Path) -> None:
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as exc:
        raise DataFolderProblem(
            f"le dossier de données {data_dir} n'est pas accessible en écriture ({exc.strerror})"
        ) from exc
