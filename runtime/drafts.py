"""Files that may replace others: read and compared before anything is published, kept a day at most."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.errors import UnknownDocument
from domain.types import Edition
from domain.validated import Quote, Validated
from runtime.difference import Difference, difference

KEPT_HOURS = 24
MAX_DRAFTS = 50


@dataclass(frozen=True, slots=True)
class Touched:
    """A validated answer that would lose passages it quotes. `lost`: quotes whose words are nowhere in the new text."""

    validated: Validated
    quotes: tuple[Quote, ...]
    lost: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was read and not recorded, beside what stands.

    `path` is the file that it would replace, `staged` where it stands, `versions` the live ones that it was compared
    with.
    """

    id: str
    document_id: str
    name: str
    author: str
    path: Path
    staged: Path
    made_at: datetime
    versions: Mapping[str, int]
    differences: tuple[Difference, ...]
    touched: tuple[Touched, ...]

    @property
    def is_empty(self) -> bool:
        """Whether publishing it would change nothing."""
        return all(one.is_empty for one in self.differences)


def compared(former: Sequence[Edition], proposed: Sequence[Edition]) -> tuple[Difference, ...]:
    """What changes in each document of a file, those of the new one first."""
    before = {edition.document.id: edition for edition in former}
    after = {edition.document.id: edition for edition in proposed}
    return tuple(difference(before.get(one), after.get(one)) for one in dict.fromkeys((*after, *before)))


def touched(
    answers: Sequence[Validated], former: Sequence[Edition], proposed: Sequence[Edition]
) -> tuple[Touched, ...]:
    """The validated answers that quote a passage which stands now and would no longer."""
    standing = {(e.document.id, p.id) for e in former for p in e.passages}
    kept = {(e.document.id, p.id) for e in proposed for p in e.passages}
    gone = standing - kept
    texts = {e.document.id: "\n".join(p.text for p in e.passages) for e in proposed}
    found = []
    for answer in answers:
        quotes = tuple(quote for quote in answer.quotes if (quote.document_id, quote.passage_id) in gone)
        if quotes:
            lost = tuple(quote for quote in quotes if quote.text not in texts.get(quote.document_id, ""))
            found.append(Touched(answer, quotes, lost))
    return tuple(found)


class Drafts:
    """Those that wait for a decision. A service that stops forgets them: their files are sent again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._drafts: dict[str, Draft] = {}
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Drop the files that a former process left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def folder_of(self, draft_id: str) -> Path:
        """Where the file of a new draft goes."""
        return self._folder.resolve() / draft_id

    def keep(self, draft: Draft) -> None:
        """Wait for a decision; beyond MAX_DRAFTS the oldest is dropped."""
        with self._lock:
            self._drafts[draft.id] = draft
            surplus = list(self._drafts)[:-MAX_DRAFTS]
        for old in surplus:
            self.drop(old)

    def read(self, draft_id: str) -> Draft:
        """One of them.

        Raises:
            UnknownDocument: there is none, or no longer.
        """
        with self._lock:
            found = self._drafts.get(draft_id)
        if found is None:
            raise UnknownDocument(draft_id)
        return found

    def drop(self, draft_id: str) -> None:
        """Forget one, with its file; nothing when it is forgotten already."""
        with self._lock:
            self._drafts.pop(draft_id, None)
        shutil.rmtree(self.folder_of(draft_id), ignore_errors=True)

    def purge(self) -> int:
        """Drop those that nobody decided in KEPT_HOURS; how many."""
        limit = datetime.now(UTC) - timedelta(hours=KEPT_HOURS)
        with self._lock:
            old = [one.id for one in self._drafts.values() if one.made_at < limit]
        for draft_id in old:
            self.drop(draft_id)
        return len(old)
