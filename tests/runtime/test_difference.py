"""What changes between two editions: the words that changed and no others, each under its heading."""

from __future__ import annotations

from domain.types import Edition, Passage, Span
from runtime.difference import ChangeKind, PieceKind, difference
from tests.builders import a_document


def edition(*passages: tuple[str, str], **fields: object) -> Edition:
    """An edition of passages (heading, text), one sentence a full stop."""
    return Edition(a_document(**fields), tuple(passage(n, *one) for n, one in enumerate(passages)))  # type: ignore[arg-type]


def passage(ordinal: int, heading: str, text: str) -> Passage:
    ends = [place + 1 for place, letter in enumerate(text) if letter == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    spans = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
    return Passage(f"p{ordinal}", "doc", ordinal, text, Span(0, len(text)), (heading,), sentences=spans)


def test_the_words_that_changed_are_told_and_no_others() -> None:
    former = edition(("Seuils", "Le seuil est de 40 000 euros. Il est national."))
    proposed = edition(("Seuils", "Le seuil est de 60 000 euros. Il est national."))

    [change] = difference(former, proposed).passages

    assert [(piece.kind, piece.text) for piece in change.pieces] == [
        (PieceKind.SAME, "Le seuil est de "),
        (PieceKind.REMOVED, "40 "),
        (PieceKind.ADDED, "60 "),
        (PieceKind.SAME, "000 euros. Il est national."),
    ]


def test_a_sentence_that_has_little_of_the_former_replaces_it_whole() -> None:
    former = edition(("A", "Le maire signe la convention."))
    proposed = edition(("A", "Le préfet n'a reçu aucune délibération."))

    [change] = difference(former, proposed).passages

    assert [piece.kind for piece in change.pieces] == [PieceKind.REMOVED, PieceKind.ADDED]


def test_a_passage_that_moves_or_comes_is_told_by_its_heading_and_the_rest_is_unchanged() -> None:
    former = edition(("A", "Un."), ("B", "Deux."), ("C", "Trois."))
    proposed = edition(("A", "Un."), ("C", "Trois."), ("D", "Quatre."))

    found = difference(former, proposed)

    assert [(change.kind, change.heading_path) for change in found.passages] == [
        (ChangeKind.REMOVED, ("B",)),
        (ChangeKind.ADDED, ("D",)),
    ]
    assert found.unchanged == 2
    assert (found.count(ChangeKind.REMOVED), found.count(ChangeKind.CHANGED)) == (1, 0)


def test_the_same_text_cut_otherwise_is_no_change_of_the_text() -> None:
    former = edition(("A", "Un. Deux."), ("A", "Trois."))
    proposed = edition(("A", "Un."), ("A", "Deux. Trois."))

    assert difference(former, proposed).passages == ()


def test_what_is_said_of_the_document_is_compared_too() -> None:
    former, proposed = edition(("A", "Un."), title="Ancien"), edition(("A", "Un."), title="Nouveau", theme="foncier")

    assert difference(former, proposed).fields == (("titre", "Ancien", "Nouveau"), ("thème", "", "foncier"))
    assert not difference(former, proposed).is_empty
    assert difference(former, former).is_empty


def test_a_document_that_comes_or_goes_is_told_whole() -> None:
    one = edition(("A", "Un."))

    assert [change.kind for change in difference(None, one).passages] == [ChangeKind.ADDED]
    assert [change.kind for change in difference(one, None).passages] == [ChangeKind.REMOVED]
    assert difference(one, None).title == one.document.title
