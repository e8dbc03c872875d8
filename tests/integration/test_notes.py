"""An answer as a note to file: every quotation is found again, verbatim, by a reader of that format."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import odfdo
import pytest
from lxml import html  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from domain.errors import UnknownAnswer
from domain.types import Audience
from runtime.guichet import Guichet
from runtime.notes import NoteFormat
from tests.builders import TODAY
from tests.integration.files import ingest, write

TRICKY = """---
id: piege
title: Un *titre* <b>piégé</b> [ici](https://exemple.fr)
url: https://exemple.fr/guide?a=1&b=2
visibility: public
---
La convention <script>alert(1)</script> fixe *trois* points & deux annexes_de_plus, soit 50 % du capital # au plus.
"""
QUESTION = "Que fixe la convention & combien de points ?"


def docx_lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs]


def odt_lines(content: bytes) -> list[str]:
    body = odfdo.Document(BytesIO(content)).body
    return [node.text_recursive for node in [*body.headers, *body.paragraphs]]


def html_lines(content: bytes) -> list[str]:
    return [node.text_content() for node in html.fromstring(content.decode()).iter("h1", "h2", "p", "blockquote")]


def markdown_lines(content: bytes) -> list[str]:
    return html_lines(MarkdownIt().render(content.decode()).encode())


READ: dict[NoteFormat, Callable[[bytes], list[str]]] = {
    NoteFormat.DOCX: docx_lines,
    NoteFormat.ODT: odt_lines,
    NoteFormat.HTML: html_lines,
    NoteFormat.MD: markdown_lines,
}


@pytest.mark.parametrize("as_format", list(NoteFormat))
def test_each_quotation_stands_verbatim_in_the_note_and_in_its_source(
    guichet: Guichet, tmp_path: Path, as_format: NoteFormat
) -> None:
    ingest(guichet, write(tmp_path / "pieges", piege=TRICKY))
    answer = guichet.answers.ask(QUESTION, as_of=TODAY).answer
    sources = [passage.text for passage in guichet.version("piege")[0].passages]

    lines = [
        line.strip() for line in READ[as_format](guichet.answers.note(answer.id, Audience.PUBLIC, as_format, TODAY))
    ]

    assert answer.citations
    for citation in answer.citations:
        assert citation.quote in lines
        assert any(citation.quote in source for source in sources)
    assert QUESTION in lines
    assert any(line.startswith("[1] Un *titre* <b>piégé</b> [ici](https://exemple.fr), sans date") for line in lines)
    assert any("Question posée le" in line and answer.id in line for line in lines)
    assert any("pas un conseil juridique" in line for line in lines)


@pytest.mark.parametrize("as_format", list(NoteFormat))
def test_a_refusal_is_filed_too(guichet: Guichet, tmp_path: Path, as_format: NoteFormat) -> None:
    ingest(guichet, write(tmp_path / "pieges", piege=TRICKY))
    answer = guichet.answers.ask("Quelle est la recette de la tarte aux pommes ?", as_of=TODAY).answer

    lines = READ[as_format](guichet.answers.note(answer.id, Audience.PUBLIC, as_format, TODAY))

    assert any(answer.text in line for line in lines)


def test_a_note_is_not_written_of_what_its_reader_may_not_see(guichet: Guichet, folder: Path) -> None:
    ingest(guichet, folder)
    answer = guichet.answers.ask("dispositif Valmorin", as_of=TODAY, audience=Audience.ADHERENT).answer

    assert guichet.answers.note(answer.id, Audience.ADHERENT, NoteFormat.MD, TODAY)
    with pytest.raises(UnknownAnswer):
        guichet.answers.note(answer.id, Audience.PUBLIC, NoteFormat.MD, TODAY)
