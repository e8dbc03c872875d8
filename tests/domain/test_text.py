"""French text: cleaned, compared, embedded."""

from __future__ import annotations

import pytest

from domain.text import (
    MAX_EMBEDDED_HEADINGS_CHARS,
    MAX_EMBEDDED_TITLE_CHARS,
    NARROW_SPACES,
    embedding_text,
    fold,
    normalise,
    normalise_spaces,
    plain_apostrophes,
    plain_spaces,
    words,
)


def test_text_is_composed_without_ligatures_or_invisible_marks() -> None:
    assert normalise("e\u0301te\u0301, o\ufb03ciel, col\u00adlec\u200btif\ufeff") == "été, officiel, collectif"


def test_french_letters_quotes_and_dashes_stay_as_written() -> None:
    assert normalise("« L’œuvre » – 12 €") == "« L’œuvre » – 12 €"


@pytest.mark.parametrize("space", NARROW_SPACES)
def test_every_narrow_space_becomes_a_plain_one_of_the_same_length(space: str) -> None:
    assert plain_spaces(f"12{space}000") == "12 000"


def test_runs_of_white_space_become_one_space() -> None:
    assert normalise_spaces(" \u00a0a\n\t b\u202f ") == "a b"


def test_every_apostrophe_becomes_the_typewriter_one() -> None:
    assert plain_apostrophes("l’eau d‘été qu`il") == "l'eau d'été qu'il"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Œuvre", "l'oeuvre"),
        ("ÉTÉ", "ete"),
        ("Haute‑Marne", "haute-marne"),
        ("12\u202f000  €", "12 000 €"),
        ("e\u0301lu", "élu"),
        ("Nævus", "naevus"),
        ("qu`il  ENTRE", "qu’il entre"),
    ],
)
def test_two_spellings_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_twice_changes_nothing() -> None:
    text = "L’ŒUVRE – « déjà » ﬁnie ẞ"

    assert fold(fold(text)) == fold(text)


def test_different_words_do_not_fold_alike() -> None:
    assert fold("vendre") != fold("vendra")


def test_words_are_folded_without_punctuation() -> None:
    assert words("L'accès à l’eau, n° 12 !") == ("l", "acces", "a", "l", "eau", "n", "12")


def test_a_text_without_letters_has_no_words() -> None:
    assert words(" — … « » ") == ()


def test_a_passage_is_embedded_under_its_title_and_headings() -> None:
    assert embedding_text("Titre", ("A", "B"), "Texte.") == "Titre\nA > B\nTexte."


def test_missing_parts_leave_no_empty_line() -> None:
    assert embedding_text("", (), "Texte.") == "Texte."
    assert embedding_text("Titre", (), "Texte.") == "Titre\nTexte."


def test_a_long_title_is_cut_between_words() -> None:
    title, text = embedding_text("terrain " * 60, (), "Texte.").split("\n")

    assert len(title) <= MAX_EMBEDDED_TITLE_CHARS
    assert set(title.split()) == {"terrain"}
    assert text == "Texte."


def test_a_title_of_one_endless_word_is_cut() -> None:
    assert embedding_text("x" * 500, (), "Texte.") == "x" * MAX_EMBEDDED_TITLE_CHARS + "\nTexte."


def test_of_too_many_headings_the_innermost_are_kept() -> None:
    path = tuple(f"{n} " + "chapitre " * 10 for n in range(9))

    headings = embedding_text("", path, "Texte.").split("\n")[0]

    assert len(headings) <= MAX_EMBEDDED_HEADINGS_CHARS
    assert headings.count("chapitre") >= 20
    assert headings.rstrip().endswith("chapitre")
    assert "8 chapitre" in headings
    assert "0 chapitre" not in headings


def test_the_text_itself_is_never_cut() -> None:
    text = "mot " * 5_000

    assert embedding_text("t" * 900, ("h" * 900,), text).endswith(text)
