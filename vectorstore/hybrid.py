"""The index: dense fields in Chroma and words in tantivy, written together and searched together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from domain.ports import Embedder, Library, Progress, Vector, silent
from domain.text import embedding_text
from domain.types import Document, Edition, Hit, Passage, Query, Retrieval, Visibility
from vectorstore.analysis import ANALYZER_VERSION
from vectorstore.chroma import VECTORS_VERSION, ChromaVectors
from vectorstore.fields import (
    DENSE_FIELDS,
    LEXICAL,
    TEXT,
    WEIGHTS,
    DenseField,
    Entry,
    Unit,
    owner,
    sentence_id,
)
from vectorstore.fusion import fuse
from vectorstore.lexical import TantivyWords
from vectorstore.manifest import Manifest

CANDIDATES = 50  # per field and visibility, before fusion
FILTERED_CANDIDATES = 400  # when a theme or type will throw most away
DOCUMENT_CANDIDATES = 10  # documents found by a field of the whole document, all their passages taken
REPAIR_BATCH = 100  # documents checked together: one commit of the words a batch
EMBED_BATCH = 64  # texts a call: progress moves, memory stays flat


@dataclass(frozen=True, slots=True)
class _Place:
    """One dense field of one visibility."""

    field: DenseField
    visibility: Visibility


_PLACES = tuple(_Place(field, visibility) for field in DENSE_FIELDS for visibility in Visibility)

Candidates = Mapping[str, tuple[Passage, Document]]


class HybridIndex:
    """Ports: domain.ports.Index and domain.ports.Retriever. One process at a time opens a folder."""

    def __init__(self, folder: Path, embedder: Embedder, library: Library, *, chunker: str) -> None:
        self.folder = folder
        self._embedder = embedder
        self._library = library
        self._vectors = ChromaVectors(folder / "chroma")
        self._words = TantivyWords(folder / "lexical")
        self._manifest = Manifest(folder / "manifest.json")
        self._recipe = recipe(embedder, chunker)

    def check(self) -> None:
        """Raise IndexMismatch unless the index was built with the current model, fields and chunker."""
        self._manifest.check(self._recipe)

    def add(self, editions: Sequence[Edition], progress: Progress = silent) -> int:
        """Make editions findable; entries that stand already are not embedded again."""
        self.check()
        self._manifest.write(self._recipe)
        missing = [(place, self._missing(place, editions)) for place in _PLACES]
        total, done = sum(len(entries) for _, entries in missing), 0
        for place, entries in missing:
            for start in range(0, len(entries), EMBED_BATCH):
                batch = entries[start : start + EMBED_BATCH]
                vectors = self._embedder.embed_passages([entry.text for entry in batch])
                self._vectors.write(place.field.name, place.visibility, [entry.id for entry in batch], vectors)
                done += len(batch)
                progress(done, total)
        for visibility in Visibility:
            passages = [(p, e.document) for e in editions if e.document.visibility is visibility for p in e.passages]
            if passages:
                self._words.write(visibility, passages)
        return total

    def remove(self, gone: Edition, kept: Edition | None = None) -> None:
        """Remove an edition's entries wherever they stand, except those that `kept` shares with it."""
        for place in _PLACES:
            keep = _entry_ids(place, kept)
            ids = [i for i in place.field.ids(gone) if i not in keep]
            self._vectors.delete(place.field.name, place.visibility, ids)
        for visibility in Visibility:
            keep = _passage_ids(visibility, kept)
            self._words.delete(visibility, [p.id for p in gone.passages if p.id not in keep])

    def sizes(self) -> dict[Visibility, tuple[int, int]]:
        """For each visibility: (documents that can be found, passages), to compare with the records'.

        A field or the words index that lost entries shows, since the smallest count is given.
        """
        return {
            visibility: (
                min(self._vectors.count(f.name, visibility) for f in DENSE_FIELDS if f.unit is Unit.DOCUMENT),
                min(
                    *(self._vectors.count(f.name, visibility) for f in DENSE_FIELDS if f.unit is Unit.PASSAGE),
                    self._words.count(visibility),
                ),
            )
            for visibility in Visibility
        }

    def repair(self, expected: Iterable[Edition]) -> int:
        """Make the index hold the expected editions and nothing else."""
        surplus = {place: set(self._vectors.ids(place.field.name, place.visibility)) for place in _PLACES}
        surplus_words = {visibility: set(self._words.ids(visibility)) for visibility in Visibility}
        changed = 0
        remaining = iter(expected)
        while batch := tuple(islice(remaining, REPAIR_BATCH)):
            changed += self.add(batch)
            for edition in batch:
                for place in _PLACES:
                    surplus[place] -= _entry_ids(place, edition)
                surplus_words[edition.document.visibility] -= _passage_ids(edition.document.visibility, edition)
        for place, ids in surplus.items():
            self._vectors.delete(place.field.name, place.visibility, sorted(ids))
        for visibility, ids in surplus_words.items():
            self._words.delete(visibility, sorted(ids))
        return changed + sum(map(len, surplus.values())) + sum(map(len, surplus_words.values()))

    def entries(self) -> dict[str, tuple[str, ...]]:
        """The ids that stand in each part of the index, sorted."""
        dense = {
            f"{place.field.name}-{place.visibility.value}": self._vectors.ids(place.field.name, place.visibility)
            for place in _PLACES
        }
        words = {f"{LEXICAL}-{visibility.value}": self._words.ids(visibility) for visibility in Visibility}
        return {name: tuple(sorted(ids)) for name, ids in (dense | words).items()}

    def close(self) -> None:
        """Give up the folder; the index cannot be used afterwards."""
        self._vectors.close()

    def search(self, query: Query) -> tuple[Hit, ...]:
        """Best first, at most query.limit, at most one a document when query.group.

        Every field scores every candidate of the union, then scores are fused (see fusion.py).
        """
        [vector] = self._embedder.embed_queries([query.text])
        found = self._gather(query, vector)
        candidates = self._candidates(query, found)
        cosines = self._cosines(vector, candidates)
        scores = self._scores(query, candidates, cosines, found[LEXICAL])
        fused = fuse(scores, _weights(query.retrieval))
        best = sorted(fused, key=lambda i: (-fused[i], i))
        chosen = (_first_of_each_document(best, candidates) if query.group else best)[: query.limit]
        texts = [embedding_text(d.title, p.heading_path, p.text) for p, d in (candidates[i] for i in chosen)]
        coverage = self._words.coverage(query.audience.visibilities, query.text, texts)
        hits = []
        for rank, (i, covered) in enumerate(zip(chosen, coverage, strict=True), start=1):
            passage, document = candidates[i]
            hits.append(
                Hit(
                    passage,
                    document,
                    score=fused[i],
                    rank=rank,
                    via=tuple(name for name in WEIGHTS if i in found[name] or document.id in found[name]),
                    similarity=scores[TEXT.name][i],
                    coverage=covered,
                    sentence_similarities=_sentence_cosines(passage, cosines),
                )
            )
        return tuple(hits)

    def _gather(self, query: Query, vector: Vector) -> dict[str, dict[str, float]]:
        """What each field finds by itself: {field: {passage or document id: best score}}."""
        limit = FILTERED_CANDIDATES if query.theme or query.type else CANDIDATES
        found: dict[str, dict[str, float]] = {name: {} for name in WEIGHTS}
        searched = {name for name, weight in _weights(query.retrieval).items() if weight}
        for visibility in query.audience.visibilities:
            for field in DENSE_FIELDS:
                if field.name in searched:
                    for entry, score in self._vectors.nearest(field.name, visibility, vector, limit).items():
                        found[field.name].setdefault(owner(entry), score)  # best first: the first is the owner's best
            if LEXICAL in searched:
                found[LEXICAL].update(self._words.best(visibility, query.text, limit))
        return found

    def _candidates(self, query: Query, found: Mapping[str, Mapping[str, float]]) -> Candidates:
        """The union of what was found, as the records see it now: what is gone or private to this asker is absent."""
        visibilities = query.audience.visibilities
        documents: set[str] = set()
        passages = set(found[LEXICAL])
        for field in DENSE_FIELDS:
            if field.unit is Unit.DOCUMENT:
                limit = FILTERED_CANDIDATES if query.theme or query.type else DOCUMENT_CANDIDATES
                documents |= set(sorted(found[field.name], key=lambda i: -found[field.name][i])[:limit])
            else:
                passages |= set(found[field.name])
        union = dict(self._library.current(sorted(passages), visibilities))
        union |= {p.id: (p, d) for p, d in self._library.passages_of(sorted(documents), visibilities)}
        return {
            i: (p, d) for i, (p, d) in union.items() if query.theme in (None, d.theme) and query.type in (None, d.type)
        }

    def _cosines(self, vector: Vector, candidates: Candidates) -> dict[str, float]:
        """The cosine of every dense entry of every candidate: missing scores are fetched, never guessed."""
        cosines: dict[str, float] = {}
        for visibility in Visibility:
            editions = [Edition(d, (p,)) for p, d in candidates.values() if d.visibility is visibility]
            for field in DENSE_FIELDS:
                ids = {i for edition in editions for i in field.ids(edition)}
                cosines |= self._vectors.cosines(field.name, visibility, sorted(ids), vector)
        return cosines

    def _scores(
        self, query: Query, candidates: Candidates, cosines: Mapping[str, float], words: Mapping[str, float]
    ) -> dict[str, dict[str, float]]:
        """Each field's score of each candidate passage."""
        scores: dict[str, dict[str, float]] = {}
        for field in DENSE_FIELDS:
            scores[field.name] = {
                i: _best_two(cosines[e] for e in field.ids(Edition(d, (p,))) if e in cosines)
                for i, (p, d) in candidates.items()
            }
        lexical = dict(words)
        for visibility in Visibility:
            unknown = [i for i, (_, d) in candidates.items() if i not in lexical and d.visibility is visibility]
            lexical |= self._words.scores(visibility, query.text, unknown)
        scores[LEXICAL] = {i: lexical.get(i, 0.0) for i in candidates}  # no word in common is a BM25 of 0
        return scores

    def _missing(self, place: _Place, editions: Sequence[Edition]) -> list[Entry]:
        entries = {
            entry.id: entry
            for edition in editions
            if edition.document.visibility is place.visibility
            for entry in place.field.entries(edition)
        }
        present = self._vectors.present(place.field.name, place.visibility, list(entries))
        return [entry for entry in entries.values() if entry.id not in present]


