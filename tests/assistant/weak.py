"""The weak model's server as a process, and Guichet with it over the demonstration corpus."""

from __future__ import annotations

import logging
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from domain.types import Visibility
from runtime.guichet import Guichet
from runtime.settings import load_settings
from runtime.wiring import open_guichet

CHECKOUT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
WRITE_SECONDS = 60.0


@contextmanager
def weak_model() -> Iterator[str]:
    """The address of a running server."""
    [model] = (CHECKOUT / ".llm" / "model").rglob("*.gguf")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    python, server = CHECKOUT / ".llm" / "bin" / "python", Path(__file__).with_name("weak_server.py")
    command = [str(python), str(server), str(model), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                httpx.get(f"{url}/models").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        else:
            raise RuntimeError("the model's server did not start")
        yield url
    finally:
        process.terminate()
        process.wait(START_SECONDS)


@contextmanager
def weak_guichet(url: str, data: Path, models: Path) -> Iterator[Guichet]:
    """Guichet over corpus/, its answers written by the weak model."""
    settings = load_settings(
        data_dir=data, model_dir=models, llm_model="smollm2", llm_base_url=url, llm_seconds=WRITE_SECONDS, ocr=False
    )
    with open_guichet(settings) as guichet:
        guichet.ingest([CHECKOUT / "corpus"], default_visibility=Visibility.PUBLIC, report=lambda _: None)
        yield guichet


class Dropped(logging.Handler):
    """Counts the sentences that the guard drops, by reason."""

    def __init__(self) -> None:
        super().__init__()
        self.reasons: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg.startswith("sentence dropped"):
            self.reasons[str(record.args[0] if isinstance(record.args, tuple) else record.args)] += 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While this lasts."""
        logger = logging.getLogger("assistant.guard")
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)
