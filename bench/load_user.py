"""What one client of the load does, for locust: `locust -f bench/load_user.py`. See bench/load.py.

Each question is asked once: a made-up commune's name ends it, so that nothing kept of an earlier question helps.
"""

from __future__ import annotations

import json
import os
import random
from itertools import count
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant, events, task

CASES = Path(__file__).resolve().parent.parent / "eval" / "cases" / "dev.jsonl"
CHEAP = ("/healthz", "/readyz", "/widget.js", "/static/guichet.css", "/v1/models")
CHEAP_FOR_ONE = int(os.environ.get("LOAD_CHEAP_FOR_ONE", "0"))
"""Cheap requests for one question."""
MOST = int(os.environ.get("LOAD_REQUESTS", "0"))
"""Requests after which the load ends; 0: it ends by time."""
_numbers = count()
_questions = [
    case["question"]
    for case in map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
    if case["audience"] == "public" and "history" not in case
]


class Asker(FastHttpUser):
    """Asks, and asks again as soon as it is answered."""

    wait_time = constant(0)
    connection_timeout = 60.0
    network_timeout = 60.0

    @task(1)
    def ask(self) -> None:
        """A question, which must be answered as the contract says."""
        question = f"{random.choice(_questions)} Merci, la mairie de Lieu-{next(_numbers):x}."
        with self.client.post("/v1/ask", json={"question": question}, name="ask", catch_response=True) as response:
            body = response.json() if response.status_code == 200 else None
            if not isinstance(body, dict) or "answer_id" not in body:
                response.failure(f"{response.status_code}: {response.text[:200] if response.text else ''}")

    @task(CHEAP_FOR_ONE)
    def cheap(self) -> None:
        """What a page or a probe asks for."""
        self.client.get(random.choice(CHEAP), name="cheap")


@events.request.add_listener
def _end_after(**_more: Any) -> None:
    if MOST and _runner and _runner.stats.total.num_requests >= MOST:
        _runner.quit()


_runner: Any = None


@events.init.add_listener
def _note_runner(environment: Any, **_more: Any) -> None:
    global _runner  # noqa: PLW0603 - locust hands its runner over by an event
    _runner = environment.runner
