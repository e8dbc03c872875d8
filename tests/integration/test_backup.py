"""A backup is the whole truth: restored elsewhere, it answers, replays and lets in as before."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.orders import CreateKey
from cli.desk import open_desk
from domain.access import Role
from domain.errors import BadBackup, DataFolderBusy, DataFolderProblem
from domain.receipts import Feedback, FeedbackReason
from domain.types import Audience, IngestReport
from domain.validated import ValidatedSentence
from records.backup import holds_records
from runtime.backup import Restored, read_backup, restore
from runtime.guichet import Guichet
from runtime.settings import Settings, load_settings
from runtime.wiring import open_guichet
from tests.api.conftest import serving
from tests.builders import TODAY
from tests.conftest import CHECKOUT
from tests.integration.files import BAIL, NOTE, SCIC, found, ids, ingest, write
from vectorstore.embedding import OnnxEmbedder

CAPITAL = "Une commune peut-elle entrer au capital d'une SCIC ?"
VOICES = "Combien de voix la commune a-t-elle dans une SCIC ?"
VOTE = "Toutefois, un associé ne dispose que d'une voix."
SENT = b"# Le prix du repas\n\nLe repas de la cantine de Belmaure est servi tous les jours de classe."
PASSWORD = "un mot de passe assez long"


@dataclass(frozen=True)
class Life:
    """What there is to find again."""

    answer_id: str
    text: str
    key: str
    sent_id: str
    session: str


@pytest.fixture
def elsewhere(tmp_path: Path, data_dir: Path) -> Settings:
    """Another data folder, with a database of its own."""
    return load_settings(
        data_dir=tmp_path / "ailleurs", database_url=f"sqlite:///{tmp_path / 'ailleurs' / 'guichet.db'}"
    )


def live(guichet: Guichet, folder: Path) -> Life:
    """Documents (one replaced, one sent by staff), an answer and what was said of it, one validated, a key."""
    ingest(guichet, folder)
    first = guichet.answers.ask(CAPITAL, as_of=TODAY).answer
    write(folder, scic=SCIC.replace("50 %", "40 %"))
    ingest(guichet, folder)
    said = Feedback(first.id, False, FeedbackReason.OUTDATED, "c'était un\0avis")
    guichet.answers.note_feedback(said, Audience.PUBLIC)
    [passage] = guichet.version("scic-capital")[0].passages
    quote = guichet.validated.quote("scic-capital", passage.id, VOTE)
    guichet.validated.validate(VOICES, (ValidatedSentence(VOTE, (quote,)),), author="Mme Test")
    [sent] = guichet.upload("repas.md", BytesIO(SENT), {"visibility": "public"})
    guichet.access.put_account("Mme Test", PASSWORD, Role.STAFF)
    signed_in = guichet.access.sign_in("Mme Test", PASSWORD, "127.0.0.1")
    key = guichet.access.create_key("le site", Role.STAFF).secret
    assert sent.document_id is not None
    return Life(first.id, first.text, key, sent.document_id, signed_in.secret)


def assert_lives_on(guichet: Guichet, life: Life) -> None:
    """All of it is there, and what comes next works."""
    again = guichet.answers.replay(life.answer_id)
    assert again.differences == ()
    assert again.again is not None
    assert again.again.text == life.text
    assert "40 %" in guichet.answers.ask(CAPITAL, as_of=TODAY).answer.text
    assert guichet.answers.ask(VOICES, as_of=TODAY).answer.validated is not None
    [waiting] = guichet.answers.queue(again.receipt.asked_at)
    assert [comment.replace("\0", "\ufffd") for comment in waiting.comments] == ["c'était un\ufffdavis"]
    assert guichet.access.bearer(life.key).role is Role.STAFF
    assert guichet.access.session(life.session) is None
    assert guichet.access.sign_in("Mme Test", PASSWORD, "127.0.0.1")
    assert life.sent_id in ids(found(guichet, "prix du repas de la cantine"))
    assert "note-interne" not in ids(found(guichet, "dispositif Valmorin"))
    # The document that staff sent can still be replaced, from the folder where it stands now.
    reports: list[IngestReport] = []
    guichet.catch_up(reports.append)
    assert [report.reason for report in reports] == [""]
    guichet.replace(life.sent_id, "repas.md", BytesIO(SENT + b"\n\nSauf le mercredi."), {})
    assert guichet.version(life.sent_id)[0].document.version == 2


def put_back(file: Path, settings: Settings, embedder: OnnxEmbedder, *, replace: bool = False) -> Restored:
    done: list[Restored] = []
    with (
        read_backup(file) as archive,
        open_guichet(
            settings,
            embedder=embedder,
            accept_mismatch=True,
            first=lambda: done.append(restore(archive, settings.data_dir, settings.database, replace=replace)),
        ) as guichet,
    ):
        guichet.reindex()
    return done[0]


def check_round_trip(settings: Settings, elsewhere: Settings, embedder: OnnxEmbedder, folder: Path, file: Path) -> None:
    with open_guichet(settings, embedder=embedder) as guichet:
        life = live(guichet, folder)
        written = guichet.backup(file)
        # Everything but the index's own numbers and the folder, which is another one.
        held = [line for line in guichet.export() if line["kind"] == "document"]

    done = put_back(file, elsewhere, embedder)

    assert done.rows == written.rows
    assert done.aside is None
    with open_guichet(elsewhere, embedder=embedder) as guichet:
        again = [line for line in guichet.export() if line["kind"] == "document"]
        assert json.dumps(again, default=str) == json.dumps(held, default=str).replace(
            str(settings.data_dir), str(elsewhere.data_dir)
        )
        assert_lives_on(guichet, life)


def test_what_is_restored_elsewhere_is_what_was_there(
    settings: Settings, elsewhere: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path
) -> None:
    check_round_trip(settings, elsewhere, embedder, folder, tmp_path / "une.zip")


def test_a_backup_is_for_its_owner_only_holds_no_session_and_says_when_it_was_made(
    guichet: Guichet, settings: Settings, folder: Path, tmp_path: Path
) -> None:
    life = live(guichet, folder)
    file = tmp_path / "une.zip"

    written = guichet.backup(file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("une*")] == ["une.zip"]
    assert "sessions" not in written.rows
    with ZipFile(file) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (life.key, life.session, PASSWORD):
        assert secret.encode() not in whole
    noted = json.loads((settings.data_dir / "last-backup.json").read_text())
    assert noted["file"] == str(file)
    with read_backup(file) as archive_read:
        assert noted["moment"] == archive_read.manifest.moment.isoformat(timespec="seconds")


def test_a_backup_replaces_nothing_and_one_that_fails_leaves_nothing(
    guichet: Guichet, settings: Settings, folder: Path, tmp_path: Path
) -> None:
    ingest(guichet, folder)
    (tmp_path / "prise.zip").write_text("autre chose")

    with pytest.raises(BadBackup, match="existe déjà"):
        guichet.backup(tmp_path / "prise.zip")
    with pytest.raises(BadBackup, match="ne peut pas être écrit"):
        guichet.backup(tmp_path / "nulle-part" / "une.zip")

    assert (tmp_path / "prise.zip").read_text() == "autre chose"
    assert not (settings.data_dir / "last-backup.json").exists()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("folder_name", ["documents", "sites", "documents/ailleurs"])
def test_no_backup_is_written_where_it_would_read_itself(
    guichet: Guichet, settings: Settings, tmp_path: Path, folder_name: str
) -> None:
    inside = settings.data_dir / folder_name
    inside.mkdir(parents=True, exist_ok=True)
    (tmp_path / "lien").symlink_to(inside)

    for folder in (inside, tmp_path / "lien", settings.data_dir / "index" / ".." / folder_name):
        with pytest.raises(BadBackup, match="que la sauvegarde contient"):
            guichet.backup(folder / "une.zip")

    assert list(inside.iterdir()) == []
    guichet.backup(settings.data_dir / "une.zip")


def test_what_is_there_is_kept_unless_it_is_to_be_replaced_and_then_it_is_put_aside(
    settings: Settings, elsewhere: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "une.zip"
    with open_guichet(settings, embedder=embedder) as guichet:
        life = live(guichet, folder)
        guichet.backup(file)
    with open_guichet(elsewhere, embedder=embedder) as guichet:
        [other] = guichet.upload("autre.md", BytesIO(b"# Une autre vie\n\nLa halle de Valsor ouvre le jeudi."), {})
    (elsewhere.data_dir / "models").mkdir()
    (elsewhere.data_dir / "models" / "modele.bin").write_text("lourd")
    before = _files(elsewhere.data_dir)

    with pytest.raises(DataFolderProblem, match="contient déjà") as caught:
        put_back(file, elsewhere, embedder)
    assert "--replace" in caught.value.hint
    assert _files(elsewhere.data_dir) == before

    done = put_back(file, elsewhere, embedder, replace=True)

    assert done.aside is not None
    assert done.aside.parent == elsewhere.data_dir
    assert done.aside.name.startswith("avant-restauration-")
    assert (elsewhere.data_dir / "models" / "modele.bin").read_text() == "lourd"
    with open_guichet(elsewhere, embedder=embedder) as guichet:
        assert found(guichet, "halle de Valsor", Audience.STAFF)[0].document.id != other.document_id
        assert_lives_on(guichet, life)
    # What was put aside can be put back.
    assert (done.aside / "documents" / "autre.md").exists()
    aside_file = done.aside / "base.zip"
    if aside_file.exists():
        put_back(aside_file, elsewhere, embedder, replace=True)
        with open_guichet(elsewhere, embedder=embedder) as guichet:
            assert [one.document.id for one in guichet.documents()] == [other.document_id]
    else:
        assert holds_records(f"sqlite:///{done.aside / 'guichet.db'}")


def _spoil(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _told(files: dict[str, bytes], change: Callable[[dict[str, Any]], object]) -> None:
    told = json.loads(files["manifest.json"])
    change(told)
    files["manifest.json"] = json.dumps(told).encode()


def _table(files: dict[str, bytes], name: str, lines: bytes) -> None:
    """A table's lines, as if they had been backed up."""
    path = f"tables/{name}.jsonl"
    files[path] = lines
    note = {"sha256": hashlib.sha256(lines).hexdigest(), "bytes": len(lines), "rows": lines.count(b"\n")}
    _told(files, lambda told: told["files"].update({path: note}))


