"""What changes between two editions of a document, passage by passage, in sentences and words. No I/O."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest

from domain.types import Document, Edition, Passage

LIKE = 0.5
"""Sentences that have this share of their words in common are one sentence, changed."""
_WORDS = re.compile(r"\S+\s*")
_NAMES = {
    "title": "titre", "type": "type", "publisher": "éditeur", "published": "date", "url": "adresse", "theme": "thème",
    "visibility": "visibilité", "valid_from": "début de validité", "valid_until": "fin de validité",
    "replaces": "remplace", "a_verifier": "à vérifier", "pages": "nombre de pages",
}  # fmt: skip


class PieceKind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class ChangeKind(StrEnum):
    """What became of a passage."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class PassageChange:
    """Neighbouring passages that changed together: where they stand, and their text piece by piece."""

    kind: ChangeKind
    heading_path: tuple[str, ...]
    page: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Between two editions of a document, either of which may be missing. `fields` are (name in French, was, is)."""

    former: Document | None
    proposed: Document | None
    passages: tuple[PassageChange, ...]
    unchanged: int
    fields: tuple[tuple[str, str, str], ...]

    @property
    def title(self) -> str:
        """The document's."""
        return (self.proposed or self.former).title  # type: ignore[union-attr]  # one of them is there

    def count(self, kind: ChangeKind) -> int:
        """How many changes are of a kind."""
        return sum(change.kind == kind for change in self.passages)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return bool(self.former and self.proposed) and not self.passages and not self.fields


def difference(former: Edition | None, proposed: Edition | None) -> Difference:
    """Compare two editions; a moved page alone is no change of a passage."""
    old, new = former.passages if former else (), proposed.passages if proposed else ()
    matcher = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    changes, unchanged = [], 0
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            unchanged += j - i
        else:
            changes += _changes(old[i:j], new[k:m])
    was, now = former.document if former else None, proposed.document if proposed else None
    return Difference(was, now, tuple(changes), unchanged, _fields(was, now))


def _keys(passages: Sequence[Passage]) -> list[tuple[tuple[str, ...], str]]:
    return [(passage.heading_path, passage.text) for passage in passages]


def _changes(old: Sequence[Passage], new: Sequence[Passage]) -> list[PassageChange]:
    """Neighbours that changed, part by part: the passages under a heading are compared with those under the same."""
    before, after = _by_heading(old), _by_heading(new)
    headings = ([part[0].heading_path for part in before], [part[0].heading_path for part in after])
    matcher = SequenceMatcher(None, *headings, autojunk=False)
    changes = []
    for _, i, j, k, m in matcher.get_opcodes():
        pairs = zip_longest(before[i:j], after[k:m], fillvalue=())
        changes += [_change(was, now) for was, now in pairs]
    return [change for change in changes if any(piece.kind is not PieceKind.SAME for piece in change.pieces)]


def _by_heading(passages: Sequence[Passage]) -> list[Sequence[Passage]]:
    return [tuple(part) for _, part in groupby(passages, key=lambda passage: passage.heading_path)]


def _change(old: Sequence[Passage], new: Sequence[Passage]) -> PassageChange:
    kind = ChangeKind.CHANGED if old and new else ChangeKind.ADDED if new else ChangeKind.REMOVED
    first = (new or old)[0]
    pieces = _joined(_pieces(_sentences(old), _sentences(new)))
    pieces[-1] = Piece(pieces[-1].kind, pieces[-1].text.rstrip())
    return PassageChange(kind, first.heading_path, first.page, tuple(pieces))


def _sentences(passages: Sequence[Passage]) -> list[str]:
    """The sentences, each with what stands between it and the next."""
    found = []
    for passage in passages:
        starts = [span.start for span in passage.sentences] or [0]
        ends = [*starts[1:], len(passage.text)]
        # Passages that follow one another are paragraphs: told apart when they are shown as one text.
        found += [passage.text[start:end] for start, end in zip((0, *starts[1:]), ends, strict=True)]
        found[-1] += "\n\n"
    return found


def _pieces(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    plain_old, plain_new = ([text.strip() for text in some] for some in (old, new))
    pieces: list[Piece] = []
    for what, i, j, k, m in SequenceMatcher(None, plain_old, plain_new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces += [Piece(PieceKind.SAME, text) for text in new[k:m]]
        elif what == "replace" and j - i == m - k:
            for before, after in zip(old[i:j], new[k:m], strict=True):
                pieces += _words(before, after)
        else:
            pieces += [Piece(PieceKind.REMOVED, text) for text in old[i:j]]
            pieces += [Piece(PieceKind.ADDED, text) for text in new[k:m]]
    return pieces


def _words(before: str, after: str) -> list[Piece]:
    """One sentence that changed, word by word; two sentences when they have little in common."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    if matcher.ratio() < LIKE:
        return [Piece(PieceKind.REMOVED, before), Piece(PieceKind.ADDED, after)]
    pieces = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece(PieceKind.SAME, "".join(new[k:m])))
        else:
            pieces += [Piece(PieceKind.REMOVED, "".join(old[i:j]))] if j > i else []
            pieces += [Piece(PieceKind.ADDED, "".join(new[k:m]))] if m > k else []
    return pieces


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of a kind in one piece."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].kind is piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _fields(former: Document | None, proposed: Document | None) -> tuple[tuple[str, str, str], ...]:
    if former is None or proposed is None:
        return ()
    told = ((label, _said(getattr(former, name)), _said(getattr(proposed, name))) for name, label in _NAMES.items())
    return tuple((label, was, now) for label, was, now in told if was != now)


def _said(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
