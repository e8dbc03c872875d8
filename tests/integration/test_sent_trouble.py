"""What staff do with documents when something fails on the way: a full disk, a kill, two people at once.

What is refused is never published, what was removed never comes back by itself, and what stood stands.
"""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any, cast

import chromadb
import pytest
from fastapi import Request, UploadFile

from api.dependencies import Changes
from api.desk_documents import SendForm
from api.routes.desk.documents import send as send_by_form
from domain.access import Account, Role, Session
from domain.errors import BadRequest, CannotWrite, GuichetError, Overloaded
from domain.types import Audience, DocumentStatus, IngestReport
from runtime import jobs
from runtime.guichet import Guichet
from runtime.settings import Settings
from runtime.wiring import open_guichet
from tests.integration.files import found, ids
from tests.integration.test_sent import CHANGED, FICHE, QUESTION, remove, send
from vectorstore.embedding import OnnxEmbedder

OTHER = "# Le compost\n\nLe compost mûrit pendant neuf mois sous les tilleuls."
TABLE = "question,réponse\nQui réunit la régie ?,La commune réunit la régie.\nQui paie la régie ?,Le bailleur paie.\n"
WAIT_SECONDS = 20.0


class Killed(BaseException):
    """What stands for a process killed at a moment: nothing of ours catches it."""


@contextmanager
def full_index(data_dir: Path) -> Iterator[None]:
    """The index takes no more: its lexical folder is away."""
    folders = [path.parent for path in data_dir.glob("index/**/meta.json")]
    assert folders
    for folder in folders:
        folder.rename(folder.with_name(f"{folder.name}-away"))
    try:
        yield
    finally:
        for folder in folders:
            folder.with_name(f"{folder.name}-away").rename(folder)


@contextmanager
def killed_at(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, *, where: str = "") -> Iterator[None]:
    """The process is killed when it calls this function of a library, on a path that names `where`."""
    real = getattr(owner, name)

    def killed(*given: Any, **named: Any) -> Any:
        if where in " ".join(map(str, given)):
            raise Killed
        return real(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, killed)
        with pytest.raises(Killed):
            yield


@contextmanager
def caught_up(settings: Settings, embedder: OnnxEmbedder) -> Iterator[Guichet]:
    """The next start."""
    with open_guichet(settings, embedder=embedder) as opened:
        opened.catch_up(lambda _: None)
        yield opened


def published(guichet: Guichet, document_id: str) -> list[int]:
    return [note.version for note in guichet.version(document_id)[1]]


def text(guichet: Guichet, document_id: str) -> str:
    return " ".join(passage.text for passage in guichet.version(document_id)[0].passages)


def test_a_file_refused_by_a_full_disk_is_published_neither_by_the_next_one_nor_by_a_restart(
    settings: Settings, embedder: OnnxEmbedder, data_dir: Path
) -> None:
    with open_guichet(settings, embedder=embedder) as guichet:
        send(guichet, OTHER, "compost.md", visibility="public")
        with full_index(data_dir), pytest.raises(CannotWrite):
            send(guichet, visibility="public")
        after = [path.name for path in (data_dir / "documents").iterdir()]
        send(guichet, OTHER.replace("tilleuls", "chênes"), "autre.md")
        listed = {live.document.title for live in guichet.documents()}
        hits = found(guichet, QUESTION, Audience.STAFF)
    with caught_up(settings, embedder) as guichet:
        again = {live.document.title for live in guichet.documents()}

    assert sorted(after) == ["compost.md", "compost.meta.yaml"]
    assert listed == again == {"Le compost"}
    assert "régie" not in " ".join(hit.passage.text for hit in hits)


def test_a_staged_text_whose_file_is_gone_is_not_published_by_a_restart(
    settings: Settings, embedder: OnnxEmbedder, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        open_guichet(settings, embedder=embedder) as guichet,
        killed_at(monkeypatch, chromadb.Collection, "upsert"),
    ):
        send(guichet, visibility="public")
    for file in (data_dir / "documents").glob("*"):  # as when even the records could not be written
        file.unlink()

    with open_guichet(settings, embedder=embedder) as guichet:
        assert guichet.documents() == ()


def test_a_replacement_refused_by_a_full_disk_leaves_the_former_text(guichet: Guichet, data_dir: Path) -> None:
    document = send(guichet, visibility="public")

    with full_index(data_dir), pytest.raises(CannotWrite):
        guichet.replace(document, "v2.md", io.BytesIO(CHANGED.encode()), {})
    send(guichet, OTHER, "compost.md")

    assert "vingt" in text(guichet, document)
    assert 2 not in published(guichet, document)
    assert "vingt" in found(guichet, QUESTION)[0].passage.text