def _escape(files: dict[str, bytes]) -> None:
    name = "documents/../../intrus"
    files[name] = b"x"
    note = {"sha256": hashlib.sha256(b"x").hexdigest(), "bytes": 1}
    _told(files, lambda told: told["files"].update({name: note}))


SPOILT: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a byte of a table": lambda files: files.update(
        {"tables/answers.jsonl": files["tables/answers.jsonl"].replace(b"SCIC", b"SCOP")}
    ),
    "a file that is gone": lambda files: files.update() if files.pop("tables/keys.jsonl") else None,
    "a file too many": lambda files: files.update({"documents/intrus.md": b"x"}),
    "a file that would go out": _escape,
    "no manifest": lambda files: files.update() if files.pop("manifest.json") else None,
    "a newer format": lambda files: _told(files, lambda told: told.update(format=2)),
    "an unknown schema": lambda files: _told(files, lambda told: told.update(revision="9999")),
    "an unknown table": lambda files: _table(files, "autre", b"{}\n"),
    "other columns": lambda files: _table(files, "tasks", b'{"id": "x"}\n'),
    "a session": lambda files: _table(files, "sessions", b""),
    "a line that is no JSON": lambda files: _table(files, "tasks", b"{\n"),
    "a moment that is none": lambda files: _table(
        files, "tasks", b'{"id": "x", "status": "", "assignee": "", "note": "", "changed_at": "hier"}\n'
    ),
    "a passage of no document": lambda files: _table(files, "versions", b""),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_damaged_or_foreign_backup_is_told_and_changes_nothing(
    guichet: Guichet, elsewhere: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path, how: str
) -> None:
    ingest(guichet, folder)
    guichet.answers.ask(CAPITAL, as_of=TODAY)
    file = tmp_path / "une.zip"
    guichet.backup(file)
    _spoil(file, SPOILT[how])

    with pytest.raises(BadBackup) as caught:
        put_back(file, elsewhere, embedder)

    assert caught.value.hint
    assert not holds_records(elsewhere.database)
    assert _files(elsewhere.data_dir) <= {"guichet.lock"}
    assert not (tmp_path / "intrus").exists()


