"""The acts that keep files, records and index in step, whoever asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import BadMetadata, GuichetError
from domain.ports import Index, Records, Sources
from domain.types import DocumentStatus, IngestReport, Place, Source
from ingest import reports

# Where a visibility may stand that cannot be read: a broken YAML file may have said « adherent ».
_MAY_SAY_RIGHTS = ("visibility", "YAML", "en-tête", "files", "fichiers")


def sweep(records: Records, index: Index) -> None:
    """Take retired versions out of the index; the records keep them for reading."""
    for gone in records.retired():
        index.remove(gone, records.live_edition(gone.document.id))
        records.archive(gone.document)


def abandon(place: Place, sources: Sources, records: Records) -> IngestReport | None:
    """A file gives a document no longer: the document goes, unless another file gives it too."""
    live = records.live_document(place.document_id)
    elsewhere = any((one.path, one.key) != (place.path, place.key) for one in sources.places_of(place.document_id))
    if live is None or elsewhere:
        sources.release(place)
        return None
    records.retire(place.document_id)  # before its place: cut off in between, no file would ever take it out again
    sources.release(place)
    return reports.removed(live)


def refuse(source: Source, error: GuichetError, sources: Sources, records: Records, index: Index) -> IngestReport:
    """Note why a file cannot be read. What it gave before stays, to members only if its new rights cannot be read."""
    places = sources.places_at(source.path)
    kept = " (la version précédente reste consultable)" if places else ""
    if places and isinstance(error, BadMetadata) and error.field in _MAY_SAY_RIGHTS:
        _hide([place.document_id for place in places], records, index)
        kept = " (la version précédente est réservée aux adhérents jusqu'à correction)"
    told = reports.refused(source.path, error, kept)
    sources.note(Source(source.path, source.root, "", DocumentStatus.REFUSED, told.reason, told.hint))
    return told


def _hide(document_ids: Sequence[str], records: Records, index: Index) -> None:
    """Restrict documents to members: in the records first, which every answer is checked against."""
    records.make_private(document_ids)
    for edition in filter(None, map(records.live_edition, document_ids)):
        index.add([edition])
        index.remove(edition, kept=edition)
