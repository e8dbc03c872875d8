"""What an index was built with. An index made otherwise must not answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.errors import IndexMismatch
from vectorstore.disk import writing

_LABELS = {
    "model": "modèle",
    "embedding": "empreinte du modèle",
    "dimension": "dimension",
    "fields": "champs vectoriels",
    "analyzer": "analyse lexicale",
    "chunker": "découpage en passages",
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A small JSON file beside the index. Absent means: nothing was ever indexed here."""

    path: Path

    def read(self) -> dict[str, str] | None:
        """The recipe on disk, None when there is none.

        Raises:
            IndexMismatch: the file cannot be read as a recipe.
        """
        if not self.path.exists():
            return None
        try:
            recipe = json.loads(self.path.read_text(encoding="utf-8"))
        except ValueError as exc:
            raise IndexMismatch(f"{self.path} : fichier abîmé") from exc
        return {str(key): str(value) for key, value in recipe.items()}

    def write(self, recipe: Mapping[str, str]) -> None:
        """Replace the file in one step, so that a killed process leaves the old one or the new one.

        Raises:
            CannotWrite: the folder cannot be written, or is gone.
        """
        new = self.path.with_suffix(".new")
        with writing(self.path.parent):
            new.write_text(json.dumps(dict(recipe), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
            new.replace(self.path)

    def check(self, recipe: Mapping[str, str]) -> None:
        """Raise IndexMismatch, naming each difference, unless the index was built with this recipe."""
        stored = self.read()
        if stored is None:
            return
        changed = [key for key in recipe if stored.get(key) != recipe[key]]
        if changed:
            told = " ; ".join(
                f"{_LABELS.get(key, key)} : {stored.get(key, 'inconnu')} dans l'index, {recipe[key]} demandé"
                for key in changed
            )
            raise IndexMismatch(f"l'index a été construit autrement ({told})")
