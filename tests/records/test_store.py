"""The life of a document's versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, event, text

from domain.errors import DataFolderProblem
from domain.types import Block, BlockKind, DocumentStatus, Edition, Place, Scope, Source, Visibility
from records.database import migrate, open_database
from records.library import OPENING, SqlLibrary
from records.sources import SqlSources
from records.store import SqlRecords
from records.tables import Base
from tests.builders import TODAY, a_document, an_edition

PUBLIC = (Visibility.PUBLIC,)
ALL = (Visibility.PUBLIC, Visibility.ADHERENT)
BLOCKS = (Block(BlockKind.HEADING, "Titre", 2, 1), Block(BlockKind.PARAGRAPH, "Un texte.", page=1, page_end=2))


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "data").mkdir()
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sources(engine: Engine) -> SqlSources:
    made = SqlSources(engine)
    made.note(Source("/corpus/doc.md", "/corpus", "", DocumentStatus.READ))
    return made


@pytest.fixture
def records(engine: Engine, sources: SqlSources) -> SqlRecords:
    return SqlRecords(engine)


def stage(records: SqlRecords, edition: Edition, content_hash: str = "h") -> Edition:
    document = edition.document
    return records.stage(
        edition,
        BLOCKS,
        place=Place("/corpus/doc.md", document.id, document.id, document.visibility),
        content_hash=content_hash,
        chunker="c",
        status=DocumentStatus.READY,
        reason="",
    )


def texts(library: SqlLibrary, visibilities: tuple[Visibility, ...] = PUBLIC) -> list[str]:
    return [passage.text for passage, _ in library.find([], ["doc"], Scope(visibilities, TODAY)).values()]


def test_the_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_a_staged_version_is_not_readable_before_it_is_published(records: SqlRecords, engine: Engine) -> None:
    library = SqlLibrary(engine)
    staged = stage(records, an_edition(a_document(), "Le plafond est de 50 %."))

    [passage] = staged.passages

    before = (texts(library), library.version("doc", 1), library.text("doc", 1, passage.id))
    records.publish([staged.document])

    assert before == ([], None, None)
    assert texts(library) == ["Le plafond est de 50 %."]
    assert library.text("doc", 1, passage.id) == passage.text


def test_the_former_version_answers_until_the_new_one_is_published(records: SqlRecords, engine: Engine) -> None:
    library = SqlLibrary(engine)
    records.publish([stage(records, an_edition(a_document(), "Ancien texte.")).document])
    new = stage(records, an_edition(a_document(), "Nouveau texte."), "h2")

    during = texts(library)
    records.publish([new.document])

    assert during == ["Ancien texte."]
    assert texts(library) == ["Nouveau texte."]
    assert [edition.document.version for edition in records.retired()] == [1]


def test_staging_a_private_version_hides_the_public_one_at_once(records: SqlRecords, engine: Engine) -> None:
    library = SqlLibrary(engine)
    records.publish([stage(records, an_edition(a_document(), "Texte public.")).document])

    stage(records, an_edition(a_document(visibility=Visibility.ADHERENT), "Texte réservé."), "h2")

    assert texts(library, PUBLIC) == []
    assert texts(library, ALL) == ["Texte public."]


def test_what_made_a_document_private_once_is_not_given_back_by_a_later_public_version(
    records: SqlRecords, engine: Engine
) -> None:
    library = SqlLibrary(engine)
    for number, visibility in enumerate((Visibility.PUBLIC, Visibility.ADHERENT, Visibility.PUBLIC)):
        edition = an_edition(a_document(visibility=visibility), f"Texte {number}.")
        records.publish([stage(records, edition, f"h{number}").document])

    rights = [version.document.visibility for n in (1, 2, 3) if (version := library.version("doc", n))]

    assert rights == [Visibility.ADHERENT, Visibility.ADHERENT, Visibility.PUBLIC]


def test_a_passage_that_was_read_is_given_only_while_its_document_says_it_to_who_asks(
    records: SqlRecords, engine: Engine
) -> None:
    library = SqlLibrary(engine)
    first = stage(records, an_edition(a_document(), "Gardé.", "Supprimé."))
    stays, goes = (passage.id for passage in first.passages)

    def found(visibilities: tuple[Visibility, ...] = PUBLIC) -> dict[str, int]:
        passages = library.find([stays, goes], [], Scope(visibilities, TODAY))
        return {passage.text: document.version for passage, document in passages.values()}

    assert found() == {}
    records.publish([first.document])
    assert found() == {"Gardé.": 1, "Supprimé.": 1}
    records.publish([stage(records, an_edition(a_document(), "Nouveau.", "Gardé."), "h2").document])
    assert found() == {"Gardé.": 2}
    records.make_private(["doc"])
    assert (found(), found(ALL)) == ({}, {"Gardé.": 2})
    records.retire("doc")
    assert found(ALL) == {}


def test_only_the_first_passages_of_a_document_stand_for_it(records: SqlRecords, engine: Engine) -> None:
    staged = stage(records, an_edition(a_document(), *(f"Passage {n}." for n in range(OPENING + 3))))
    records.publish([staged.document])
    library, last = SqlLibrary(engine), staged.passages[-1]

    opening = library.find([], ["doc"], Scope(PUBLIC, TODAY))
    with_last = library.find([last.id], ["doc"], Scope(PUBLIC, TODAY))

    assert set(opening) == {passage.id for passage in staged.passages[:OPENING]}
    assert set(with_last) == {*opening, last.id}


def test_staging_again_after_a_killed_run_supersedes_what_was_left(records: SqlRecords) -> None:
    stage(records, an_edition(a_document(), "Laissé en plan."))

    stage(records, an_edition(a_document(), "Repris."), "h2")

    assert [e.passages[0].text for e in records.staged()] == ["Repris."]
    assert [e.passages[0].text for e in records.retired()] == ["Laissé en plan."]


def test_a_retired_document_is_in_no_answer_and_can_be_read_again_as_history(
    records: SqlRecords, engine: Engine
) -> None:
    library = SqlLibrary(engine)
    staged = stage(records, an_edition(a_document(), "À retirer."))
    records.publish([staged.document])

    records.retire("doc")
    answered = texts(library)
    records.archive(staged.document)

    assert answered == []
    assert list(records.retired()) == []
    assert records.live_document("doc") is None
    again = library.version("doc", 1)
    assert again is not None
    assert [passage.text for passage in again.passages] == ["À retirer."]


def test_versions_tell_from_when_to_when_each_could_be_found(records: SqlRecords, engine: Engine) -> None:
    records.publish([stage(records, an_edition(a_document(), "Ancien.")).document])
    records.publish([stage(records, an_edition(a_document(), "Nouveau."), "h2").document])
    stage(records, an_edition(a_document(), "Pas encore."), "h3")

    first, second = SqlLibrary(engine).versions("doc")

    assert (first.version, second.version) == (1, 2)
    assert first.retired_at == second.published_at
    assert second.retired_at is None


def test_several_versions_are_published_together(records: SqlRecords, engine: Engine) -> None:
    one = stage(records, an_edition(a_document("un"), "Un."))
    two = stage(records, an_edition(a_document("deux"), "Deux."))

    records.begin_indexing([one.document, two.document])
    records.publish([one.document, two.document])

    assert [live.document.id for live in records.live_documents()] == ["deux", "un"]
    assert list(records.staged()) == []


def test_staging_writes_the_place_that_the_version_was_read_from(records: SqlRecords, sources: SqlSources) -> None:
    stage(records, an_edition(a_document(), "Texte."))

    assert [place.path for place in sources.places_of("doc")] == ["/corpus/doc.md"]
    assert [place.document_id for place in sources.places_at("/corpus/doc.md")] == ["doc"]


def test_a_file_that_moves_takes_its_places_along(records: SqlRecords, sources: SqlSources) -> None:
    records.publish([stage(records, an_edition(a_document(), "Texte.")).document])

    sources.move("/corpus/doc.md", Source("/corpus/autre.md", "/corpus", "", DocumentStatus.READ, content="c"))

    assert list(sources.all()) == ["/corpus/autre.md"]
    assert [place.path for place in sources.places_of("doc")] == ["/corpus/autre.md"]
    live = records.live_document("doc")
    assert live is not None
    assert live.document.source == "/corpus/autre.md"


def test_forgetting_a_file_forgets_its_places_and_keeps_the_history(records: SqlRecords, sources: SqlSources) -> None:
    records.publish([stage(records, an_edition(a_document(), "Texte.")).document])

    sources.forget("/corpus/doc.md")

    assert sources.all() == {}
    assert sources.places() == {}
    assert records.live_document("doc") is not None


def test_a_doubt_about_rights_restricts_every_version_and_place(
    records: SqlRecords, sources: SqlSources, engine: Engine
) -> None:
    records.publish([stage(records, an_edition(a_document(), "Texte.")).document])

    records.make_private(["doc"])

    assert texts(SqlLibrary(engine), PUBLIC) == []
    assert [place.visibility for place in sources.places_of("doc")] == [Visibility.ADHERENT]


@pytest.mark.parametrize("table", ["sources", "places"])
def test_two_that_write_of_a_file_at_once_both_succeed_and_the_last_word_counts(
    engine: Engine, sources: SqlSources, table: str
) -> None:
    """Without a lock between them, both would find nothing there before they write."""

    def say(fingerprint: str, document_id: str) -> Callable[[], None]:
        if table == "sources":
            source = Source("/corpus/autre.md", "/corpus", fingerprint, DocumentStatus.READ)
            return lambda: sources.note(source)
        place = Place("/corpus/doc.md", "cle", document_id, Visibility.PUBLIC)
        return lambda: sources.claim(place)

    others = [say("b", "de-l-autre")]

    def meanwhile(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(f"INSERT INTO {table}") and others:
            others.pop()()

    event.listen(engine, "before_cursor_execute", meanwhile)
    say("a", "du-premier")()

    assert not others
    if table == "sources":
        assert sources.all()["/corpus/autre.md"].fingerprint == "a"
    else:
        assert [place.document_id for place in sources.places_at("/corpus/doc.md")] == ["du-premier"]


def test_blocks_come_back_as_they_were_staged(records: SqlRecords) -> None:
    staged = stage(records, an_edition(a_document(), "Texte."))

    assert records.blocks(staged.document) == BLOCKS


def test_counts_and_sizes_tell_what_is_live_by_visibility(records: SqlRecords) -> None:
    records.publish([stage(records, an_edition(a_document(), "Un.", "Deux.")).document])
    private = a_document("prive", visibility=Visibility.ADHERENT, source="/corpus/doc.md", demonstration=True)
    records.publish([stage(records, an_edition(private, "Trois.")).document])

    counts = records.counts()

    assert (counts.documents, counts.passages, counts.private_documents) == (2, 3, 1)
    assert not counts.demonstration  # everyone is told of it: it says nothing of private documents
    assert records.sizes() == {Visibility.PUBLIC: (1, 2), Visibility.ADHERENT: (1, 1)}


def test_a_database_that_cannot_be_opened_is_told_without_its_password(tmp_path: Path) -> None:
    folder = tmp_path / "est-un-dossier.db"
    folder.mkdir()

    with pytest.raises(DataFolderProblem, match="ne peut pas être ouverte"):
        open_database(f"sqlite:///{folder}")


def test_the_migrations_keep_what_an_earlier_version_recorded(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        migrate(connection, "0001")
        for written in (_FILE_OF_0001, _VERSION_OF_0001, _PASSAGE_OF_0001):
            connection.execute(text(written))
    engine.dispose()

    opened = open_database(database_url)

    [place] = SqlSources(opened).places_of("doc")
    live = SqlRecords(opened).live_document("doc")
    assert texts(SqlLibrary(opened)) == ["Un texte."]
    assert (place.path, place.visibility) == ("/corpus/doc.md", Visibility.PUBLIC)
    assert SqlSources(opened).all()["/corpus/doc.md"].fingerprint == ""
    assert live is not None
    assert live.document.title == "Titre"
    opened.dispose()


_FILE_OF_0001 = """
INSERT INTO sources (path, root, fingerprint, status, reason, hint, checked_at)
VALUES ('/corpus/doc.md', '/corpus', 'abc', 'ready', '', '', '2026-11-01 10:00:00')
"""
_VERSION_OF_0001 = """
INSERT INTO versions (document_id, version, state, status, reason, source, content_hash, chunker, title, type,
    publisher, url, theme, visibility, replaces, a_verifier, demonstration, blocks, created_at)
VALUES ('doc', 1, 'live', 'ready', '', '/corpus/doc.md', 'h', 'c', 'Titre', '', '', '', '', 'public', '[]', false,
    false, '[]', '2026-11-01 10:00:00')
"""
_PASSAGE_OF_0001 = """
INSERT INTO passages (version_id, ordinal, id, text, span_start, span_end, heading_path, sentences, legal_references)
VALUES (1, 0, 'p', 'Un texte.', 0, 9, '[]', '[]', '[]')
"""


def test_what_stands_beside_a_passage_is_of_its_live_version_and_of_those_who_may_read_it(
    records: SqlRecords, engine: Engine
) -> None:
    library = SqlLibrary(engine)
    edition = an_edition(a_document(visibility=Visibility.ADHERENT), "Un.", "Deux.", "Trois.")
    staged = stage(records, edition)
    records.publish([staged.document])
    first, second, third = staged.passages

    assert library.around([first, second, third], Scope(ALL, TODAY)) == {
        first.id: ("", "Deux."),
        second.id: ("Un.", "Trois."),
        third.id: ("Deux.", ""),
    }
    assert library.around([second], Scope(PUBLIC, TODAY)) == {second.id: ("", "")}
