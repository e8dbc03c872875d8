"""Loads the texts of this folder and fills their placeholders."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

from domain.errors import BrokenInvariant
from domain.ids import digest

_FOLDER = Path(__file__).parent


def render(name: str, **values: str) -> str:
    """The text `name`.fr.md with its ${placeholders} filled.

    Raises:
        BrokenInvariant: no such text, or its placeholders are not exactly the given values.
    """
    template = Template(_text(name))
    wanted = set(template.get_identifiers())
    if wanted != set(values):
        raise BrokenInvariant(f"prompts/{name}.fr.md attend {sorted(wanted)}, a reçu {sorted(values)}")
    return template.substitute(values)


@cache
def fingerprint() -> str:
    """A digest of every text of this folder: an answer's receipt says which ones were shown."""
    paths = sorted(_FOLDER.glob("*.fr.md"))
    return digest(*(part for path in paths for part in (path.name, path.read_text(encoding="utf-8"))))


@cache
def _text(name: str) -> str:
    path = _FOLDER / f"{name}.fr.md"
    if not path.exists():
        raise BrokenInvariant(f"texte absent : prompts/{name}.fr.md")
    return path.read_text(encoding="utf-8").strip()
