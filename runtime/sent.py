"""What staff do with documents: send, replace after a look at what changes, remove, put back.

The files stand in a folder of ours (runtime/uploads.py). Changes wait for one another; reading a draft changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from domain.errors import BadRequest, GuichetError, RefusedDocument, UnknownDocument
from domain.ports import Progress, Sources, silent
from domain.types import DocumentStatus, Edition, IngestReport, Visibility
from ingest.intake import Report
from ingest.sync import Sync
from records.store import SqlRecords
from runtime.drafts import Draft, Drafts, compared, touched
from runtime.trash import KEPT_DAYS, Thrown, Trash
from runtime.uploads import Uploads
from runtime.validated import ValidatedShelf

Changing = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class SentParts:
    """What Sent works with: see runtime/wiring.py."""

    sources: Sources
    records: SqlRecords
    sync: Sync
    uploads: Uploads
    trash: Trash
    drafts: Drafts
    validated: ValidatedShelf


class Sent:
    """The documents that staff sent."""

    def __init__(self, parts: SentParts, changing: Changing) -> None:
        self._parts = parts
        self._changing = changing

    def receive(self, name: str, content: BinaryIO, fields: Mapping[str, Any]) -> Path:
        """Keep a file, to be taken in later: after a crash, the next start takes it in (`catch_up`).

        Raises:
            UnreadableFile, BadMetadata, DataFolderProblem: nothing of it is kept.
        """
        return self._parts.uploads.add(name, content, fields)

    def give_up(self, path: Path) -> None:
        """Drop a file that was received and cannot be taken in: no start will."""
        self._parts.uploads.remove(path)

    def take_in(self, path: Path, name: str, progress: Progress = silent) -> tuple[IngestReport, ...]:
        """Make a file that was received searchable, to members only unless its fields say otherwise.

        Raises:
            RefusedDocument, CannotWrite: nothing of it is kept, nor ever published.
        """
        with self._changing():
            try:
                return self._taken(path, name, progress)
            except GuichetError:
                self._parts.uploads.remove(path)  # first: no start publishes what has no file, whatever fails next
                self._parts.sync.disown(path)
                raise

    def replace(
        self,
        document_id: str,
        name: str,
        content: BinaryIO | None,
        fields: Mapping[str, Any],
        progress: Progress = silent,
    ) -> tuple[IngestReport, ...]:
        """Replace the file or the fields of a document that staff sent; a field that is None is taken away.

        Raises:
            UnknownDocument: no such document, or it was not sent by staff: its file stands in a folder of its own.
            UnreadableFile, BadMetadata, RefusedDocument, DataFolderProblem: the former file and fields stay.
        """
        with self._changing():
            return self._replaced(document_id, name, content, fields, progress)

    def delete(self, document_ids: Sequence[str]) -> tuple[IngestReport, ...]:
        """Out of every answer at once; a file that staff sent can be put back for a time.

        Raises:
            UnknownDocument: one of the ids is unknown; nothing is removed.
            BadRequest: the file that staff sent gives other documents too: read again, it would give this one back.
        """
        return self._retired(document_ids, "")[0]

    def remove(self, document_id: str, author: str) -> Thrown | None:
        """Take away the file of a document, with all the documents that it gives, until it is put back.

        None when there is nothing to put back: the file was no longer in its folder.

        Raises:
            UnknownDocument: see `replace`.
        """
        _, thrown = self._retired(self.given_with(document_id), author)
        return thrown[0] if thrown else None

    @property
    def thrown(self) -> Sequence[Thrown]:
        """What was removed and can be put back, the last one first."""
        return self._parts.trash.all()

    def removed(self, thrown_id: str) -> Thrown:
        """One of them.

        Raises:
            UnknownDocument: it is no longer kept.
        """
        return self._parts.trash.read(thrown_id)

    def restore(self, thrown_id: str, progress: Progress = silent) -> tuple[IngestReport, ...]:
        """Put a file back: its documents are found again, under the same ids.

        Raises:
            UnknownDocument: it is no longer kept.
            BadRequest: another file has its place.
            RefusedDocument, DataFolderProblem: it cannot be taken in again; it stays among what was removed.
        """
        trash = self._parts.trash
        with self._changing():
            thrown = trash.read(thrown_id)
            with self._parts.uploads.place_of(thrown.name) as place:
                if place is None:
                    raise BadRequest(
                        f"un document envoyé depuis porte le même nom de fichier (« {thrown.name} »)",
                        hint="Retirez d'abord ce document-là, ou gardez-le à la place de celui-ci.",
                    )
                path = trash.give_back(thrown_id, place.parent)
            try:
                reports = self._taken(path, thrown.name, progress)
            except GuichetError:
                trash.take_back(thrown_id, path)
                self._parts.sync.disown(path)
                raise
            trash.forget(thrown_id)
            return reports

    def stage(self, draft_id: str, document_id: str, name: str, content: BinaryIO) -> Path:
        """Keep a file that may replace a document's, to be compared by `compare`.

        Raises:
            UnknownDocument: see `replace`.
            UnreadableFile: it is of another format, or too large.
        """
        path = self.path_of(document_id)
        return self._parts.uploads.stage(self._parts.drafts.folder_of(draft_id), path, name, content)

    def compare(
        self, draft_id: str, document_id: str, name: str, author: str, progress: Progress = silent
    ) -> tuple[IngestReport, ...]:
        """Read a staged file without recording it, and keep what it changes as a draft.

        Raises:
            UnknownDocument: see `replace`.
            RefusedDocument: it cannot be read; its file is dropped.
        """
        path = self.path_of(document_id)
        staged = self._parts.drafts.folder_of(draft_id) / path.name
        try:
            proposed = self._parts.sync.draft(staged, path, default_visibility=Visibility.ADHERENT, progress=progress)
        except GuichetError as exc:
            self._parts.drafts.drop(draft_id)
            raise RefusedDocument(str(exc).replace(str(staged), name).replace(str(path), name), hint=exc.hint) from exc
        former = self._given_by(path)
        self._parts.drafts.keep(
            Draft(
                id=draft_id,
                document_id=document_id,
                name=name,
                author=author,
                path=path,
                staged=staged,
                made_at=datetime.now(UTC),
                versions={edition.document.id: edition.document.version for edition in former},
                differences=compared(former, proposed),
                touched=touched(self._parts.validated.standing(), former, proposed),
            )
        )
        return ()

    def draft(self, draft_id: str) -> Draft:
        """A file that waits for a decision.

        Raises:
            UnknownDocument: there is none, or no longer.
        """
        return self._parts.drafts.read(draft_id)

    def publish(self, draft_id: str, progress: Progress = silent) -> tuple[IngestReport, ...]:
        """Put a draft in place of the file that it was compared with.

        Raises:
            UnknownDocument: there is no such draft, or no longer.
            BadRequest: what it was compared with has changed since.
        """
        with self._changing():  # before the look: another draft may be replacing the document
            draft = self.draft(draft_id)
            now = {edition.document.id: edition.document.version for edition in self._given_by(draft.path)}
            if now != draft.versions:
                raise BadRequest(
                    "le document a changé depuis la comparaison",
                    hint="Envoyez de nouveau le fichier pour les comparer.",
                )
            with draft.staged.open("rb") as content:
                reports = self._replaced(draft.document_id, draft.name, content, {}, progress)
            self._parts.drafts.drop(draft_id)
            return reports

    def discard(self, draft_id: str) -> None:
        """Forget a draft."""
        self._parts.drafts.drop(self.draft(draft_id).id)

    def catch_up(self, report: Report) -> None:
        """Finish what a killed service had begun: removals, then files received, of which none is lost."""
        with self._changing():
            for thrown in self._parts.trash.leaving():
                self._finish(thrown)
            self._parts.uploads.clear()
            if folder := self._parts.uploads.folder:
                self._parts.sync.ingest([folder], default_visibility=Visibility.ADHERENT, report=report)

    def purge(self) -> int:
        """Delete for good what was removed KEPT_DAYS ago, and drafts that nobody decided; how many files."""
        with self._changing():
            thrown = self._parts.trash.purge(datetime.now(UTC) - timedelta(days=KEPT_DAYS))
            return thrown + self._parts.drafts.purge()

    def path_of(self, document_id: str) -> Path:
        """The file that staff sent.

        Raises:
            UnknownDocument: see `replace`.
        """
        for place in self._parts.sources.places_of(document_id):
            if self._parts.uploads.holds(Path(place.path)):
                return Path(place.path)
        raise UnknownDocument(document_id)

    def given_with(self, document_id: str) -> tuple[str, ...]:
        """The documents that its file gives, this one among them.

        Raises:
            UnknownDocument: see `replace`.
        """
        return tuple(place.document_id for place in self._parts.sources.places_at(str(self.path_of(document_id))))

    def fields_of(self, document_id: str) -> Mapping[str, Any]:
        """What is said of its file beside it.

        Raises:
            UnknownDocument: see `replace`.
        """
        return self._parts.uploads.fields(self.path_of(document_id), {}, document_id)

    def _retired(self, document_ids: Sequence[str], author: str) -> tuple[tuple[IngestReport, ...], list[Thrown]]:
        records, sources, trash = self._parts.records, self._parts.sources, self._parts.trash
        with self._changing():
            titles = {one: live.document.title for one in document_ids if (live := records.live_document(one))}
            if unknown := [one for one in document_ids if one not in titles]:
                raise UnknownDocument(unknown[0])
            paths = {Path(place.path) for wanted in document_ids for place in sources.places_of(wanted)}
            given = {path: self._live_at(path) for path in sorted(filter(self._parts.uploads.holds, paths))}
            for ids in given.values():
                _refuse_a_part(ids, titles)
            thrown: list[Thrown] = []
            try:
                for path, ids in given.items():
                    if path.exists():  # announced first: a removal that is cut off is finished at the next start
                        thrown.append(trash.announce(path, [titles[one] for one in ids], ids, author))
                reports = self._parts.sync.delete(document_ids)
            except GuichetError:
                if all(map(records.live_document, titles)):  # nothing was removed, and they are told so
                    for one in thrown:
                        trash.forget(one.id)
                raise
            for one in thrown:
                trash.throw(one, self._parts.uploads.at(one.name).parent)
            return reports, thrown

    def _finish(self, thrown: Thrown) -> None:
        """Finish a removal that was announced and cut off."""
        path, trash = self._parts.uploads.at(thrown.name), self._parts.trash
        if not trash.has(thrown):
            if not path.exists():
                trash.forget(thrown.id)
                return
            self._parts.sync.delete(self._live_at(path))
            self._parts.sources.forget(str(path))
        trash.throw(thrown, path.parent)

    def _replaced(
        self,
        document_id: str,
        name: str,
        content: BinaryIO | None,
        fields: Mapping[str, Any],
        progress: Progress,
    ) -> tuple[IngestReport, ...]:
        path = self.path_of(document_id)
        try:
            with self._parts.uploads.replacing(path, name, content, fields):
                return self._taken(path, name, progress)
        except GuichetError:
            self._parts.sync.unstage(path)
            self._ingest(path)  # the former file is back: say so in the records too
            raise

    def _live_at(self, path: Path) -> list[str]:
        """The documents that a file gives and that can be found."""
        given = (place.document_id for place in self._parts.sources.places_at(str(path)))
        return list(filter(self._parts.records.live_document, given))

    def _given_by(self, path: Path) -> tuple[Edition, ...]:
        places = self._parts.sources.places_at(str(path))
        return tuple(filter(None, (self._parts.records.live_edition(place.document_id) for place in places)))

    def _ingest(self, path: Path, progress: Progress = silent) -> tuple[IngestReport, ...]:
        reports: list[IngestReport] = []
        self._parts.sync.ingest(
            [path], default_visibility=Visibility.ADHERENT, report=reports.append, progress=progress
        )
        return tuple(reports)

    def _taken(self, path: Path, name: str, progress: Progress) -> tuple[IngestReport, ...]:
        """Ingest a document that staff sent; the name that they know it by stands for ours in what is said of it."""
        reports = self._ingest(path, progress)
        refused = next((line for line in reports if line.status is DocumentStatus.REFUSED), None)
        if refused:
            raise RefusedDocument(refused.reason.replace(str(path), name), hint=refused.hint)
        return reports


def _refuse_a_part(given: Sequence[str], removed: Collection[str]) -> None:
    """Hold a removal to whole files: one that is read again gives back all of its documents.

    Raises:
        BadRequest: a file gives documents that are not removed.
    """
    kept = [one for one in given if one not in removed]
    if kept:
        part = next(one for one in given if one in removed)
        raise BadRequest(
            f"« {part} » vient d'un fichier envoyé qui donne {len(given)} documents : il ne se retire pas seul",
            hint="Remplacez ce fichier par un autre sans cette partie, ou retirez-le en entier : à la page du document "
            "dans « /equipe », ou par « ./guichet delete » avec les identifiants de tous ses documents.",
        )
