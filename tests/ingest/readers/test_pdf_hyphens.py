"""Words that a line's end has cut, and texts that are noise."""

from __future__ import annotations

import pytest

from ingest.readers.pdf.hyphens import mended, reads_as_french


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("la sub-", "vention"), "la subvention"),
        (("les collecti-", "vités"), "les collectivités"),
        (("le mandate-", "ment"), "le mandatement"),
        (("une loi-", "cadre"), "une loi-cadre"),
        (("celui-", "ci"), "celui-ci"),
        (("le sous-", "préfet"), "le sous-préfet"),
        (("la sous-", "traitance"), "la sous-traitance"),
        (("un procès-", "verbal"), "un procès-verbal"),
        (("un accord-", "cadre"), "un accord-cadre"),
        (("l'état-", "major"), "l'état-major"),
        (("c'est-à-", "dire"), "c'est-à-dire"),
        (("Saint-", "Aubin"), "Saint-Aubin"),
        (("l'article L. 2113-", "12"), "l'article L. 2113-12"),
        (("le con\u00ad", "seil"), "le conseil"),
    ],
)
def test_a_cut_word_is_mended_and_a_compound_keeps_its_hyphen(lines: tuple[str, ...], whole: str) -> None:
    assert mended(lines) == whole


def test_french_words_read_as_french_and_shifted_letters_do_not() -> None:
    sentence = "Le conseil municipal délibère sur chaque vente de terrain après avoir reçu un avis motivé du service"
    shifted = "".join(letter if letter == " " else chr(ord(letter) + 3) for letter in sentence)

    assert reads_as_french(sentence.split(" ") * 2)
    assert not reads_as_french(shifted.split(" ") * 2)


def test_too_few_words_are_not_judged() -> None:
    assert reads_as_french(["Xqzt", "Wvbn"])