def recipe(embedder: Embedder, chunker: str) -> dict[str, str]:
    """All that decides what the index holds for given documents."""
    return {
        "model": embedder.name,
        "embedding": embedder.fingerprint,
        "dimension": str(embedder.dimension),
        "fields": ", ".join(field.name for field in DENSE_FIELDS),
        "analyzer": ANALYZER_VERSION,
        "vectors": VECTORS_VERSION,
        "chunker": chunker,
    }


def _weights(retrieval: Retrieval) -> dict[str, float]:
    """What each field counts for; one that counts for nothing is not searched."""
    if retrieval is Retrieval.LEXICAL:
        return dict.fromkeys(WEIGHTS, 0.0) | {LEXICAL: 1.0}
    return WEIGHTS | {LEXICAL: 0.0} if retrieval is Retrieval.DENSE else WEIGHTS


def _best_two(cosines: Iterable[float]) -> float:
    """Mean of the best two (of the only one; 0 for none): one stray sentence must not carry a passage."""
    best = sorted(cosines, reverse=True)[:2]
    return sum(best) / len(best) if best else 0.0


def _sentence_cosines(passage: Passage, cosines: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(cosines.get(sentence_id(passage.id, n), 0.0) for n in range(len(passage.sentences)))


def _first_of_each_document(best: Iterable[str], candidates: Candidates) -> list[str]:
    seen: dict[str, str] = {}
    for i in best:
        seen.setdefault(candidates[i][1].id, i)
    return list(seen.values())


def _entry_ids(place: _Place, edition: Edition | None) -> frozenset[str]:
    if edition is None or edition.document.visibility is not place.visibility:
        return frozenset()
    return frozenset(place.field.ids(edition))


def _passage_ids(visibility: Visibility, edition: Edition | None) -> frozenset[str]:
    if edition is None or edition.document.visibility is not visibility:
        return frozenset()
    return frozenset(passage.id for passage in edition.passages)
