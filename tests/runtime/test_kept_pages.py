"""What was drawn is kept, within bounds."""

from __future__ import annotations

import os
from pathlib import Path

from runtime.kept_pages import KeptPages


def test_what_is_kept_is_given_back(tmp_path: Path) -> None:
    kept = KeptPages(tmp_path / "pages")

    kept.put("a.png", b"page")

    assert kept.get("a.png") == b"page"
    assert kept.get("b.png") is None


def test_what_was_least_lately_used_goes_when_there_is_no_more_room(tmp_path: Path) -> None:
    kept = KeptPages(tmp_path / "pages", max_bytes=250)
    for moment, name in enumerate("abc"):
        kept.put(name, b"x" * 80)
        os.utime(tmp_path / "pages" / name, (moment, moment))
    kept.get("a")

    kept.put("d", b"x" * 80)

    assert [name for name in "abcd" if kept.get(name)] == ["a", "d"]


def test_a_folder_that_cannot_be_written_loses_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "pages").write_bytes(b"a file stands there")
    kept = KeptPages(tmp_path / "pages")

    kept.put("a.png", b"page")

    assert kept.get("a.png") is None
