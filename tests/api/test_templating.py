"""What templates call."""

import pytest

from api.templating import block_tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("• Les statuts.", "ul"),
        ("– Les statuts.", "ul"),
        ("2. Faire délibérer le conseil.", "ol"),
        ("12) Tenir les comptes.", "ol"),
        ("2026 est une année d’élections.", "p"),
        ("3,5 % au plus.", "p"),
    ],
)
def test_a_sentence_stands_in_a_block_of_its_kind(text: str, tag: str) -> None:
    assert block_tag(text) == tag
