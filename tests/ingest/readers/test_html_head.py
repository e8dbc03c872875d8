"""What a web page says of itself is taken from its tags."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from domain.types import BlockKind, RawDocument
from ingest.readers.html.reader import HtmlReader

PROSE = "<p>La commune peut vendre un bien de son domaine privé après une délibération du conseil municipal.</p>"


def read(folder: Path, page: str, name: str = "page.html") -> RawDocument:
    path = folder / name
    path.write_text(page, encoding="utf-8")
    (document,) = HtmlReader().read(path)
    return document


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Vendre un bien | Mairie de Valombre</title>", "Vendre un bien"),
        ("<title>Vendre un bien - Valombre</title><meta property='og:site_name' content='Valombre'>", "Vendre un bien"),
        ("<title>X</title><meta property='og:title' content='Vendre un bien'>", "Vendre un bien"),
        ("<title>Valombre</title><meta property='og:site_name' content='Valombre'>", "Le bien à vendre"),
        ("<title>Valombre – Le bien à vendre</title>", "Le bien à vendre"),
        ("", "Le bien à vendre"),
    ],
)
def test_the_title_is_the_pages_own(tmp_path: Path, head: str, title: str) -> None:
    document = read(
        tmp_path, f"<html><head>{head}</head><body><main><h1>Le bien à vendre</h1>{PROSE}</main></body></html>"
    )

    assert document.metadata.title == title


def test_a_page_without_a_name_is_called_by_its_file_and_its_title_is_not_said_twice(tmp_path: Path) -> None:
    assert read(tmp_path, PROSE, "vendre-un-bien.htm").metadata.title == "Vendre un bien"
    titled = read(tmp_path, f"<title>Vendre</title><main><h1>Vendre</h1>{PROSE}</main>")
    assert titled.blocks[0].kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("<meta property='article:modified_time' content='2025-03-04T10:00:00+01:00'>", date(2025, 3, 4)),
        ('<script type=\'application/ld+json\'>{"datePublished": "2024-05-06"}</script>', date(2024, 5, 6)),
        ("<time datetime='2023-02-01'>1er février</time>", date(2023, 2, 1)),
        ("<time datetime='2023-02-01'>loto</time><time datetime='2023-06-01'>bal</time>", None),
        ("<h1>Arrêté du 3 mars 2020</h1><p>Délibération du 2020-04-05, affichée le 06/04/2020. © 2019</p>", None),
        ("<link rel='canonical' href='https://valombre.fr/2021/05/06/vendre'>", None),
    ],
)
def test_a_date_is_taken_from_a_tag_made_for_it_and_never_from_the_text(
    tmp_path: Path, tag: str, expected: date | None
) -> None:
    assert read(tmp_path, f"<html><body>{tag}<main>{PROSE}</main></body></html>").metadata.published == expected


def test_address_and_publisher_come_from_the_head(tmp_path: Path) -> None:
    head = "<link rel='canonical' href='https://valombre.fr/vendre'><meta property='og:site_name' content='Valombre'>"

    metadata = read(tmp_path, f"<head>{head}</head>{PROSE}").metadata

    assert (metadata.url, metadata.publisher) == ("https://valombre.fr/vendre", "Valombre")
    assert read(tmp_path, f"<link rel=canonical href='javascript:x'>{PROSE}").metadata.url == ""
