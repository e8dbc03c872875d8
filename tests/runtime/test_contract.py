"""What the JSON of an answer tells beside the domain's own values."""

from typing import get_args

import pytest

from domain.warnings import WarningCode
from runtime.contract import SentenceOut, WarningOut


@pytest.mark.parametrize(
    ("text", "item"), [("• Les statuts.", "bullet"), ("2. Délibérer.", "number"), ("Le conseil délibère.", None)]
)
def test_a_sentence_tells_whether_it_is_an_item_of_a_list(text: str, item: str | None) -> None:
    assert SentenceOut(text=text, citations=(1,)).model_dump()["item"] == item


@pytest.mark.parametrize("code", get_args(WarningCode))
def test_every_warning_has_a_name(code: str) -> None:
    assert WarningOut(code=code, text="À savoir.").model_dump()["label"]


def test_a_warning_of_a_later_version_has_none() -> None:
    assert WarningOut(code="inconnu", text="À savoir.").label == ""
