"""After any change, the index says what the documents say. All parts are real, down to the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.errors import UnknownDocument
from domain.types import Change, DocumentStatus, Visibility
from runtime.guichet import Guichet
from tests.conftest import CountingEmbedder
from tests.integration.files import NOTE, SCIC, found, ids, ingest, write


def test_a_folder_is_ingested_and_its_public_documents_are_found(guichet: Guichet, folder: Path) -> None:
    reports = ingest(guichet, folder)

    assert {r.document_id: (r.status, r.change) for r in reports} == {
        "scic-capital": (DocumentStatus.READY, Change.NEW),
        "bail-communal": (DocumentStatus.READY, Change.NEW),
        "note-interne": (DocumentStatus.READY, Change.NEW),
    }
    assert found(guichet, "part du capital d'une coopérative")[0].document.id == "scic-capital"


def test_ingesting_again_changes_nothing(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)

    assert {r.change for r in ingest(guichet, folder)} == {Change.SAME}
    assert guichet.counts().documents == 3


def test_a_file_touched_without_a_change_keeps_its_version(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    (folder / "scic.md").write_text(SCIC + "\n\n", encoding="utf-8")

    assert {r.change for r in ingest(guichet, folder)} == {Change.SAME}


def test_a_changed_file_replaces_its_passages_everywhere(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, scic=SCIC.replace("50 %", "40 %"))

    changes = {r.document_id: r.change for r in ingest(guichet, folder)}
    texts = [hit.passage.text for hit in found(guichet, "limite du capital d'une SCIC")]

    assert changes["scic-capital"] is Change.CHANGED
    assert any("40 %" in text for text in texts)
    assert not any("50 %" in text for text in texts)


def test_a_file_that_is_gone_is_told_and_its_document_stays_until_it_is_pruned(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    (folder / "bail.md").unlink()

    [told] = [r for r in ingest(guichet, folder) if r.change is Change.GONE]
    kept = ids(found(guichet, "bail rural"))
    [removed] = [r for r in ingest(guichet, folder, prune=True) if r.change is Change.GONE]

    assert (told.document_id, told.status) == ("bail-communal", DocumentStatus.READY)
    assert "--prune" in told.hint
    assert "bail-communal" in kept
    assert (removed.document_id, removed.status) == ("bail-communal", DocumentStatus.GONE)
    assert "bail-communal" not in ids(found(guichet, "bail rural"))
    assert guichet.counts().documents == 2


def test_a_folder_found_empty_removes_nothing_and_says_so(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    shutil.rmtree(folder)
    folder.mkdir()

    reports = ingest(guichet, folder, prune=True)

    assert {(r.change, r.status) for r in reports} == {(Change.GONE, DocumentStatus.READY)}
    assert all("rien n'a été retiré" in r.reason and "./guichet delete" in r.hint for r in reports)
    assert guichet.counts().documents == 3


def test_only_the_passages_that_changed_are_embedded_again(
    guichet: Guichet, counting: CountingEmbedder, tmp_path: Path
) -> None:
    sections = [f"## Règle {n}\n\nLa règle {n} vaut pour les communes de plus de {n} 000 habitants." for n in range(9)]
    folder = write(tmp_path / "guides", fiche="# Neuf règles\n\n" + "\n\n".join(sections))
    ingest(guichet, folder)
    before = counting.embedded
    sections[4] = "## Règle 4\n\nLa règle 4 est abrogée depuis janvier."

    write(folder, fiche="# Neuf règles\n\n" + "\n\n".join(sections))
    ingest(guichet, folder)

    assert before == 1 + 9 + 9  # the title, the passages, their sentences
    assert counting.embedded - before == 2  # one passage, its sentence


def test_a_preview_of_an_unchanged_folder_reads_nothing_and_embeds_nothing(
    guichet: Guichet, counting: CountingEmbedder, folder: Path
) -> None:
    ingest(guichet, folder)
    before, exported = counting.embedded, list(guichet.export())

    lines = guichet.preview([folder], default_visibility=Visibility.PUBLIC)

    assert {line.change for line in lines} == {Change.SAME}
    assert counting.embedded == before
    assert list(guichet.export()) == exported


def test_a_preview_tells_what_would_be_done_and_does_none_of_it(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    exported = list(guichet.export())
    (folder / "bail.md").unlink()
    (folder / "scic.md").rename(folder / "plafond.md")
    write(folder, note=NOTE + "Encore.", neuf="# Neuf\n\nUn texte.", copie="# Neuf\n\nUn texte.")
    (folder / "lettre.doc").write_bytes(b"")

    lines = guichet.preview([folder], default_visibility=Visibility.PUBLIC)

    assert {(Path(line.path).name, line.change) for line in lines} == {
        ("bail.md", Change.GONE),
        ("plafond.md", Change.RENAMED),
        ("note.md", Change.CHANGED),
        ("copie.md", Change.NEW),
        ("neuf.md", Change.DUPLICATE),
        ("lettre.doc", Change.REFUSED),
    }
    assert list(guichet.export()) == exported


def test_deleting_a_document_takes_it_out_of_every_answer(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)

    [report] = guichet.delete(["bail-communal"])

    assert report.change is Change.GONE
    assert "bail-communal" not in ids(found(guichet, "bail rural"))


def test_deleting_an_unknown_document_deletes_nothing(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)

    with pytest.raises(UnknownDocument):
        guichet.delete(["bail-communal", "inconnu"])

    assert guichet.counts().documents == 3


def test_a_deleted_document_whose_file_stands_comes_back_at_the_next_ingest(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    guichet.delete(["bail-communal"])

    [back] = [r for r in ingest(guichet, folder) if r.change is not Change.SAME]

    assert (back.document_id, back.change) == ("bail-communal", Change.NEW)


def test_what_an_earlier_version_said_can_be_read_again(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, scic=SCIC.replace("50 %", "40 %"))
    ingest(guichet, folder)
    guichet.delete(["scic-capital"])

    edition, versions = guichet.version("scic-capital", 1)

    assert "50 %" in edition.passages[0].text
    assert [note.version for note in versions] == [1, 2]
    assert all(note.retired_at for note in versions)
    with pytest.raises(UnknownDocument):
        guichet.version("scic-capital")


def test_reindexing_from_the_records_alone_gives_the_same_hits(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    before = [(h.passage.id, round(h.score, 4)) for h in found(guichet, "terre communale")]
    shutil.rmtree(folder)

    assert guichet.reindex() == 3
    assert [(h.passage.id, round(h.score, 4)) for h in found(guichet, "terre communale")] == before
