"""Writes docs/settings.md from the Settings themselves: `python -m runtime.settings_doc`. A test holds them equal."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path

from runtime.settings import CHECKOUT, Settings

TARGET = CHECKOUT / "docs" / "settings.md"
_HEAD = """# Réglages

Chaque réglage est une variable d'environnement, ou une ligne du fichier `.env` à la racine. Aucun n'est nécessaire.
Cette page est produite par `python -m runtime.settings_doc`.

| variable | défaut | rôle |
|---|---|---|
"""


def render() -> str:
    """The page, one row a setting."""
    rows = (
        f"| `GUICHET_{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return _HEAD + "\n".join(rows) + "\n"


def _shown(value: object) -> str:
    if isinstance(value, Path):
        value = f"{value.relative_to(CHECKOUT)}/"
    if isinstance(value, Enum):
        value = value.value
    if value in (None, ""):
        return "(aucun)"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{json.dumps(list(value))}`"
    return f"`{value}`"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
