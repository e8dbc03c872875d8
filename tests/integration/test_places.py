"""Files renamed, copied and edited: which document each one gives, and who may read it."""

from __future__ import annotations

from pathlib import Path

from domain.types import Audience, Change
from runtime.guichet import Guichet
from tests.conftest import CountingEmbedder
from tests.integration.files import BAIL, SCIC, found, ids, ingest, write


def test_a_renamed_file_keeps_its_document_its_id_and_its_vectors(
    guichet: Guichet, counting: CountingEmbedder, tmp_path: Path
) -> None:
    folder = write(tmp_path / "guides", fiche="# Une fiche\n\nLe bail dure neuf ans en général.")
    ingest(guichet, folder)
    embedded = counting.embedded
    (folder / "sous-dossier").mkdir()
    (folder / "fiche.md").rename(folder / "sous-dossier" / "autre-nom.md")

    [report] = ingest(guichet, folder)
    again = ingest(guichet, folder)

    assert (report.change, report.document_id) == (Change.RENAMED, "guides-fiche")
    assert "fiche.md" in report.reason
    assert counting.embedded == embedded
    assert [(r.change, r.document_id) for r in again] == [(Change.SAME, "guides-fiche")]
    assert guichet.counts().documents == 1


def test_a_moved_and_edited_file_that_names_itself_keeps_its_document(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    (folder / "scic.md").unlink()
    write(folder, plafond=SCIC.replace("50 %", "40 %"))

    ingest(guichet, folder)

    assert guichet.counts().documents == 3
    assert any("40 %" in hit.passage.text for hit in found(guichet, "limite du capital d'une SCIC"))


def test_the_same_content_under_two_names_is_one_document_with_two_places(
    guichet: Guichet, counting: CountingEmbedder, tmp_path: Path
) -> None:
    text = "# Une fiche\n\nLe bail dure neuf ans en général."
    folder = write(tmp_path / "guides", fiche=text, copie=text)

    first, second = sorted(ingest(guichet, folder), key=lambda r: r.change is Change.DUPLICATE)

    assert (first.change, second.change) == (Change.NEW, Change.DUPLICATE)
    assert first.document_id == second.document_id == "guides-copie"
    assert "copie.md" in second.reason
    assert guichet.counts().documents == 1
    assert {r.change for r in ingest(guichet, folder)} == {Change.SAME}


def test_a_document_with_two_places_stays_until_both_are_gone(guichet: Guichet, tmp_path: Path) -> None:
    text = "# Une fiche\n\nLe bail dure neuf ans en général."
    folder = write(tmp_path / "guides", fiche=text, copie=text, autre=BAIL)
    ingest(guichet, folder)

    (folder / "copie.md").unlink()
    ingest(guichet, folder, prune=True)
    one_left = ids(found(guichet, "durée du bail"))
    (folder / "fiche.md").unlink()
    ingest(guichet, folder, prune=True)

    assert "guides-copie" in one_left
    assert "guides-copie" not in ids(found(guichet, "durée du bail"))


def test_a_copy_that_is_edited_becomes_a_document_of_its_own(guichet: Guichet, tmp_path: Path) -> None:
    text = "# Une fiche\n\nLe bail dure neuf ans en général."
    folder = write(tmp_path / "guides", fiche=text, zcopie=text)
    ingest(guichet, folder)

    write(folder, zcopie="# Une fiche\n\nLe prêt à usage est gratuit par nature.")
    ingest(guichet, folder)

    assert {hit.document.id for hit in found(guichet, "bail ou prêt à usage")} == {"guides-fiche", "guides-zcopie"}
    write(folder, fiche="# Une fiche\n\nLe bail dure dix-huit ans.")
    ingest(guichet, folder)
    assert "dix-huit" in found(guichet, "durée du bail")[0].passage.text
    assert guichet.counts().documents == 2


def test_of_two_places_the_narrower_decides_who_reads(guichet: Guichet, tmp_path: Path) -> None:
    text = "# Une fiche\n\nLe bail dure neuf ans en général."
    folder = write(tmp_path / "guides", fiche=text, zcopie=text)
    (folder / "zcopie.meta.yaml").write_text("visibility: adherent", encoding="utf-8")

    ingest(guichet, folder)
    public = found(guichet, "durée du bail")
    write(folder, fiche=text + "\n")
    ingest(guichet, folder)

    assert public == ()
    assert ids(found(guichet, "durée du bail", Audience.ADHERENT)) >= {"guides-fiche"}
