"""Ids made of content."""

from __future__ import annotations

import pytest

from domain.ids import MAX_ID_CHARS, MAX_SLUG_CHARS, digest, document_id, passage_id, random_id, slug


def test_a_digest_is_the_same_on_every_machine() -> None:
    assert digest("a", "b") == "e7c499ae5fb76187"  # b2sum -l 64


def test_parts_of_a_digest_cannot_run_into_each_other() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4


def test_a_digest_has_two_characters_a_byte() -> None:
    assert len(digest("a", size=4)) == 8
    assert len(digest("a", size=16)) == 32


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vendre un terrain : le prix", "vendre-un-terrain-le-prix"),
        ("L'œuvre d'été – Sées", "l-oeuvre-d-ete-sees"),
        ("  --a__b--  ", "a-b"),
        ("Guide 2024/2025", "guide-2024-2025"),
    ],
)
def test_a_slug_is_lower_case_ascii_words(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_a_long_slug_is_cut_without_a_hyphen_at_its_end() -> None:
    made = slug("ab " * 60)

    assert len(made) <= MAX_SLUG_CHARS
    assert not made.endswith("-")


def test_a_text_without_ascii_still_has_a_slug_of_its_own() -> None:
    assert slug("合同") != slug("法律")
    assert slug("…")


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        ("corpus/faq/Biens sans maître.md", "", "corpus-faq-biens-sans-maitre"),
        ("corpus/v1.2/guide.pdf", "", "corpus-v1-2-guide"),
        ("corpus/sansextension", "", "corpus-sansextension"),
        ("corpus/v1.2/lisezmoi", "", "corpus-v1-2-lisezmoi"),
        ("corpus/export.txt", "un-titre", "corpus--export--un-titre"),
    ],
)
def test_a_nameless_document_is_named_after_its_path_and_its_key(path: str, key: str, expected: str) -> None:
    assert document_id(path, key) == expected


def test_a_deep_path_gives_an_id_of_a_bounded_length_and_of_its_own() -> None:
    deep = "/".join(["un-dossier-au-nom-long"] * 20)

    made = document_id(f"{deep}/a.md"), document_id(f"{deep}/b.md")

    assert len(set(made)) == 2
    assert max(map(len, made)) <= MAX_ID_CHARS


def test_a_key_cannot_be_taken_for_a_folder() -> None:
    assert document_id("a/b/c.txt") != document_id("a/b.txt", "c")


def test_a_passage_id_changes_with_each_part() -> None:
    parts = ("doc", "Titre", ("A", "B"), "Texte.", 0)
    others = [
        ("autre", "Titre", ("A", "B"), "Texte.", 0),
        ("doc", "Autre", ("A", "B"), "Texte.", 0),
        ("doc", "Titre", ("A B",), "Texte.", 0),
        ("doc", "Titre", ("A", "B"), "Texte", 0),
        ("doc", "Titre", ("A", "B"), "Texte.", 1),
    ]

    assert passage_id(*parts) == passage_id(*parts)
    assert len({passage_id(*parts), *(passage_id(*other) for other in others)}) == 6


def test_ids_drawn_at_random_differ_and_can_be_typed_in_a_terminal() -> None:
    drawn = {random_id() for _ in range(1_000)}  # one in 64 would begin with « - »

    assert len(drawn) == 1_000
    assert all(len(one) == 22 and not one.startswith("-") for one in drawn)
