"""The YAML block on top of a Markdown or text file."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from frontmatter.default_handlers import YAMLHandler

from domain.errors import BadMetadata
from domain.text import fold
from ingest.metadata import Parsed, load_yaml, parse_metadata

log = logging.getLogger(__name__)

_KEY_LINE = re.compile(r"""^\s*["']?\w[\w .-]*["']?\s*:""", re.MULTILINE)


def split_front_matter(text: str, *, path: str) -> tuple[Parsed, str]:
    """What the front matter says, and the text after it; nothing and the whole text when there is none.

    Raises:
        BadMetadata: the block is not closed, is broken YAML, or a field has an unusable value.
    """
    handler = YAMLHandler()
    stripped = text.lstrip("\ufeff \t\n")
    if not handler.detect(stripped):
        return Parsed(), text
    try:
        block, body = handler.split(stripped)
    except ValueError as exc:
        if not _holds_fields(stripped[:2_000]):
            return Parsed(), text
        hint = "Ajoutez une ligne « --- » sous le dernier champ de l'en-tête."
        raise BadMetadata(path, "en-tête", "le bloc ouvert par « --- » n'est pas fermé", hint=hint) from exc
    if block.strip() and not _holds_fields(block):  # two horizontal rules around a paragraph
        return Parsed(), text
    first_line = text[: text.index(block)].count("\n") + 1 if block else 1
    parsed = parse_metadata(load_yaml(block, path=path, first_line=first_line), path=path)
    log_warnings(parsed.warnings)
    return parsed, body


def log_warnings(warnings: Iterable[str]) -> None:
    """Say what was ignored, for the person who runs the ingest."""
    for warning in warnings:
        log.warning(warning)


def _holds_fields(block: str) -> bool:
    """Whether a block is meant as fields: a line forgotten its colon must not cost a document its rights."""
    return _KEY_LINE.search(block) is not None or "visib" in fold(block)
