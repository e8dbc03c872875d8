"""Reads web pages: their main content, in the order and with the structure that people see."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from domain.errors import NoText
from domain.types import BlockKind, RawDocument
from ingest.readers.html.blocks import to_blocks
from ingest.readers.html.head import page_metadata, published_date
from ingest.readers.html.main import main_content
from ingest.readers.html.page import drop_unseen, load_page
from ingest.readers.title import same_title, title_from_stem

_PRINT_IT = (
    "Ouvrez la page dans un navigateur : si son texte s'affiche, un programme (JavaScript) l'écrit ; attendez "
    "qu'il soit complet, imprimez la page en PDF et déposez ce PDF."
)


class HtmlReader:
    """Reader of .html, .htm and .xhtml files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document: the page without its menus, banners, comments and hidden text.

        Raises:
            UnreadableFile: another format under a page's name, too big, too deeply nested, not decodable.
            NoText: the page is empty, or a program writes it in the browser.
        """
        tree = load_page(path)
        published = published_date(tree)
        drop_unseen(tree)
        metadata = page_metadata(tree)
        blocks = to_blocks(main_content(tree))
        if all(block.kind is BlockKind.HEADING for block in blocks):
            raise NoText(str(path), "la page ne contient aucun texte à lire", hint=_PRINT_IT)
        title = metadata.title or title_from_stem(path)
        if blocks[0].kind is BlockKind.HEADING and blocks[0].level == 1 and same_title(blocks[0].text, title):
            blocks = blocks[1:]
        return (RawDocument(dataclasses.replace(metadata, title=title, published=published), blocks),)
