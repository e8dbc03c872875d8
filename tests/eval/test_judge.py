"""The optional judge, in its own environment, against a server that speaks as an OpenAI-compatible LLM does."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from eval.exchange import write_all
from tests.conftest import CHECKOUT
from tests.eval.builders import a_case, a_run, a_whole_run, silence

PYTHON = CHECKOUT / ".judge" / "bin" / "python"
STATEMENT = "Les communes détiennent au plus 50 % du capital."


class _Llm(BaseHTTPRequestHandler):
    """Finds one statement in an answer and bears it out; finds what is expected in the contexts."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["content-length"])).decode()
        said: dict[str, Any] = {"statements": [STATEMENT]}
        if '\\"attributed\\"' in asked:
            said = {"classifications": [{"statement": STATEMENT, "reason": "dit", "attributed": 1}]}
        elif '\\"verdict\\"' in asked:
            said = {"statements": [{"statement": STATEMENT, "reason": "dit", "verdict": 1}]}
        message = {"role": "assistant", "content": json.dumps(said)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        whole = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [choice],
            "usage": usage,
        }
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(whole).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Llm)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def judged(samples: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI", "JUDGE"))}
    command = [PYTHON, CHECKOUT / "eval" / "judge.py", samples]
    return subprocess.run(command, env=kept | env, capture_output=True, text=True, check=False)


@pytest.mark.llm
def test_an_answer_is_judged_on_its_citations_and_a_silence_is_not(address: str, tmp_path: Path) -> None:
    write_all(a_whole_run(a_run(), silence(a_case("b"))), tmp_path)

    done = judged(tmp_path / "ragas.jsonl", OPENAI_BASE_URL=address, OPENAI_API_KEY="clef", JUDGE_MODEL="m")

    assert done.returncode == 0, done.stderr
    assert "faithfulness : 1.000 (1 réponses)" in done.stdout
    assert "context_recall : 1.000 (1 réponses)" in done.stdout
    lines = (tmp_path / "ragas.judged.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line).get("faithfulness") for line in lines] == [1.0, None]


@pytest.mark.llm
def test_without_an_llm_the_judge_says_what_to_give(tmp_path: Path) -> None:
    write_all(a_whole_run(a_run()), tmp_path)

    done = judged(tmp_path / "ragas.jsonl")

    assert done.returncode == 1
    assert "JUDGE_MODEL" in done.stderr
