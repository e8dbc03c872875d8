"""A real HTTP server that answers as an OpenAI-compatible one would, with what a test scripted."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Script:
    """What is answered, and what was asked."""

    content: str = ""
    status: int = 200
    seconds: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def says(self, *sentences: tuple[str, list[int]]) -> None:
        """A well-formed draft."""
        phrases = [{"texte": text, "passages": passages} for text, passages in sentences]
        self.content = json.dumps({"phrases": phrases}, ensure_ascii=False)


@contextmanager
def scripted() -> Iterator[Script]:
    """A server on a free port of this machine."""
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            time.sleep(script.seconds)
            message = {"role": "assistant", "content": script.content}
            body = {
                "id": "1", "object": "chat.completion", "created": 0, "model": "scripted",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            }  # fmt: skip
            sent = json.dumps(body).encode()
            try:
                self.send_response(script.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)
            except (BrokenPipeError, ConnectionResetError):
                return  # the client went away: that is what the test is about

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
