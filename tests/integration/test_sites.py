"""A site is read while staff go on working."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.types import DocumentStatus, IngestReport, Visibility
from runtime.guichet import Guichet
from runtime.settings import Settings
from runtime.wiring import open_guichet
from tests.ingest.sites import html, serving
from tests.integration.files import BAIL, found, ids, ingest, write

WAIT_SECONDS = 30


@pytest.fixture
def visiting(settings: Settings) -> Iterator[Guichet]:
    """One that may read a site of this machine."""
    with open_guichet(settings.model_copy(update={"site_private": True, "site_delay": 0.0})) as opened:
        yield opened


def test_what_staff_remove_does_not_wait_for_the_end_of_a_site(visiting: Guichet, tmp_path: Path) -> None:
    ingest(visiting, write(tmp_path / "documents", bail=BAIL))
    reports: list[IngestReport] = []
    removed: list[Future[tuple[IngestReport, ...]]] = []

    with (
        ThreadPoolExecutor(1) as staff,
        serving({"/": html("/a"), "/a": html(text="<p>Le prêt à usage est gratuit.</p>")}) as site,
    ):

        def on_page(done: int, total: int, label: str = "") -> None:
            if not removed:
                removed.append(staff.submit(visiting.delete, ["bail-communal"]))
                removed[0].result(WAIT_SECONDS)

        visiting.ingest([site.url + "/"], default_visibility=Visibility.PUBLIC, report=reports.append, progress=on_page)

    [gone] = removed[0].result()
    assert gone.status is DocumentStatus.GONE
    assert "bail-communal" not in ids(found(visiting, "bail rural"))
    assert [report.status for report in reports if report.document_id] == [DocumentStatus.READY] * 2
