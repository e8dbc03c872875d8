"""All that Guichet holds, as plain values in a fixed order: two states are equal when their exports are.

Dates of writing and the vectors' own bits are left out: they change from run to run and say nothing of what is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from domain.ids import digest
from domain.ports import Index, Records, Sources

Line = dict[str, Any]


def export(sources: Sources, records: Records, index: Index) -> Iterator[Line]:
    """One value a file, then one a live document with its passages, then one a part of the index."""
    for source in sources.all().values():
        yield {"kind": "file"} | asdict(source)
    for version in records.live_documents():
        edition = records.live_edition(version.document.id)
        if edition is not None:
            yield {
                "kind": "document",
                **asdict(edition.document),
                "status": version.status,
                "reason": version.reason,
                "content_hash": version.content_hash,
                "chunker": version.chunker,
                "places": [asdict(place) for place in sources.places_of(version.document.id)],
                "passages": [asdict(passage) for passage in edition.passages],
            }
    for name, ids in sorted(index.entries().items()):
        yield {"kind": "index", "part": name, "entries": len(ids), "digest": digest(*ids, size=16)}
