"""Commands typed in a terminal."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import CHECKOUT

COMMAND = str(CHECKOUT / "guichet")
SECONDS = 120


def guichet(
    *arguments: str, cwd: Path = CHECKOUT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The command, run to its end."""
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=cwd,
        env=os.environ | dict(env or {}),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def started(*arguments: str) -> subprocess.Popen[bytes]:
    """The command, left running; what it says is dropped."""
    return subprocess.Popen([COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
