"""What a front matter or a sidecar says of a document → Metadata, or a French error that helps."""

from __future__ import annotations

import dataclasses
import difflib
import errno
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from domain.errors import BadMetadata
from domain.text import fold, normalise, normalise_spaces
from domain.types import Metadata, Visibility

FIELDS = (
    "id", "title", "type", "date", "url", "publisher", "theme", "visibility", "valid_from", "valid_until",
    "replaces", "a_verifier", "demonstration",
)  # fmt: skip
IGNORED = ("facts",)
NOT_FOR_ALL = ("id", "title", "url", "replaces")
"""Fields that tell one document from another: several documents cannot be given the same."""
SIDECAR_SUFFIXES = (".meta.yaml", ".meta.yml")

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}\Z")
_FRENCH_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: 0{1,2}:00(?::00)?)?\Z")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?\Z", re.DOTALL)
_YES_NO = {"oui": True, "true": True, "vrai": True, "non": False, "false": False, "faux": False}
_ACCEPTED_VISIBILITIES = " ou ".join(f"« {v.value} »" for v in Visibility)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Metadata, the Metadata fields that were really given, and French warnings about the rest."""

    metadata: Metadata = dataclasses.field(default_factory=Metadata)
    given: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def parse_metadata(mapping: Mapping[str, Any], *, path: str) -> Parsed:
    """Read a mapping of the public contract's keys.

    Unknown keys lose nothing: the document is read, and `warnings` names them.

    Raises:
        BadMetadata: a known key has an unusable value, or a key looks like a mistyped `visibility`.
    """
    values: dict[str, Any] = {}
    warnings: list[str] = []
    for raw_key, value in mapping.items():
        key = _known_key(str(raw_key), path)
        if key is None:
            warnings.append(f"{path} : champ inconnu ignoré « {raw_key} » (champs acceptés : {', '.join(FIELDS)})")
        elif key in FIELDS and (value is not None or key == "visibility"):
            values["published" if key == "date" else key] = _value(key, value, path)
    metadata = Metadata(**values)
    _refuse_backward_validity(metadata, path)
    return Parsed(metadata, tuple(values), tuple(warnings))


def complete(own: Metadata, sidecar: Parsed) -> Metadata:
    """`own` with what the sidecar gives, except that a sidecar never widens the visibility."""
    given = {name: getattr(sidecar.metadata, name) for name in sidecar.given}
    if own.visibility is not None and sidecar.metadata.visibility is not None:
        given["visibility"] = own.visibility.narrowest(sidecar.metadata.visibility)
    return dataclasses.replace(own, **given)


def fill(metadata: Metadata, folder: Parsed, *, told: Collection[str], path: str) -> Metadata:
    """`metadata` with what its folder gives, save the fields in `told`: who is nearer to the document wins.

    Raises:
        BadMetadata: put together, the validity ends before it starts.
    """
    given = {name: getattr(folder.metadata, name) for name in folder.given if name not in told}
    filled = dataclasses.replace(metadata, **given)
    _refuse_backward_validity(filled, path)
    return filled


def sidecar_path(path: Path) -> Path:
    """The file that describes `path`, beside it, whether or not it exists: guide.pdf → guide.meta.yaml."""
    candidates = tuple(path.with_name(path.stem + suffix) for suffix in SIDECAR_SUFFIXES)
    return next((candidate for candidate in candidates if is_file(candidate)), candidates[0])


def is_file(path: Path) -> bool:
    """Whether a path is a file; beside a name of 255 characters no longer one can be."""
    try:
        return path.is_file()
    except OSError as exc:
        if exc.errno == errno.ENAMETOOLONG:
            return False
        raise


def load_yaml(text: str, *, path: str, first_line: int = 1) -> Mapping[str, Any]:
    """A YAML mapping; `first_line` is where `text` starts in its file, so that errors name the right line.

    Raises:
        BadMetadata: broken YAML, a key given twice, or not a mapping.
    """
    try:
        # A SafeLoader, which also refuses doubles.
        loaded = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 # nosec B506
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        where = f"ligne {mark.line + first_line}" if mark else f"ligne {first_line}"
        raise BadMetadata(path, "YAML", f"{where} : {exc.problem or 'écriture incorrecte'}", hint=_YAML_HINT) from exc
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        raise BadMetadata(path, "YAML", f"ligne {first_line} : {exc}", hint=_YAML_HINT) from exc
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise BadMetadata(path, "YAML", f"ligne {first_line} : ce n'est pas une liste de champs", hint=_YAML_HINT)
    return loaded


_YAML_HINT = "Écrivez un champ par ligne, « nom: valeur », et mettez entre guillemets une valeur qui contient « : »."


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key given twice: with two visibilities, the last must not silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                problem = f"le champ « {key} » est donné deux fois"
                raise yaml.constructor.ConstructorError(None, None, problem, node.value[index][0].start_mark)
        return super().construct_mapping(node, deep=deep)


def _known_key(key: str, path: str) -> str | None:
    """The accepted spelling of a key, or None; a near miss of `visibility` is refused, as it sets rights."""
    plain = fold(key)
    if plain in FIELDS or plain in IGNORED:
        return plain
    if difflib.get_close_matches(plain, ["visibility", "visibilite"], cutoff=0.8):
        raise BadMetadata(path, "visibility", f"écrit « {key} », un champ inconnu", hint=_VISIBILITY_HINT)
    return None


_VISIBILITY_HINT = f"Écrivez « visibility: » suivi de {_ACCEPTED_VISIBILITIES}."


def _value(key: str, value: Any, path: str) -> Any:
    if key == "visibility":
        return _visibility(value, path)
    if key in ("date", "valid_from", "valid_until"):
        return _date(key, value, path)
    if key in ("a_verifier", "demonstration"):
        return _yes_no(key, value, path)
    if key == "replaces":
        return tuple(_text(key, item, path) for item in (value if isinstance(value, list) else [value]))
    if key == "id":
        return _id(value, path)
    text = _text(key, value, path)
    if key == "url" and text and not re.match(r"https?://\S+\Z", text):
        hint = "Donnez une adresse complète, qui commence par https:// et ne contient pas d'espace."
        raise BadMetadata(path, key, f"« {text} » n'est pas une adresse web", hint=hint)
    return text


def _visibility(value: Any, path: str) -> Visibility:
    plain = fold(value) if isinstance(value, str) else ""
    for visibility in Visibility:
        if plain == visibility.value:
            return visibility
    raise BadMetadata(path, "visibility", f"valeur inconnue « {value} »", hint=_VISIBILITY_HINT)


def _id(value: Any, path: str) -> str:
    if isinstance(value, str) and _ID.match(value):
        return value
    hint = (
        "Un identifiant a de 1 à 100 caractères : minuscules sans accent, chiffres, point, tiret, souligné, et "
        "commence par une lettre ou un chiffre ; mettez des guillemets autour d'un nombre."
    )
    raise BadMetadata(path, "id", f"identifiant incorrect « {value} »", hint=hint)


def _date(key: str, value: Any, path: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    iso, french = _ISO_DATE.match(text), _FRENCH_DATE.match(text)
    numbers = [int(n) for n in (iso.groups() if iso else french.groups()[::-1] if french else ())]
    try:
        return date(*numbers)
    except (TypeError, ValueError) as exc:
        hint = "Écrivez la date ainsi : 2025-12-31 ou 31/12/2025."
        raise BadMetadata(path, key, f"date incorrecte « {value} »", hint=hint) from exc


def _yes_no(key: str, value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return value
    answer = _YES_NO.get(fold(value)) if isinstance(value, str) else None
    if answer is None:
        raise BadMetadata(path, key, f"valeur incorrecte « {value} »", hint="Écrivez true ou false (oui ou non).")
    return answer


def _text(key: str, value: Any, path: str) -> str:
    if isinstance(value, (str, int, float, date)) and not isinstance(value, bool):
        return normalise_spaces(normalise(str(value)))
    raise BadMetadata(path, key, f"du texte était attendu, pas « {value} »", hint="Mettez la valeur entre guillemets.")


def _refuse_backward_validity(metadata: Metadata, path: str) -> None:
    start, end = metadata.valid_from, metadata.valid_until
    if start and end and end < start:
        why = f"la fin de validité ({end}) précède le début ({start})"
        raise BadMetadata(path, "valid_until", why, hint="Corrigez l'une des deux dates.")
