"""The life of a document's versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from domain.errors import DataFolderProblem
from domain.types import Block, BlockKind, DocumentStatus, Edition, Source, Visibility
from records.database import open_database
from records.library import SqlLibrary
from records.store import SqlRecords
from records.tables import Base
from tests.builders import a_document, an_edition

PUBLIC = (Visibility.PUBLIC,)
ALL = (Visibility.PUBLIC, Visibility.ADHERENT)
BLOCKS = (Block(BlockKind.HEADING, "Titre", 2, 1), Block(BlockKind.PARAGRAPH, "Un texte.", page=1, page_end=2))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'guichet.db'}")
    yield opened
    opened.dispose()


@pytest.fixture
def records(engine: Engine) -> SqlRecords:
    made = SqlRecords(engine)
    made.note_source(Source("/corpus/doc.md", "/corpus", "", DocumentStatus.INDEXING))
    return made


def stage(records: SqlRecords, edition: Edition, content_hash: str = "h") -> Edition:
    return records.stage(
        edition, BLOCKS, content_hash=content_hash, chunker="c", status=DocumentStatus.READY, reason=""
    )


def texts(library: SqlLibrary, visibilities: tuple[Visibility, ...] = PUBLIC) -> list[str]:
    return [passage.text for passage, _ in library.passages_of(["doc"], visibilities)]


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_a_staged_version_is_not_readable_before_it_is_published(records: SqlRecords, engine: Engine) -> None:
    library = SqlLibrary(engine)
    staged = stage(records, an_edition(a_document(), "Le plafond est de 50 %."))

    before = texts(library)
    records.publish(staged.document)

    assert before == []
    assert texts(library) == ["Le plafond est de 50 %."]


def test_the_former_version_answers_until_the_new_one_is_published(records: SqlRecords, engine: Engine) -> None:
    library = SqlLibrary(engine)
    records.publish(stage(records, an_edition(a_document(), "Ancien texte.")).document)
    new = stage(records, an_edition(a_document(), "Nouveau texte."), "h2")

    during = texts(library)
    records.publish(new.document)

    assert during == ["Ancien texte."]
    assert texts(library) == ["Nouveau texte."]
    assert [edition.document.version for edition in records.retired()] == [1]


def test_staging_a_private_version_hides_the_public_one_at_once(records: SqlRecords, engine: Engine) -> None:
    library = SqlLibrary(engine)
    records.publish(stage(records, an_edition(a_document(), "Texte public.")).document)

    stage(records, an_edition(a_document(visibility=Visibility.ADHERENT), "Texte réservé."), "h2")

    assert texts(library, PUBLIC) == []
    assert texts(library, ALL) == ["Texte public."]


def test_staging_again_after_a_killed_run_supersedes_what_was_left(records: SqlRecords) -> None:
    stage(records, an_edition(a_document(), "Laissé en plan."))

    stage(records, an_edition(a_document(), "Repris."), "h2")

    assert [e.passages[0].text for e in records.staged()] == ["Repris."]
    assert [e.passages[0].text for e in records.retired()] == ["Laissé en plan."]


def test_a_retired_document_is_unreadable_and_dropping_it_leaves_nothing(records: SqlRecords, engine: Engine) -> None:
    staged = stage(records, an_edition(a_document(), "À supprimer."))
    records.publish(staged.document)

    records.retire("doc")
    readable = texts(SqlLibrary(engine))
    records.drop(staged.document)
    records.forget_source("/corpus/doc.md")

    assert readable == []
    assert list(records.retired()) == []
    assert records.sources() == ()


def test_a_source_that_still_gives_a_document_is_not_forgotten(records: SqlRecords) -> None:
    records.publish(stage(records, an_edition(a_document(), "Texte.")).document)

    records.forget_source("/corpus/doc.md")

    assert [source.path for source in records.sources()] == ["/corpus/doc.md"]


def test_blocks_come_back_as_they_were_staged(records: SqlRecords) -> None:
    staged = stage(records, an_edition(a_document(), "Texte."))

    assert records.blocks(staged.document) == BLOCKS


def test_counts_and_sizes_tell_what_is_live_by_visibility(records: SqlRecords) -> None:
    records.publish(stage(records, an_edition(a_document(), "Un.", "Deux.")).document)
    private = a_document("prive", visibility=Visibility.ADHERENT, source="/corpus/doc.md", demonstration=True)
    records.publish(stage(records, an_edition(private, "Trois.")).document)

    counts = records.counts()

    assert (counts.documents, counts.passages, counts.private_documents) == (2, 3, 1)
    assert counts.demonstration
    assert records.sizes() == {Visibility.PUBLIC: (1, 2), Visibility.ADHERENT: (1, 1)}


def test_a_database_that_cannot_be_opened_is_told_without_its_password(tmp_path: Path) -> None:
    folder = tmp_path / "est-un-dossier.db"
    folder.mkdir()

    with pytest.raises(DataFolderProblem, match="ne peut pas être ouverte"):
        open_database(f"sqlite:///{folder}")
