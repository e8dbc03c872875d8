"""The folder of what staff sent: whole files or none, and never a text with wider rights than its own."""

from __future__ import annotations

import errno
import io
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from domain.errors import CannotWrite, UnreadableFile
from ingest.metadata import sidecar_path
from runtime.uploads import Uploads

MAX_BYTES = 1_000
PATIENCE_SECONDS = 20.0


class FullDisk(io.BytesIO):
    """A file that cannot be copied to its end: the disk takes no more."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "documents", max_bytes=MAX_BYTES)


def left(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "documents").rglob("*"))


def states(path: Path) -> Iterator[tuple[str, str]]:
    """The text and the visibility that stand, now."""
    yield path.read_text(), yaml.safe_load(sidecar_path(path).read_bytes())["visibility"]


@pytest.mark.parametrize(
    ("content", "error"), [(io.BytesIO(b"x" * (MAX_BYTES + 1)), UnreadableFile), (FullDisk(), CannotWrite)]
)
def test_of_a_file_that_cannot_be_kept_nothing_is_and_its_name_is_free(
    uploads: Uploads, tmp_path: Path, content: io.BytesIO, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        uploads.add("fiche.md", content, {"visibility": "public"})

    assert getattr(caught.value, "hint", "")
    assert left(tmp_path) == []
    assert uploads.add("fiche.md", io.BytesIO(b"Texte."), {}).name == "fiche.md"


def test_a_full_disk_leaves_the_former_file_and_fields(uploads: Uploads, tmp_path: Path) -> None:
    path = uploads.add("fiche.md", io.BytesIO(b"Avant."), {"visibility": "adherent"})

    with (
        pytest.raises(CannotWrite),
        uploads.replacing(path, "v2.md", FullDisk(), {"visibility": "public"}),
    ):
        pass

    assert list(states(path)) == [("Avant.", "adherent")]
    assert left(tmp_path) == ["fiche.md", "fiche.meta.yaml"]


@pytest.mark.parametrize(("former", "new"), [("adherent", "public"), ("public", "adherent")])
@pytest.mark.parametrize("undone", [False, True])
def test_a_private_text_never_stands_with_public_rights(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, former: str, new: str, undone: bool
) -> None:
    path = uploads.add("fiche.md", io.BytesIO(former.encode()), {"visibility": former})
    seen: list[tuple[str, str]] = []
    rename = Path.replace

    def watched(self: Path, target: Path) -> Path:
        moved = rename(self, target)
        seen.extend(states(path))
        return moved

    monkeypatch.setattr(Path, "replace", watched)
    with suppress(UnreadableFile), uploads.replacing(path, "v2.md", io.BytesIO(new.encode()), {"visibility": new}):
        if undone:
            raise UnreadableFile("v2.md", "le fichier est chiffré")

    assert ("adherent", "public") not in seen
    assert seen[-1] == ((former, former) if undone else (new, new))


def test_a_sidecar_without_its_document_keeps_no_name_and_gives_no_rights(uploads: Uploads, tmp_path: Path) -> None:
    path = uploads.add("fiche.md", io.BytesIO(b"Texte."), {"visibility": "public"})
    path.unlink()  # killed between the two

    with uploads.place_of("fiche.md") as place:
        assert place == path
        assert left(tmp_path) == []


def test_files_of_two_formats_never_share_what_is_said_of_one(uploads: Uploads) -> None:
    uploads.add("fiche.md", io.BytesIO(b"Texte."), {"visibility": "adherent"})

    assert uploads.add("fiche.txt", io.BytesIO(b"Texte."), {"visibility": "public"}).name == "fiche-2.txt"
    with uploads.place_of("fiche.txt") as place:
        assert place is None


def test_a_name_that_is_about_to_be_taken_is_given_to_no_other_file(uploads: Uploads) -> None:
    halfway, go = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            halfway.set()
            go.wait(PATIENCE_SECONDS)
            return super().read(size)

    with uploads.place_of("fiche.md") as place:
        assert place
        assert uploads.add("fiche.md", io.BytesIO(b"Texte."), {}).name == "fiche-2.md"
    sending = threading.Thread(target=uploads.add, args=("autre.md", Slow(b"Texte."), {}))
    sending.start()
    halfway.wait(PATIENCE_SECONDS)

    with uploads.place_of("autre.md") as place:
        assert place is None
    go.set()
    sending.join()


def test_what_a_killed_process_left_half_written_is_dropped(uploads: Uploads, tmp_path: Path) -> None:
    uploads.add("fiche.md", io.BytesIO(b"Texte."), {})
    (tmp_path / "documents" / ".torn").mkdir()
    (tmp_path / "documents" / ".torn" / "former.md").write_text("Texte.")
    (tmp_path / "documents" / ".part").write_text("Te")

    uploads.clear()

    assert left(tmp_path) == ["fiche.md", "fiche.meta.yaml"]
