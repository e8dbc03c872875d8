"""What is logged, where and by whom: a process of its own each time, whose standard error is a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from tests.conftest import CHECKOUT

SECONDS = 30
SECRET = "s3cret-que-personne-ne-lit"

FAILING = f"""
import logging
from runtime import log

log.set_up("INFO", "FORM")

def check(asked, n):
    held = [asked] * n
    raise ValueError("rien ne va")

try:
    check("-".join("{SECRET}".split("-")), 2)
except ValueError:
    logging.getLogger("ici").exception("une panne")
"""

CLOSED = """
import logging, os, sys
from runtime import log

log.set_up("INFO", "json")
kept = os.dup(2)
sys.stderr.close()
logging.getLogger("ici").warning("nobody reads this")
[handler] = logging.getLogger().handlers
handler.flush()
sys.stderr = os.fdopen(kept, "w")
logging.getLogger("ici").warning("written again")
"""

STUCK = """
import logging
import time
from runtime import log

log.set_up("INFO", "json")
began = time.monotonic()
for n in range(log.Unblocked.WAITING + 5000):
    logging.getLogger("ici").warning("%d %s", n, "x" * 100)
print(f"done in {time.monotonic() - began}", flush=True)
input()
logging.getLogger("ici").warning("the last")
"""


def started(program: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    env = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    return subprocess.Popen([sys.executable, "-c", program], env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_is_written_without_what_its_variables_hold(form: str) -> None:
    with started(FAILING.replace("FORM", form)) as process:
        _, said = process.communicate(timeout=SECONDS)

    assert "une panne" in said
    assert "rien ne va" in said
    assert "in check" in said
    assert SECRET not in said


def test_a_standard_error_that_was_closed_does_not_end_the_log() -> None:
    with started(CLOSED) as process:
        _, said = process.communicate(timeout=SECONDS)

    assert process.returncode == 0
    assert "written again" in said
    assert "Traceback" not in said


def test_whoever_logs_does_not_wait_for_who_reads() -> None:
    """More than a pipe and the queue hold: what is too much is dropped, and counted once someone reads again."""
    with started(STUCK) as process:
        assert process.stdout is not None
        too_long = threading.Timer(SECONDS, process.kill)
        too_long.start()
        assert process.stdout.readline().startswith("done")  # nobody has read standard error
        too_long.cancel()
        _, said = process.communicate("read on\n", timeout=SECONDS)

    assert process.returncode == 0
    assert "lines dropped)" in said
    assert '"event": "0 xxx' in said
