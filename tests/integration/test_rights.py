"""Private stays private, whatever happens to a file."""

from __future__ import annotations

from pathlib import Path

from domain.types import Audience, DocumentStatus, Visibility
from runtime.guichet import Guichet
from tests.integration.files import BAIL, NOTE, SCIC, found, ids, ingest, write


def test_private_stays_private_until_the_document_says_public(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, note=NOTE.replace("visibility: adherent\n", "").replace("deux saisons", "trois saisons"))

    ingest(guichet, folder, default=Visibility.PUBLIC)
    silent = ids(found(guichet, "dispositif Valmorin"))
    write(folder, note=NOTE.replace("visibility: adherent", "visibility: public"))
    ingest(guichet, folder)

    assert "note-interne" not in silent
    assert "note-interne" in ids(found(guichet, "dispositif Valmorin"))


def test_a_malformed_visibility_is_an_error_and_hides_what_was_public(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, scic=SCIC.replace("visibility: public", "visibility: adherant"))

    [failed] = [r for r in ingest(guichet, folder) if r.status is DocumentStatus.REFUSED]

    assert "visibility" in failed.reason
    assert "scic-capital" not in ids(found(guichet, "capital d'une SCIC"))
    assert "scic-capital" in ids(found(guichet, "capital d'une SCIC", Audience.ADHERENT))


def test_a_document_made_private_is_gone_for_the_public_at_once(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    write(folder, bail=BAIL.replace("visibility: public", "visibility: adherent"))

    ingest(guichet, folder)

    assert "bail-communal" not in ids(found(guichet, "bail rural"))
    assert "bail-communal" in ids(found(guichet, "bail rural", Audience.ADHERENT))


def test_the_default_visibility_applies_to_documents_that_say_nothing(guichet: Guichet, tmp_path: Path) -> None:
    path = write(tmp_path / "x", fiche="# Une fiche\n\nLe bail dure neuf ans en général.")

    ingest(guichet, path, default=Visibility.ADHERENT)

    assert found(guichet, "durée du bail") == ()
    assert ids(found(guichet, "durée du bail", Audience.ADHERENT)) == {"x-fiche"}


def test_a_document_hidden_by_a_malformed_visibility_leaves_the_public_part_of_the_index(
    guichet: Guichet, folder: Path
) -> None:
    ingest(guichet, folder)
    before = _entries(guichet)
    write(folder, scic=SCIC.replace("visibility: public", "visibility: adherant"))

    ingest(guichet, folder)

    after = _entries(guichet)
    assert after["text-public"] == before["text-public"] - 1
    assert after["text-adherent"] == before["text-adherent"] + 1
    assert after["lexical-adherent"] == before["lexical-adherent"] + 1


def test_a_folder_s_rights_hold_for_a_file_or_a_subfolder_given_by_itself(guichet: Guichet, tmp_path: Path) -> None:
    private = write(tmp_path / "fonds" / "internes", fiche="# Une fiche\n\nLe bail dure neuf ans en général.")
    (tmp_path / "fonds" / "corpus.yaml").write_text("visibility: adherent\n", encoding="utf-8")

    ingest(guichet, private / "fiche.md")
    ingest(guichet, private)

    assert found(guichet, "durée du bail") == ()


def _entries(guichet: Guichet) -> dict[str, int]:
    return {line["part"]: line["entries"] for line in guichet.export() if line["kind"] == "index"}
