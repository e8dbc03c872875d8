from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import (
    BadMetadata,
    DuplicateDocument,
    GuichetError,
    NoText,
    UnknownDocument,
    UnreadableFile,
)
from domain.types import RawDocument
from ingest.isolation import MIB, IsolatedReader, ReadLimits
from tests.ingest import unruly

LIMITS = ReadLimits(seconds=30.0, memory_bytes=512 * MIB, file_bytes=MIB)
HASTY = ReadLimits(seconds=1.0, memory_bytes=512 * MIB, file_bytes=MIB)
FILE = Path("/dossier/guide.pdf")


def run(work: Callable[..., Any], *calls: tuple[Any, ...], limits: ReadLimits = LIMITS) -> list[Any]:
    with IsolatedReader(limits) as reader:
        return list(reader.run_all(work, calls))


def note(folder: Path, name: str, text: str = "# Note\n\nUn texte.\n") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_files_are_read_in_their_order_and_an_unreadable_one_stops_none(tmp_path: Path) -> None:
    paths = [note(tmp_path, "b.md", "# Bé\n\nUn."), tmp_path / "absent.md", note(tmp_path, "a.md", "# A\n\nDeux.")]

    with IsolatedReader(LIMITS) as reader:
        first, absent, last = reader.read_all(paths)

    assert [raw.metadata.title for raw in (*documents(first), *documents(last))] == ["Bé", "A"]
    assert isinstance(absent, UnreadableFile)
    assert absent.path == str(paths[1])


def documents(outcome: tuple[RawDocument, ...] | GuichetError) -> tuple[RawDocument, ...]:
    assert not isinstance(outcome, GuichetError), outcome
    return outcome


def test_a_file_over_the_limit_is_refused_unread_with_its_size_and_the_setting(tmp_path: Path) -> None:
    path = note(tmp_path, "gros.md", "# Gros\n\n" + "mot " * 400_000)

    with IsolatedReader(LIMITS) as reader:
        (refused,) = reader.read_all([path])

    assert isinstance(refused, UnreadableFile)
    assert refused.why == "le fichier est trop gros (1,5 Mio ; 1 Mio au plus)"
    assert "GUICHET_MAX_FILE_MB" in refused.hint


def test_a_hang_that_no_signal_handler_could_interrupt_is_cut_and_the_others_go_on(tmp_path: Path) -> None:
    start = time.monotonic()

    stuck, after = run_mixed(HASTY, (unruly.backtrack, tmp_path / "pid"), (unruly.name, FILE))

    assert isinstance(stuck, UnreadableFile)
    assert stuck.why == "lecture interrompue après 1 s"
    assert "GUICHET_READ_SECONDS" in stuck.hint
    assert after == "guide.pdf"
    assert time.monotonic() - start < 10
    assert not is_running(int((tmp_path / "pid").read_text().split()[0]))


def run_mixed(limits: ReadLimits, *calls: tuple[Callable[..., Any], Path]) -> list[Any]:
    with IsolatedReader(limits) as reader:
        return [outcome for work, path in calls for outcome in reader.run_all(work, [(path,)])]


def test_an_answer_that_was_ready_in_time_stands_however_late_it_is_asked_for() -> None:
    with IsolatedReader(HASTY) as reader:
        outcomes = reader.run_all(unruly.name, [(FILE,), (FILE.with_name("b.pdf"),)])
        first = next(outcomes)
        time.sleep(1.2)
        second = next(outcomes)

    assert (first, second) == ("guide.pdf", "b.pdf")


@pytest.mark.parametrize(("work", "more"), [(unruly.devour, ()), (unruly.answer_with_more_than_memory, (300 * MIB,))])
def test_a_reader_that_wants_too_much_memory_is_refused(work: Callable[..., Any], more: tuple[int, ...]) -> None:
    (outcome,) = run(work, (FILE, *more))

    assert isinstance(outcome, UnreadableFile)
    assert outcome.why == "sa lecture demande plus de 512 Mio de mémoire"
    assert "GUICHET_READ_MEMORY_MB" in outcome.hint


