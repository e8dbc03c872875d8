"""Sites that are ingested: their pages are copied into the data folder, then ingested like any folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import UnreadableFile
from domain.ids import slug
from domain.ports import Progress
from domain.types import Change, DocumentStatus, IngestReport
from ingest.intake import Report
from ingest.site import mirror
from runtime.settings import Settings


@dataclass(frozen=True, slots=True)
class Mirrored:
    """Where a site's pages stand, and whether all of the site was seen."""

    folder: Path
    complete: bool


def is_site(path: Path | str) -> bool:
    """Whether what is to be ingested is an address and not a path."""
    return isinstance(path, str) and path.lower().startswith(("https://", "http://"))


class Sites:
    """The copies of sites, one folder a host."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._settings = settings

    def fetch(self, url: str, report: Report, progress: Progress) -> Mirrored:
        """Bring the copy of a site up to date; what could not be fetched is reported `refused`, page by page."""
        host = urlsplit(url).hostname
        if not host:
            raise UnreadableFile(
                url, "l'adresse n'est pas complète", hint="Écrivez par exemple https://www.exemple.fr/"
            )
        folder = self._folder / slug(host)
        found = mirror(
            url,
            folder,
            allowed_hosts=(host, *self._settings.site_hosts),
            delay=self._settings.site_delay,
            max_pages=self._settings.site_max_pages,
            private=self._settings.site_private,
            progress=progress,
        )
        for page in found.pages:
            if page.change is Change.REFUSED:
                report(IngestReport(page.url, DocumentStatus.REFUSED, reason=page.reason, hint=page.hint))
        return Mirrored(folder, found.complete)