def test_a_narrowing_refused_by_a_full_disk_leaves_the_former_rights_once_read_again(
    settings: Settings, embedder: OnnxEmbedder, data_dir: Path
) -> None:
    with open_guichet(settings, embedder=embedder) as guichet:
        document = send(guichet, visibility="public")
        with full_index(data_dir), pytest.raises(CannotWrite):
            guichet.replace(document, "v2.md", None, {"visibility": "adherent"})
    with caught_up(settings, embedder) as guichet:
        assert ids(found(guichet, QUESTION)) == {document}


def test_a_file_that_cannot_be_put_back_stays_among_what_was_removed_and_out_of_every_answer(
    guichet: Guichet, data_dir: Path
) -> None:
    thrown = remove(guichet, send(guichet, visibility="public"))

    with full_index(data_dir), pytest.raises(CannotWrite):
        guichet.sent.restore(thrown.id)
    send(guichet, OTHER, "compost.md")

    assert guichet.sent.thrown == (thrown,)
    assert [live.document.title for live in guichet.documents()] == ["Le compost"]
    assert [report.status for report in guichet.sent.restore(thrown.id)] == [DocumentStatus.READY]


def test_a_part_of_a_file_is_not_removed_alone_and_the_whole_file_stays_removed(
    settings: Settings, embedder: OnnxEmbedder
) -> None:
    with open_guichet(settings, embedder=embedder) as guichet:
        one, other = (report.document_id or "" for report in guichet.upload("faq.csv", io.BytesIO(TABLE.encode()), {}))
        with pytest.raises(BadRequest, match="2 documents") as caught:
            guichet.delete([one])
        kept = ids(found(guichet, "Qui réunit la régie ?", Audience.STAFF))
        guichet.delete([one, other])
        thrown = guichet.sent.thrown
    with caught_up(settings, embedder) as guichet:
        left = guichet.documents()

    assert "en entier" in caught.value.hint
    assert one in kept
    assert {*thrown[0].document_ids} == {one, other}
    assert left == ()


@pytest.mark.parametrize(
    ("owner", "name", "where"), [(chromadb.Collection, "delete", ""), (Path, "replace", "regie.md")]
)
def test_a_removal_that_is_killed_is_finished_at_the_next_start(
    settings: Settings, embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, where: str
) -> None:
    with open_guichet(settings, embedder=embedder) as guichet:
        document = send(guichet, visibility="public")
        with killed_at(monkeypatch, owner, name, where=where):
            guichet.sent.remove(document, "Claire")

    with caught_up(settings, embedder) as guichet:
        assert guichet.documents() == ()
        [thrown] = guichet.sent.thrown
        assert (thrown.author, thrown.document_ids) == ("Claire", (document,))
        assert [report.document_id for report in guichet.sent.restore(thrown.id)] == [document]


def test_of_two_drafts_published_together_the_second_is_told_that_the_document_changed(guichet: Guichet) -> None:
    document = send(guichet, visibility="public")
    for name, number in (("un", "trente"), ("deux", "dix")):
        content = FICHE.replace("vingt", number).encode()
        guichet.sent.stage(name, document, "v2.md", io.BytesIO(content))
        guichet.sent.compare(name, document, "v2.md", "Claire")
    told: list[GuichetError] = []

    def second() -> None:
        try:
            guichet.sent.publish("deux")
        except GuichetError as exc:
            told.append(exc)

    other = threading.Thread(target=second)

    def begin_the_other(done: int, total: int, label: str = "") -> None:
        if not other.ident:
            other.start()
            sleep(0.5)  # it looks at the document now, if it does not wait

    guichet.sent.publish("un", begin_the_other)
    other.join(WAIT_SECONDS)

    assert [type(exc) for exc in told] == [BadRequest]
    assert "trente" in text(guichet, document)


def test_a_file_that_too_much_work_refuses_does_not_go_in_at_the_next_start(
    guichet: Guichet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MAX_WAITING", 0)
    form = SendForm(files=[UploadFile(io.BytesIO(FICHE.encode()), filename="régie.md")])
    claire = Account("Claire", Role.STAFF, datetime.now(UTC))
    session = Session(claire, "", datetime.now(UTC) + timedelta(hours=1))

    with pytest.raises(Overloaded):
        asyncio.run(send_by_form(cast(Request, None), form, guichet, session, Changes(), None))
    reports: list[IngestReport] = []
    guichet.catch_up(reports.append)

    assert reports == []
