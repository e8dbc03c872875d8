"""Guichet reads the demonstration corpus without a warning, and finds the law in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.references import find_references
from domain.types import Visibility
from ingest.discover import discover
from ingest.readers import read_file

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def test_no_field_of_a_front_matter_or_a_sidecar_is_unknown_to_the_reader(caplog: pytest.LogCaptureFixture) -> None:
    read = [document for found in discover(CORPUS).files for document in read_file(found.path)]

    assert read
    assert not [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]


def test_guichet_finds_a_legal_reference_in_every_public_document() -> None:
    read = [document for found in discover(CORPUS).files for document in read_file(found.path)]
    public = [document for document in read if document.metadata.visibility is Visibility.PUBLIC]

    bare = {
        document.metadata.id
        for document in public
        if not find_references(" ".join(block.text for block in document.blocks))
    }

    assert public
    assert not bare
