"""The document's walk: discover, plan, read, record, index. Safe to kill and to run again at any point.

A file is `discovered`, then `read` (in another process, see isolation.py), its documents are `recorded` in one
transaction each, then `indexing`, then `ready`: the former version answers until that moment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path

from domain.errors import GuichetError, UnknownDocument, UnreadableFile
from domain.ports import FileReader, Index, Progress, Records, Sources, silent
from domain.types import Change, DocumentStatus, Edition, IngestReport, LiveVersion, Place, Source, Visibility
from ingest import reports
from ingest.discover import Found, discover, vanished
from ingest.fingerprint import fingerprint
from ingest.identity import Registrar
from ingest.intake import Intake, Report, refuse_shared_id
from ingest.plan import Entry, Plan, Refusal, make_plan
from ingest.prepare import Chunker, whole_edition
from ingest.recognise import recognise_pages
from ingest.upkeep import abandon, refuse, sweep

log = logging.getLogger(__name__)

OnPlan = Callable[[Plan], None]
Given = Mapping[str, Sequence[LiveVersion]]
"""The searchable documents that each file gives, by path."""
OpenReader = Callable[[], AbstractContextManager[FileReader]]


class Sync:
    """Keeps the index equal to the records, and the records equal to the files."""

    def __init__(
        self,
        sources: Sources,
        records: Records,
        index: Index,
        chunker: Chunker,
        *,
        open_reader: OpenReader,
        ocr: bool = False,
    ) -> None:
        self._sources = sources
        self._records = records
        self._index = index
        self._chunker = chunker
        self._open_reader = open_reader
        self._ocr = ocr

    def plan(self, paths: Sequence[Path], *, default_visibility: Visibility) -> Plan:
        """What an ingest of these files and folders would do. Reads their bytes, changes nothing."""
        known = self._sources.all()
        files: dict[Path, Found] = {}
        refused: dict[str, Refusal] = {}
        gone: dict[str, Source] = {}
        for path in paths:
            try:
                found = discover(path)
            except UnreadableFile as exc:
                refused[str(path)] = Refusal(str(path), exc, noted=str(path.resolve()) in known)
                continue
            files |= {file.path: file for file in found.files}
            refused |= {error.path: Refusal(error.path, error) for error in found.refused}
            if path.is_dir():
                gone |= {lost: known[lost] for lost in vanished(path.resolve(), known)}
        prints = []
        for file in files.values():
            try:
                prints.append((file, fingerprint(file.path, default_visibility)))
            except UnreadableFile as exc:
                refused[str(file.path)] = Refusal(str(file.path), exc)
        return make_plan(
            prints,
            known,
            self._sources.places(),
            gone=tuple(gone.values()),
            refused=tuple(refused.values()),
            exists=Path.exists,
            reads_images=self._ocr,
        )

    def preview(self, plan: Plan) -> tuple[IngestReport, ...]:
        """What a plan says of each file, in the words of a report; nothing is read, recorded or indexed."""
        given = self._given()
        return (
            *_unchanged(plan, given),
            *(reports.planned(entry) for entry in plan.to_read),
            *(reports.refused(refusal.path, refusal.error) for refusal in plan.refused),
            *(reports.file_gone(v, source.path) for source in plan.gone for v in given.get(source.path, ())),
        )

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        default_visibility: Visibility,
        prune: bool = False,
        report: Report = lambda _: None,
        progress: Progress = silent,
        on_plan: OnPlan = lambda _: None,
    ) -> None:
        """Make records and index say what these files and folders say; one report a document.

        A file that cannot be read is reported `refused`, and what it gave before stays. What a folder no longer
        holds is told, and removed when `prune` says so.
        """
        self.resume()
        plan = self.plan(paths, default_visibility=default_visibility)
        on_plan(plan)
        for place in plan.released:
            self._sources.release(place)
        for line in self._unread(plan):
            report(line)
        self._read(plan, default_visibility, report, progress)
        self._forsake(plan, [path.resolve() for path in paths], report, prune=prune)

    def delete(self, document_ids: Sequence[str]) -> tuple[IngestReport, ...]:
        """Remove documents from every answer, then from the index; their versions stay readable in the records.

        Raises:
            UnknownDocument: one of the ids is unknown; nothing is removed.
        """
        known = []
        for wanted in document_ids:
            live = self._records.live_document(wanted)
            if live is None:
                raise UnknownDocument(wanted)
            known.append(live)
        for live in known:
            self._records.retire(live.document.id)
        sweep(self._records, self._index)
        files = self._sources.all()
        for live in known:
            for place in self._sources.places_of(live.document.id):
                self._leave(place, files[place.path])
        return tuple(reports.removed(live) for live in known)

    def draft(
        self, file: Path, at: Path, *, default_visibility: Visibility, progress: Progress = silent
    ) -> tuple[Edition, ...]:
        """The documents that a file would give if it stood where another one stands; nothing is recorded or indexed.

        Raises:
            UnreadableFile, BadMetadata, DuplicateDocument: why it would be refused there.
        """
        entry = Entry(Found(at, at.parent), Change.CHANGED, fingerprint(file, default_visibility))
        registrar = Registrar(self._sources, self._records, default_visibility)
        with self._open_reader() as reader:
            [outcome] = reader.read_all([file])
            if isinstance(outcome, GuichetError):
                raise outcome
            progress(0, 1, file.name)
            if self._ocr:
                tell = partial(progress, 0, 1)
                outcome = tuple(recognise_pages(reader, file, raw, tell) if raw.blank_pages else raw for raw in outcome)
        documents = [registrar.name(raw, entry)[0] for raw in outcome]
        refuse_shared_id(documents)
        return tuple(whole_edition(self._chunker, raw, one) for raw, one in zip(outcome, documents, strict=True))

    def resume(self) -> None:
        """Finish what a killed run left, and make the index hold exactly what the records say.

        A staged version whose file went or changed since is dropped: the file was refused, or will be read again.
        """
        for edition in self._records.staged():
            if not self._stands(edition):
                self._records.unstage(edition.document)
                continue
            self._index.add([edition])
            self._records.publish([edition.document])
        sweep(self._records, self._index)
        if self._index.sizes() != self._records.sizes():
            log.warning("the index differs from the records: repairing")
            self._index.repair(self._records.live())

    def unstage(self, path: Path) -> None:
        """Never publish what was staged from a file: what it said is refused."""
        for edition in self._records.staged():
            if edition.document.source == str(path):
                self._records.unstage(edition.document)

    def disown(self, path: Path) -> None:
        """Forget a file that is not kept, with all that it gave on its way: staged, or published before what failed."""
        self.unstage(path)
        for place in self._sources.places_at(str(path)):
            abandon(place, self._sources, self._records)
        self._sources.forget(str(path))

    def _stands(self, edition: Edition) -> bool:
        """Whether a staged version's file is still as it was read."""
        source = self._sources.at(edition.document.source)
        try:
            now = fingerprint(Path(edition.document.source), edition.document.visibility)
        except UnreadableFile:
            return False
        return source is not None and source.content == now.content

    def _given(self) -> Given:
        """What each known file gives."""
        live = {version.document.id: version for version in self._records.live_documents()}
        return {
            path: [live[place.document_id] for place in places if place.document_id in live]
            for path, places in self._sources.places().items()
        }

    def _unread(self, plan: Plan) -> list[IngestReport]:
        """Reports of the files that are not read: the same as before, or refused as they were found."""
        lines = list(_unchanged(plan, self._given()))
        for refusal in plan.refused:
            if not refusal.noted:
                lines.append(reports.refused(refusal.path, refusal.error))
                continue
            source = Source(refusal.path, str(Path(refusal.path).parent), "", DocumentStatus.DISCOVERED)
            lines.append(refuse(source, refusal.error, self._sources, self._records, self._index))
        return lines

    def _read(self, plan: Plan, default_visibility: Visibility, report: Report, progress: Progress) -> None:
        registrar = Registrar(self._sources, self._records, default_visibility)
        to_read = plan.to_read
        with self._open_reader() as reader:
            recognise = partial(recognise_pages, reader) if self._ocr else None
            intake = Intake(self._sources, self._records, self._index, self._chunker, registrar, recognise, report)
            outcomes = reader.read_all(entry.file.path for entry in to_read)
            for done, (entry, outcome) in enumerate(zip(to_read, outcomes, strict=True)):
                progress(done, len(to_read), entry.file.path.name)
                intake.take(entry, outcome, partial(progress, done, len(to_read)))
        intake.flush()
        progress(len(to_read), len(to_read))

    def _forsake(self, plan: Plan, given: Sequence[Path], report: Report, *, prune: bool) -> None:
        """Tell of the files that are no longer there, and remove what they gave when asked to."""
        for source in plan.gone:
            places = self._sources.places_at(source.path)
            # A folder found empty is more often an unmounted disk than a wish to remove all.
            empty = prune and _stands_in_empty(source, given, plan)
            if prune and not empty:
                for place in places:
                    if line := abandon(place, self._sources, self._records):
                        report(line)
            if not places or (prune and not empty):
                self._sources.forget(source.path)
                continue
            self._sources.note(replace(source, status=DocumentStatus.GONE, reason="", hint=""))
            for place in places:
                if live := self._records.live_document(place.document_id):
                    report(reports.file_gone(live, source.path, folder_is_empty=empty))
        if prune:
            sweep(self._records, self._index)

    def _leave(self, place: Place, source: Source) -> None:
        """A document was deleted: its file will be read again at the next ingest, as if it were new."""
        self._sources.release(place)
        if self._sources.places_at(place.path):
            self._sources.note(replace(source, fingerprint=""))
        else:
            self._sources.forget(place.path)


def _unchanged(plan: Plan, given: Given) -> Iterator[IngestReport]:
    same = (entry for entry in plan.entries if entry.change is Change.SAME)
    return (reports.unchanged(entry.path, version) for entry in same for version in given.get(entry.path, ()))


def _stands_in_empty(source: Source, given: Sequence[Path], plan: Plan) -> bool:
    """Whether a file that is no longer there stood in a folder where nothing is left."""
    roots = [root for root in given if Path(source.path).is_relative_to(root)]
    return not any(entry.file.path.is_relative_to(root) for root in roots for entry in plan.entries)
