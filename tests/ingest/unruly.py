"""What a parser may do on a broken file, as functions that a reader's process can be asked to run."""

from __future__ import annotations

import ctypes
import logging
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from domain.errors import BadMetadata

log = logging.getLogger("parser")


def name(path: Path) -> str:
    return path.name


def wait(path: Path, seconds: float) -> str:
    time.sleep(seconds)
    return path.name


def backtrack(path: Path) -> bool:
    """Hangs in C code that never gives the interpreter back; leaves its process id, and its parent's, in the file."""
    path.write_text(f"{os.getpid()} {os.getppid()}")
    return bool(re.match(r"(a+)+$", "a" * 60 + "b"))


def start_another(path: Path) -> None:
    """Waits for another program, as for Tesseract; leaves its process id in the file."""
    with subprocess.Popen(["sleep", "60"]) as other:
        path.write_text(str(other.pid))


def devour(path: Path) -> int:
    pages = []
    while True:
        pages.append("x" * 1_000_000)


def answer_with_more_than_memory(path: Path, size: int) -> bytes:
    return b"x" * size


def quit_at_once(path: Path) -> None:
    os._exit(3)


def read_a_null_pointer(path: Path) -> None:
    ctypes.string_at(0)


def refuse(path: Path) -> None:
    raise BadMetadata(str(path), "theme", "vide", hint="Donnez un thème.")


def fail(path: Path) -> None:
    raise ZeroDivisionError("division by zero")


def recurse(path: Path) -> None:
    recurse(path)


def chatter(path: Path) -> None:
    print("printed by a library")
    log.info("told of %s", path.name)


def connect(path: Path, port: int) -> None:
    socket.create_connection(("127.0.0.1", port))


def modules(path: Path) -> list[str]:
    return sorted(sys.modules)


def open_files(path: Path) -> list[str]:
    links = Path("/proc/self/fd").iterdir()
    return [str(link.readlink()) for link in links if link.is_symlink()]
