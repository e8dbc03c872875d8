"""What an ingest will do: files compared with what is known of them. Pure: no file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from domain.types import Change, DocumentStatus, Place, Source, Visibility
from ingest.discover import Found
from ingest.fingerprint import Fingerprint
from ingest.plan import Plan, make_plan

ROOT = Path("/corpus")


def known(path: str, content: str, status: DocumentStatus = DocumentStatus.READY) -> Source:
    return Source(f"/corpus/{path}", "/corpus", f"whole-{content}", status, content=content)


def place(path: str, document_id: str) -> Place:
    return Place(f"/corpus/{path}", "", document_id, Visibility.PUBLIC)


def plan(
    files: Mapping[str, str],
    sources: Sequence[Source] = (),
    places: Sequence[Place] = (),
    *,
    reads_images: bool = False,
) -> Plan:
    """A plan for files given as {name: content}; known files that are not among them are no longer there."""
    on_disk = {ROOT / name for name in files}
    return make_plan(
        [(Found(ROOT / name, ROOT), Fingerprint(content, f"whole-{content}")) for name, content in files.items()],
        {source.path: source for source in sources},
        {p.path: [q for q in places if q.path == p.path] for p in places},
        gone=[source for source in sources if Path(source.path) not in on_disk],
        exists=lambda path: path in on_disk,
        reads_images=reads_images,
    )


def changes(made: Plan) -> dict[str, Change]:
    return {entry.file.path.name: entry.change for entry in made.entries}


def test_a_file_never_seen_is_new_and_one_with_other_bytes_is_changed() -> None:
    made = plan({"a.md": "1", "b.md": "2", "c.md": "3"}, [known("b.md", "1b"), known("c.md", "3")])

    assert changes(made) == {"a.md": Change.NEW, "b.md": Change.CHANGED, "c.md": Change.SAME}
    assert [entry.file.path.name for entry in made.to_read] == ["a.md", "b.md"]


def test_a_file_that_was_not_read_to_the_end_is_read_again() -> None:
    made = plan({"a.md": "1"}, [Source("/corpus/a.md", "/corpus", "", DocumentStatus.READ, content="1")])

    assert changes(made) == {"a.md": Change.CHANGED}


def test_a_refused_file_is_tried_again() -> None:
    assert changes(plan({"a.md": "1"}, [known("a.md", "1", DocumentStatus.REFUSED)])) == {"a.md": Change.CHANGED}


def test_a_scanned_document_is_read_again_once_ocr_is_at_hand() -> None:
    waiting = [known("scan.pdf", "1", DocumentStatus.NEEDS_OCR)]

    assert changes(plan({"scan.pdf": "1"}, waiting)) == {"scan.pdf": Change.SAME}
    assert changes(plan({"scan.pdf": "1"}, waiting, reads_images=True)) == {"scan.pdf": Change.CHANGED}


def test_a_vanished_file_is_gone_unless_its_content_has_another_name() -> None:
    made = plan({"neuf.md": "1"}, [known("vieux.md", "1"), known("perdu.md", "2")])

    assert changes(made) == {"neuf.md": Change.RENAMED}
    assert made.entries[0].twin == "/corpus/vieux.md"
    assert [source.path for source in made.gone] == ["/corpus/perdu.md"]


def test_a_second_file_with_the_same_content_is_a_duplicate_of_the_first() -> None:
    made = plan({"b.md": "1", "a.md": "1", "c.md": "2"})

    assert changes(made) == {"b.md": Change.NEW, "a.md": Change.DUPLICATE, "c.md": Change.NEW}
    assert made.entries[1].twin == "/corpus/b.md"


def test_a_duplicate_is_one_of_the_file_already_read_whatever_its_name() -> None:
    made = plan({"a.md": "1", "z.md": "1"}, [known("z.md", "1")])

    assert changes(made) == {"a.md": Change.DUPLICATE, "z.md": Change.SAME}


def test_of_two_names_of_one_document_the_edited_one_keeps_it_when_its_id_is_its_own() -> None:
    places = [place("a.md", "corpus-a"), place("copie.md", "corpus-a")]

    made = plan({"a.md": "2", "copie.md": "1"}, [known("a.md", "1"), known("copie.md", "1")], places)

    assert changes(made) == {"a.md": Change.CHANGED, "copie.md": Change.CHANGED}
    assert made.released == (place("copie.md", "corpus-a"),)


def test_of_two_names_of_one_document_an_edited_copy_becomes_a_document_of_its_own() -> None:
    places = [place("a.md", "corpus-a"), place("copie.md", "corpus-a")]

    made = plan({"a.md": "1", "copie.md": "2"}, [known("a.md", "1"), known("copie.md", "1")], places)

    assert changes(made) == {"a.md": Change.SAME, "copie.md": Change.CHANGED}
    assert made.released == (place("copie.md", "corpus-a"),)


def test_counts_tell_how_many_files_undergo_each_change() -> None:
    made = plan({"a.md": "1", "b.md": "1"}, [known("perdu.md", "9")])

    assert {change: n for change, n in made.counts().items() if n} == {
        Change.NEW: 1,
        Change.DUPLICATE: 1,
        Change.GONE: 1,
    }