@pytest.mark.parametrize("cut", [10, 1000, -10])
def test_a_file_cut_short_or_that_is_no_zip_is_told(guichet: Guichet, folder: Path, tmp_path: Path, cut: int) -> None:
    ingest(guichet, folder)
    file = tmp_path / "une.zip"
    guichet.backup(file)
    file.write_bytes(file.read_bytes()[:cut])

    with pytest.raises(BadBackup, match="n'est pas une sauvegarde"), read_backup(file):
        pass
    with pytest.raises(BadBackup, match="introuvable"), read_backup(tmp_path / "rien.zip"):
        pass


def test_what_goes_wrong_in_the_middle_puts_the_former_data_back(
    settings: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "une.zip"
    with open_guichet(settings, embedder=embedder) as guichet:
        life = live(guichet, folder)
        guichet.backup(file)
    _spoil(file, SPOILT["a passage of no document"])
    before = _files(settings.data_dir)

    with pytest.raises(BadBackup):
        put_back(file, settings, embedder, replace=True)

    assert _files(settings.data_dir) == before
    with open_guichet(settings, embedder=embedder) as guichet:
        assert guichet.answers.replay(life.answer_id).differences == ()


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    guichet: Guichet, elsewhere: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path
) -> None:
    ingest(guichet, folder)
    given = guichet.answers.ask(CAPITAL, as_of=TODAY).answer
    file = tmp_path / "une.zip"
    guichet.backup(file)

    def as_of_0005(files: dict[str, bytes]) -> None:
        later = ("keys", "accounts", "tasks", "eval_runs")
        for table in later:
            del files[f"tables/{table}.jsonl"]
        _told(files, lambda told: [told["files"].pop(f"tables/{table}.jsonl") for table in later])
        rows = [json.loads(line) for line in files["tables/answers.jsonl"].splitlines()]
        for row in rows:
            del row["stale"]
        _table(files, "answers", b"".join(json.dumps(row).encode() + b"\n" for row in rows))
        _told(files, lambda told: told.update(revision="0005"))

    _spoil(file, as_of_0005)

    put_back(file, elsewhere, embedder)

    with open_guichet(elsewhere, embedder=embedder) as restored:
        assert restored.answers.replay(given.id).differences == ()
        assert restored.access.list_keys() == ()


