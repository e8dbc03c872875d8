"""Makes the index anew from the records alone, beside the one that serves, then swaps them."""

from __future__ import annotations

from domain.ports import Index, Progress, RebuildableIndex, Records, silent
from domain.types import Document, Edition, LiveVersion
from ingest.prepare import FLUSH_PASSAGES, Chunker, content_hash


def rebuild(records: Records, index: RebuildableIndex, chunker: Chunker, progress: Progress = silent) -> int:
    """Rebuild the index with the current model and chunker; returns the number of documents.

    Documents cut for another model or chunker are cut again from their recorded blocks: these versions are
    published when the new index takes over, so that searches see the old whole, then the new whole.
    """
    live = records.live_documents()
    cut_again: list[Document] = []
    with index.rebuilding() as fresh:
        waiting: list[Edition] = []
        for done, version in enumerate(live):
            progress(done, len(live), version.document.title)
            if version.chunker == chunker.fingerprint:
                edition = records.live_edition(version.document.id)
            else:
                edition = _cut_again(version, records, chunker)
                cut_again.append(edition.document)
            waiting += [edition] if edition else []
            if sum(len(e.passages) for e in waiting) >= FLUSH_PASSAGES:
                waiting = _flush(fresh, waiting)
        _flush(fresh, waiting)
        index.swap(fresh, lambda: records.publish(cut_again))
    progress(len(live), len(live))
    return len(live)


def _flush(fresh: Index, editions: list[Edition]) -> list[Edition]:
    fresh.add(editions)
    return []


def _cut_again(version: LiveVersion, records: Records, chunker: Chunker) -> Edition:
    blocks = records.blocks(version.document)
    edition = chunker.edition(version.document, blocks)
    return records.stage(
        edition,
        blocks,
        place=None,
        content_hash=content_hash(version.document, blocks),
        chunker=chunker.fingerprint,
        status=version.status,
        reason=version.reason,
    )
