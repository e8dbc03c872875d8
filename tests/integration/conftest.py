"""What the tests of whole ingests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.files import BAIL, NOTE, SCIC, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A public answer, a public sheet, a private note."""
    return write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE)
