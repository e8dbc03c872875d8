"""docs/exemple-langchain.md: its code runs, against a real service, and prints what the page says that it prints."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from domain.types import Visibility
from runtime.settings import Settings
from runtime.wiring import open_guichet
from tests.api.conftest import Server
from tests.conftest import CHECKOUT
from tests.integration.files import write
from tests.integrations.documents import BAIL
from vectorstore.embedding import OnnxEmbedder

PAGE = CHECKOUT / "docs" / "exemple-langchain.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_example_prints_what_it_says(
    server: Server, settings: Settings, embedder: OnnxEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    [document] = [text for language, text in blocks if language == "markdown"]
    assert document == BAIL  # what the service of these tests holds
    with open_guichet(settings, embedder=embedder) as guichet:
        folder = write(tmp_path / "exemple", bail=document)
        guichet.ingest([folder], default_visibility=Visibility.PUBLIC, report=lambda _: None)
    monkeypatch.setenv("GUICHET_URL", server.url)

    names: dict[str, Any] = {"__name__": "exemple"}
    ran = 0
    for (language, code), (after, told) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language == "python":
            printed = StringIO()
            with redirect_stdout(printed):
                exec(compile(code, f"{PAGE.name} ({ran + 1})", "exec"), names)
            assert after == "text"
            assert printed.getvalue() == told
            ran += 1
    assert ran == 9