def test_a_folder_in_use_is_not_restored(
    guichet: Guichet, settings: Settings, embedder: OnnxEmbedder, folder: Path, tmp_path: Path
) -> None:
    ingest(guichet, folder)
    guichet.backup(tmp_path / "une.zip")

    with pytest.raises(DataFolderBusy):
        put_back(tmp_path / "une.zip", settings, embedder, replace=True)

    assert guichet.counts().documents == 3


def test_a_service_that_answers_is_backed_up_and_restored_elsewhere_by_the_commands(
    settings: Settings, elsewhere: Settings, model_dir: Path, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    """A process takes seconds to start: the two commands have one each, what comes before and after is done in ours."""
    documents = write(tmp_path / "documents", scic=SCIC, bail=BAIL, note=NOTE)
    with serving(tmp_path, model_dir, documents, GUICHET_DATABASE_URL=settings.database) as server:
        with open_desk(settings, print) as desk:
            key = desk.do(CreateKey(holder="site", role=Role.STAFF))["secret"]
        with server.client() as client:
            given = client.post("/v1/ask", json={"question": CAPITAL}).json()
            useless = {"useful": False, "reason": "incomplete"}
            assert client.post(f"/v1/answers/{given['answer_id']}/feedback", json=useless).is_success
            written = _in(tmp_path, server.env, "backup", "une.zip", "--json")
            assert written.returncode == 0, written.stderr
            with pytest.raises(DataFolderBusy, match="utilisé par une autre"):
                put_back(tmp_path / "une.zip", settings, embedder, replace=True)
            assert client.post("/v1/ask", json={"question": CAPITAL}).json()["text"] == given["text"]
    env = server.env | {"GUICHET_DATA_DIR": str(elsewhere.data_dir), "GUICHET_DATABASE_URL": elsewhere.database}

    restored = _in(tmp_path, env, "restore", "une.zip")

    assert restored.returncode == 0, restored.stderr
    assert "Index reconstruit : 3 documents" in restored.stdout
    assert json.loads(written.stdout)["rows"]["answers"] == 1
    with open_guichet(elsewhere, embedder=embedder) as guichet:
        assert guichet.answers.replay(given["answer_id"]).differences == ()
        with TestClient(create_app(elsewhere, guichet), headers={"authorization": f"Bearer {key}"}) as other:
            assert other.post("/v1/ask", json={"question": CAPITAL}).json()["text"] == given["text"]
            assert [one["answer_ids"] for one in other.get("/v1/queue").json()["waiting"]] == [[given["answer_id"]]]


def _in(folder: Path, env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command typed in a folder: the paths that it is given are relative to it."""
    return subprocess.run(
        [str(CHECKOUT / "guichet"), *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def _files(folder: Path) -> set[str]:
    """The files of a data folder, but for those of a database or an index that was only opened."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in paths if not path.endswith(("-wal", "-shm"))}