@pytest.mark.parametrize("work", [unruly.quit_at_once, unruly.read_a_null_pointer])
def test_a_crash_of_a_parser_is_a_refused_file(work: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    crashed, *_ = outcomes = run(work, (FILE,), (FILE,), (FILE,))

    assert len(outcomes) == 3
    assert isinstance(crashed, UnreadableFile)
    assert str(crashed) == "/dossier/guide.pdf : le lecteur s'est arrêté brutalement sur ce fichier"
    assert "GUICHET_READ_MEMORY_MB" in crashed.hint
    assert "died with exit code" in caplog.text


@pytest.mark.parametrize(("work", "kind"), [(unruly.fail, "ZeroDivisionError"), (unruly.recurse, "RecursionError")])
def test_an_unforeseen_exception_refuses_the_file_by_name_and_is_logged(
    work: Callable[..., Any], kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    (outcome,) = run(work, (FILE,))

    assert isinstance(outcome, UnreadableFile)
    assert str(outcome) == f"/dossier/guide.pdf : son contenu n'a pas pu être analysé ({kind})"
    assert "Traceback" in caplog.text
    assert f"in {work.__name__}" in caplog.text


def test_an_error_of_ours_comes_back_as_it_was_raised() -> None:
    (outcome,) = run(unruly.refuse, (FILE,))

    assert isinstance(outcome, BadMetadata)
    assert (outcome.path, outcome.field, outcome.why) == ("/dossier/guide.pdf", "theme", "vide")
    assert str(outcome) == "/dossier/guide.pdf : champ « theme » : vide"
    assert outcome.hint == "Donnez un thème."


@pytest.mark.parametrize(
    "error",
    [
        UnreadableFile("a.pdf", "chiffré", hint="Retirez le mot de passe."),
        NoText("a.pdf", "vide"),
        BadMetadata("a.md", "date", "illisible"),
        DuplicateDocument("guide", "a.md", "b.md"),
        UnknownDocument("guide"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_survives_the_way_between_two_processes(error: GuichetError) -> None:
    there, back = multiprocessing.Pipe()
    there.send(error)

    copy = back.recv()

    assert type(copy) is type(error)
    assert (str(copy), copy.hint, copy.code, vars(copy)) == (str(error), error.hint, error.code, vars(error))


def test_what_a_reader_logs_is_logged_here_and_what_it_prints_spoils_no_output(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.INFO):
        run(unruly.chatter, (FILE,))

    assert caplog.record_tuples == [("parser", logging.INFO, "told of guide.pdf")]
    assert capfd.readouterr().out == ""


def test_the_level_of_a_logger_here_holds_there(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="parser"), caplog.at_level(logging.INFO):
        run(unruly.chatter, (FILE,))

    assert caplog.records == []


def test_a_reader_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        (outcome,) = run(unruly.connect, (FILE, server.getsockname()[1]))

    assert isinstance(outcome, UnreadableFile)
    assert "PermissionError" in outcome.why


def test_a_reader_holds_neither_model_nor_index_nor_any_file_of_ours(tmp_path: Path) -> None:
    with (tmp_path / "guichet.db").open("w"):
        (loaded,) = run(unruly.modules, (FILE,))
        (held,) = run(unruly.open_files, (FILE,))

    heavy = {"torch", "chromadb", "sqlalchemy", "tantivy", "onnxruntime", "sentence_transformers", "transformers"}
    assert heavy.isdisjoint(loaded)
    assert "ingest.readers.markdown" in loaded
    assert not [file for file in held if str(tmp_path) in file]


def test_files_are_read_ahead_by_no_more_than_the_workers(tmp_path: Path) -> None:
    asked: list[int] = []

    def calls() -> Iterator[tuple[Path]]:
        for number in range(6):
            asked.append(number)
            yield (FILE,)

    with IsolatedReader(LIMITS, workers=3) as reader:
        outcomes = reader.run_all(unruly.name, calls())
        next(outcomes)

        assert asked == [0, 1, 2]
        assert len(multiprocessing.active_children()) <= 2


def test_two_files_are_read_at_the_same_time() -> None:
    start = time.monotonic()

    run(unruly.wait, (FILE, 1.5), (FILE, 1.5))

    assert time.monotonic() - start < 2.9


def test_nothing_to_read_starts_nothing() -> None:
    with IsolatedReader(LIMITS) as reader:
        assert list(reader.read_all([])) == []
        assert multiprocessing.active_children() == []


def test_leaving_ends_what_is_under_way(tmp_path: Path) -> None:
    with IsolatedReader(LIMITS) as reader:
        outcomes = reader.run_all(unruly.wait, [(FILE, 0), (FILE, 60)])
        next(outcomes)

        assert len(multiprocessing.active_children()) == 1

    assert multiprocessing.active_children() == []


def test_a_thread_may_read_files_while_another_does(tmp_path: Path) -> None:
    read: list[str] = []
    threads = [threading.Thread(target=lambda: read.extend(run(unruly.name, (FILE,), (FILE,)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read == ["guide.pdf"] * 8


def test_what_a_reader_started_ends_with_it(tmp_path: Path) -> None:
    started = tmp_path / "pid"

    (outcome,) = run(unruly.start_another, (started,), limits=HASTY)

    assert isinstance(outcome, UnreadableFile)
    wait_until(lambda: not is_running(int(started.read_text())))


def test_killing_the_ingest_leaves_no_reader_behind_even_one_that_hangs(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = (
        "import sys; from pathlib import Path; from tests.ingest import test_isolation as t, unruly\n"
        "with t.IsolatedReader(t.LIMITS) as reader: list(reader.run_all(unruly.backtrack, [(Path(sys.argv[1]),)]))"
    )
    ingest = subprocess.Popen([sys.executable, "-c", code, str(pids)], cwd=Path(__file__).parents[2])
    wait_until(lambda: pids.exists() and len(pids.read_text().split()) == 2)
    reader, server = (int(pid) for pid in pids.read_text().split())
    assert is_running(reader)

    os.kill(ingest.pid, signal.SIGKILL)
    ingest.wait()

    wait_until(lambda: not is_running(reader) and not is_running(server))


def wait_until(met: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)
