"""Files that were removed: kept with what was said of them, whole or not at all, wherever a move is cut off."""

from __future__ import annotations

import errno
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import CannotWrite
from ingest.metadata import sidecar_path
from ingest.whole_file import write_whole
from runtime.trash import Thrown, Trash


@pytest.fixture
def trash(tmp_path: Path) -> Trash:
    return Trash(tmp_path / "trash")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "documents" / "fiche.md"
    path.parent.mkdir()
    path.write_text("Texte.")
    sidecar_path(path).write_text("visibility: adherent")
    return path


def thrown(trash: Trash, file: Path) -> Thrown:
    announced = trash.announce(file, ["La fiche"], ["fiche"], "Claire")
    trash.throw(announced, file.parent)
    return announced


def test_a_file_leaves_with_its_sidecar_and_comes_back_with_it(trash: Trash, file: Path) -> None:
    one = thrown(trash, file)
    gone = list(file.parent.iterdir())

    trash.give_back(one.id, file.parent)

    assert gone == []
    assert (file.read_text(), sidecar_path(file).read_text()) == ("Texte.", "visibility: adherent")


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_a_removal_cut_off_anywhere_is_told_and_can_be_finished(
    trash: Trash, file: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    announced = trash.announce(file, ["La fiche"], ["fiche"], "Claire")
    rename = Path.replace
    done: list[Path] = []

    def killed(self: Path, target: Path) -> Path:
        if len(done) == renames:
            raise KeyboardInterrupt
        done.append(target)
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            trash.throw(announced, file.parent)
    trash.purge(datetime(2000, 1, 1, tzinfo=UTC))

    assert (trash.all(), trash.leaving()) == ((), (announced,))
    trash.throw(announced, file.parent)
    assert (trash.all(), trash.leaving()) == ((announced,), ())
    assert list(file.parent.iterdir()) == []


def test_a_file_that_cannot_be_given_back_stays_whole_here_and_takes_no_name(
    trash: Trash, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = thrown(trash, file)

    def full(source: Path, target: Path) -> None:
        target.write_text("vis")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(CannotWrite):
        trash.give_back(one.id, file.parent)

    assert list(file.parent.iterdir()) == []
    assert trash.all() == (one,)


def test_a_file_that_vanishes_while_the_list_is_read_is_as_if_it_were_not_there(trash: Trash, tmp_path: Path) -> None:
    note = b'{"name": "fiche.md", "titles": [], "document_ids": [], "at": "2026-01-01T00:00:00+00:00", "author": ""}'
    stopping = threading.Event()

    def come_and_go(number: int) -> None:
        place = tmp_path / "trash" / str(number)
        while not stopping.is_set():
            write_whole(place / "note.json", note)
            trash.forget(place.name)

    def dropped_whole() -> None:
        for _ in range(2_000):
            trash.all()

    threads = [threading.Thread(target=come_and_go, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        dropped_whole()
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
