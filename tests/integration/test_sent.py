"""What staff do with documents: a look at what a new file changes, what was removed put back, what went wrong told."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.errors import BadRequest, RefusedDocument, UnknownDocument
from domain.types import Audience, Change, DocumentStatus, IngestReport
from domain.validated import ValidatedSentence
from runtime.difference import ChangeKind, PieceKind
from runtime.drafts import Draft
from runtime.guichet import Guichet
from runtime.trash import KEPT_DAYS, Thrown
from tests.builders import TODAY
from tests.integration.files import SCIC, found, ingest, write

FICHE = """# La régie de quartier

Une régie de quartier réunit la commune, le bailleur et les habitants. Elle emploie vingt salariés.

## Le conseil

Le conseil se réunit deux fois par an.
"""
CHANGED = FICHE.replace("vingt", "trente").replace("\n## Le conseil", "\n## Les fonds\n\nL'État aide.\n\n## Le conseil")
QUESTION = "Qui réunit une régie de quartier ?"


def send(guichet: Guichet, text: str = FICHE, name: str = "régie.md", **fields: str) -> str:
    [report] = guichet.upload(name, io.BytesIO(text.encode()), fields)
    assert report.document_id
    return report.document_id


def compare(guichet: Guichet, document_id: str, text: str, name: str = "v2.md") -> Draft:
    guichet.sent.stage("brouillon", document_id, name, io.BytesIO(text.encode()))
    guichet.sent.compare("brouillon", document_id, name, "Claire")
    return guichet.sent.draft("brouillon")


def remove(guichet: Guichet, document_id: str) -> Thrown:
    thrown = guichet.sent.remove(document_id, "Claire")
    assert thrown
    return thrown


def validate(guichet: Guichet, document_id: str, words: str) -> str:
    """A validated answer that says these words of a document."""
    passages = guichet.version(document_id)[0].passages
    passage = next(one for one in passages if words in one.text)
    sentence = ValidatedSentence(words, (guichet.validated.quote(document_id, passage.id, words),))
    return guichet.validated.validate(QUESTION, (sentence,), author="Claire").id


def test_a_file_that_may_replace_another_is_compared_and_nothing_is_recorded(guichet: Guichet) -> None:
    document = send(guichet, visibility="public")
    before = guichet.version(document)

    draft = compare(guichet, document, CHANGED)

    [difference] = draft.differences
    changed, added = difference.passages
    assert [piece.text.strip() for piece in changed.pieces if piece.kind is not PieceKind.SAME] == ["vingt", "trente"]
    assert (changed.kind, added.kind) == (ChangeKind.CHANGED, ChangeKind.ADDED)
    assert added.heading_path == ("Les fonds",)
    assert difference.unchanged == 1
    assert guichet.version(document) == before


def test_a_draft_tells_which_validated_answers_lose_their_quotes(guichet: Guichet) -> None:
    document = send(guichet, visibility="public")
    lost = validate(guichet, document, "Elle emploie vingt salariés.")

    [touched] = compare(guichet, document, CHANGED).touched

    assert (touched.validated.id, [quote.text for quote in touched.lost]) == (lost, ["Elle emploie vingt salariés."])


def test_words_that_stay_in_a_passage_that_changes_are_told_apart(guichet: Guichet) -> None:
    document = send(guichet, visibility="public")
    validate(guichet, document, "Une régie de quartier réunit la commune, le bailleur et les habitants.")

    [touched] = compare(guichet, document, CHANGED).touched

    assert (len(touched.quotes), touched.lost) == (1, ())


def test_a_draft_is_published_or_dropped(guichet: Guichet) -> None:
    document = send(guichet, visibility="public")
    compare(guichet, document, CHANGED)
    guichet.sent.discard("brouillon")
    assert guichet.version(document)[0].document.version == 1

    staged = compare(guichet, document, CHANGED).staged
    [report] = guichet.sent.publish("brouillon")

    assert (report.change, report.document_id) == (Change.CHANGED, document)
    assert "trente" in found(guichet, QUESTION)[0].passage.text
    assert guichet.version(document)[0].document.visibility.value == "public"
    assert not staged.exists()
    with pytest.raises(UnknownDocument):
        guichet.sent.publish("brouillon")


def test_a_draft_of_a_document_that_changed_meanwhile_is_not_published(guichet: Guichet) -> None:
    document = send(guichet)
    compare(guichet, document, CHANGED)
    guichet.replace(document, "v3.md", io.BytesIO(FICHE.replace("vingt", "dix").encode()), {})

    with pytest.raises(BadRequest, match="a changé"):
        guichet.sent.publish("brouillon")

    assert "dix" in found(guichet, QUESTION, Audience.STAFF)[0].passage.text


def test_a_file_that_cannot_be_read_makes_no_draft_and_is_named_as_it_was_sent(guichet: Guichet) -> None:
    document = send(guichet)
    guichet.sent.stage("brouillon", document, "v2.md", io.BytesIO(b""))

    with pytest.raises(RefusedDocument, match=r"^v2\.md"):
        guichet.sent.compare("brouillon", document, "v2.md", "Claire")

    with pytest.raises(UnknownDocument):
        guichet.sent.draft("brouillon")


def test_what_was_removed_is_found_no_more_and_comes_back_under_its_id(guichet: Guichet) -> None:
    document = send(guichet, visibility="public", title="La régie")
    answer = validate(guichet, document, "Elle emploie vingt salariés.")

    thrown = remove(guichet, document)
    gone = found(guichet, QUESTION, Audience.STAFF)
    unserved = [due.reasons for due in guichet.validated.all(TODAY)]
    [report] = guichet.sent.restore(thrown.id)

    assert (thrown.titles, thrown.author) == (("La régie",), "Claire")
    assert gone == ()
    assert "n'est plus servie" in unserved[0][0]
    assert (report.document_id, report.status) == (document, DocumentStatus.READY)
    assert found(guichet, QUESTION)[0].document.title == "La régie"
    assert [(due.validated.id, due.reasons) for due in guichet.validated.all(TODAY)] == [(answer, ())]
    assert guichet.sent.thrown == ()


def test_a_file_whose_name_was_taken_meanwhile_stays_where_it_can_be_put_back(guichet: Guichet) -> None:
    thrown = remove(guichet, send(guichet))
    other = send(guichet, CHANGED)

    with pytest.raises(BadRequest, match="même nom"):
        guichet.sent.restore(thrown.id)
    guichet.delete([other])

    assert [report.change for report in guichet.sent.restore(thrown.id)] == [Change.NEW]


def test_a_file_that_gives_several_documents_goes_and_comes_back_whole(guichet: Guichet) -> None:
    table = (
        "question,réponse\nQui réunit la régie ?,La commune réunit la régie.\nQui paie la régie ?,Le bailleur paie.\n"
    )
    reports = guichet.upload("faq.csv", io.BytesIO(table.encode()), {})
    ids = {report.document_id for report in reports}

    thrown = remove(guichet, reports[0].document_id or "")
    left = guichet.documents()
    back = guichet.sent.restore(thrown.id)

    assert len(ids) == 2
    assert left == ()
    assert {report.document_id for report in back} == ids


def test_what_was_removed_long_ago_is_deleted_for_good(guichet: Guichet, data_dir: Path) -> None:
    remove(guichet, send(guichet))
    [note] = data_dir.glob("trash/*/note.json")
    told = note.read_text(encoding="utf-8")
    [thrown] = guichet.sent.thrown
    guichet.purge(keep_days=1, keep_staff_days=1)
    assert guichet.sent.thrown == (thrown,)
    long_ago = datetime.now(UTC) - timedelta(days=KEPT_DAYS, seconds=1)

    note.write_text(told.replace(thrown.at.isoformat(), long_ago.isoformat()), encoding="utf-8")
    guichet.purge(keep_days=1, keep_staff_days=1)

    assert [path for path in data_dir.glob("trash/**/*") if path.is_file()] == []


def test_a_file_received_before_a_crash_is_taken_in_at_the_next_start(guichet: Guichet) -> None:
    guichet.sent.receive("régie.md", io.BytesIO(FICHE.encode()), {"title": "La régie"})
    assert guichet.documents() == ()

    reports: list[IngestReport] = []
    guichet.catch_up(reports.append)

    assert [report.title for report in reports] == ["La régie"]


def test_a_document_of_a_folder_is_neither_replaced_nor_removed_here(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)

    for act in (
        lambda: guichet.sent.remove("scic-capital", "Claire"),
        lambda: guichet.sent.stage("brouillon", "scic-capital", "v2.md", io.BytesIO(SCIC.encode())),
    ):
        with pytest.raises(UnknownDocument):
            act()
    assert guichet.version("scic-capital")[0].document.version == 1


def test_the_catalogue_tells_what_documents_ask_of_staff(guichet: Guichet, tmp_path: Path) -> None:
    send(guichet, title="Ancienne", valid_until="2020-01-01", id="ancienne")
    send(guichet, CHANGED, title="Nouvelle", replaces="ancienne", a_verifier="oui")
    ingest(guichet, write(tmp_path / "d", scic=SCIC))

    told = {
        one.live.document.title: (one.origin, [n.concern for n in one.notes]) for one in guichet.catalogue.all(TODAY)
    }

    assert told == {
        "Ancienne": ("sent", ["expired", "replaced"]),
        "Nouvelle": ("sent", ["to_check"]),
        "Une commune peut-elle entrer au capital d'une SCIC ?": ("folder", []),
    }
