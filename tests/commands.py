"""Commands, each in a process of its own, forked by tests/nursery.py, which has imported what they import.

They run the real command line and die of real signals, but their imports, seconds of processor time each, are done
once for a worker of pytest. `./guichet` itself is typed in tests/cli/test_commands.py and test_backup.py.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

from tests.conftest import CHECKOUT

SECONDS = 120


class Running:
    """A command that runs, or has run. What it says is read from `files`: see tests/nursery.py."""

    def __init__(self, connection: socket.socket, files: TemporaryDirectory[str]) -> None:
        self._connection = connection
        self._told = connection.makefile()
        self._files = files
        self._said: dict[str, str] = {}
        self._status: int | None = None
        self.pid = int(self._told.readline())

    @property
    def stdout(self) -> str:
        """What it has written so far."""
        return self._read("stdout")

    @property
    def stderr(self) -> str:
        """What it has written so far."""
        return self._read("stderr")

    def wait(self, seconds: float = SECONDS) -> int:
        """Its exit status, or minus the number of the signal that ended it.

        Raises:
            TimeoutError: it has not ended by then.
        """
        if self._status is None:
            self._connection.settimeout(seconds)
            self._status = int(self._told.readline())
            self._told.close()
            self._connection.close()
            self._said = {name: self._read(name) for name in ("stdout", "stderr")}
            self._files.cleanup()
        return self._status

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return not Path(f"/proc/{self.pid}").exists()

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _read(self, name: str) -> str:
        if name in self._said:
            return self._said[name]
        return Path(self._files.name, name).read_text(encoding="utf-8", errors="replace")


def start(*arguments: str, env: Mapping[str, str] | None = None, cwd: Path = CHECKOUT, typed: str = "") -> Running:
    """A command, left running."""
    files = TemporaryDirectory(prefix="guichet-command-")
    for name in ("stdout", "stderr"):
        Path(files.name, name).touch()
    Path(files.name, "stdin").write_text(typed, encoding="utf-8")
    order = {
        "arguments": arguments,
        "env": dict(os.environ if env is None else env),
        "cwd": str(cwd),
        "files": files.name,
    }
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(_nursery())
    connection.sendall(f"{json.dumps(order)}\n".encode())
    return Running(connection, files)


def run(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = CHECKOUT, typed: str = ""
) -> CompletedProcess[str]:
    """A command, run to its end."""
    command = start(*arguments, env=env, cwd=cwd, typed=typed)
    try:
        status = command.wait()
    except TimeoutError:
        command.kill()
        raise
    return CompletedProcess(arguments, status, command.stdout, command.stderr)


@cache
def _nursery() -> str:
    """Where this worker's nursery takes orders."""
    folder = TemporaryDirectory(prefix="guichet-nursery-")
    address = Path(folder.name, "socket")
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.nursery", str(address)], cwd=CHECKOUT, stdout=subprocess.PIPE
    )
    assert nursery.stdout is not None
    nursery.stdout.readline()  # it takes orders
    for end in (folder.cleanup, nursery.stdout.close, nursery.wait, nursery.terminate):  # the last one first
        atexit.register(end)
    return str(address)
