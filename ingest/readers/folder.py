"""What the corpus.yaml of a folder, and of those above it, say of a file.

Fields on top of the file stand for all documents below; `files` gives fields to some of them, by name or by pattern
(« * » runs over « / » too). An entry that names a file precedes one that matches it, and these precede what stands
for all; at each step the nearest folder wins.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from domain.errors import BadMetadata, GuichetError, NoText
from domain.text import fold, normalise
from ingest.companions import folder_files
from ingest.metadata import NOT_FOR_ALL, Parsed, load_yaml, parse_metadata
from ingest.readers.text_file import read_text

log = logging.getLogger(__name__)

_FILES = ("files", "fichiers")
_GLOB_MARKS = "*?"


@dataclass(frozen=True, slots=True)
class FolderFields:
    """What folders give to a file; `named_by` is the corpus.yaml that names it, else the file itself."""

    parsed: Parsed
    named_by: Path


@dataclass(frozen=True, slots=True)
class _Entry:
    """Fields of the files that `pattern` names, or why they cannot be used: then these files alone are refused."""

    pattern: str
    fields: Parsed | BadMetadata

    @property
    def is_name(self) -> bool:
        return not any(mark in self.pattern for mark in _GLOB_MARKS)

    def matches(self, relative: str) -> bool:
        plain = normalise(relative)
        if self.is_name:
            return plain == self.pattern
        pattern = self.pattern.replace("[", "[[]")  # a name may hold « [2025] »
        return any(fnmatchcase(plain, each) for each in (pattern, pattern.replace("**/", "")))


@dataclass(frozen=True, slots=True)
class Corpus:
    """What one corpus.yaml says: of all documents below it, and of some of them."""

    defaults: Parsed
    entries: tuple[_Entry, ...]


Corpora = Mapping[Path, Corpus | GuichetError]
"""What each corpus.yaml says, or why it cannot be used."""


def load_corpora(path: Path) -> Corpora:
    """What the corpus.yaml files of its folders say, nearest first; an error where one says nothing that is usable."""
    return {file: load_corpus(file) for file in folder_files(path)}


def folder_fields(path: Path, corpora: Corpora) -> FolderFields:
    """The fields that the corpus.yaml files of its folders, nearest first, give to a file.

    Raises:
        UnreadableFile: a corpus.yaml cannot be read.
        BadMetadata: one has an unusable value that stands for this file, or cannot be understood.
    """
    named: list[Parsed] = []
    matched: list[Parsed] = []
    for_all: list[Parsed] = []
    named_by = path
    for file, corpus in corpora.items():
        if isinstance(corpus, GuichetError):
            raise corpus
        relative = path.relative_to(file.parent).as_posix()
        entries = [entry for entry in corpus.entries if entry.matches(relative)]
        if own := [_usable(entry) for entry in entries if entry.is_name]:
            named += own
            named_by = file if named_by == path else named_by
        if globs := [_usable(entry) for entry in entries if not entry.is_name]:
            matched.append(_together(globs))
        for_all.append(corpus.defaults)
    return FolderFields(_first_wins((*named, *matched, *for_all)), named_by)


def read_fields(file: Path) -> Mapping[str, Any]:
    """The fields of a YAML file.

    Raises:
        UnreadableFile: it cannot be read.
        BadMetadata: it is empty, as a copy that failed would be, or is no YAML mapping.
    """
    try:
        text = read_text(file)
    except NoText as exc:
        raise BadMetadata(str(file), "YAML", "le fichier est vide", hint="Complétez-le, ou supprimez-le.") from exc
    return load_yaml(text, path=str(file))


def load_corpus(file: Path) -> Corpus | GuichetError:
    """A corpus.yaml, or why it cannot be used; what is odd in it is logged."""
    try:
        return _load(file)
    except GuichetError as exc:
        return exc


def _load(file: Path) -> Corpus:
    fields = dict(read_fields(file))
    listed = {key: fields.pop(key) for key in list(fields) if fold(str(key)) in _FILES}
    _refuse_nested(fields, file)
    defaults = parse_metadata(fields, path=str(file))
    _refuse_names(defaults, "corpus", str(file))
    entries = tuple(
        _entry(str(pattern), said, file)
        for name, files in listed.items()
        for pattern, said in _mapping(files, name, file)
    )
    warnings = [*defaults.warnings, *(w for e in entries if isinstance(e.fields, Parsed) for w in e.fields.warnings)]
    warnings += [f"{file} : « {entry.pattern} » ne désigne aucun fichier" for entry in _unmatched(entries, file.parent)]
    for warning in warnings:
        log.warning(warning)
    return Corpus(defaults, entries)


def _mapping(said: Any, name: Any, file: Path) -> Iterable[tuple[Any, Any]]:
    if not isinstance(said, dict | None):
        hint = "Sous « files: », écrivez en retrait le nom du fichier, puis, plus en retrait, ses champs."
        raise BadMetadata(str(file), str(name), "des champs étaient attendus, un par ligne", hint=hint)
    return (said or {}).items()


def _entry(pattern: str, said: Any, file: Path) -> _Entry:
    plain = normalise(pattern).removeprefix("./")
    entry = _Entry(f"{plain}*" if plain.endswith("/") else plain, Parsed())
    try:
        fields = parse_metadata(dict(_mapping(said, pattern, file)), path=f"{file} ({pattern})")
        if not entry.is_name:
            _refuse_names(fields, pattern, str(file))
    except BadMetadata as exc:
        return replace(entry, fields=exc)
    return replace(entry, fields=fields)


def _usable(entry: _Entry) -> Parsed:
    if isinstance(entry.fields, BadMetadata):
        raise entry.fields
    return entry.fields


def _refuse_nested(fields: Mapping[Any, Any], file: Path) -> None:
    """Fields under a key that is not « files » would be ignored, and with them who may read."""
    for key, value in fields.items():
        if isinstance(value, dict):
            hint = "Écrivez les champs communs sans retrait, et ceux d'un fichier sous « files: », puis son nom."
            raise BadMetadata(str(file), str(key), "des champs sont rangés sous un champ inconnu", hint=hint)


def _refuse_names(parsed: Parsed, where: str, path: str) -> None:
    if shared := next((name for name in NOT_FOR_ALL if name in parsed.given), None):
        why = f"donné dans « {where} » à plusieurs documents, qui ne peuvent pas partager ce champ"
        raise BadMetadata(path, shared, why, hint="Donnez ce champ sous « files: » à un fichier désigné par son nom.")


def _unmatched(entries: Iterable[_Entry], folder: Path) -> list[_Entry]:
    entries = list(entries)
    files = (path for path in folder.rglob("*") if path.is_file()) if entries else ()
    relatives = [path.relative_to(folder).as_posix() for path in files]
    return [entry for entry in entries if not any(entry.matches(relative) for relative in relatives)]


def _together(several: Iterable[Parsed]) -> Parsed:
    """Patterns of one corpus.yaml are equals: the first gives a field, the narrowest the visibility."""
    several = tuple(several)
    merged = _first_wins(several)
    for parsed in several:
        if parsed.metadata.visibility and merged.metadata.visibility:
            narrowest = merged.metadata.visibility.narrowest(parsed.metadata.visibility)
            merged = replace(merged, metadata=replace(merged.metadata, visibility=narrowest))
    return merged


def _first_wins(several: Iterable[Parsed]) -> Parsed:
    values: dict[str, Any] = {}
    for parsed in several:
        values = {name: getattr(parsed.metadata, name) for name in parsed.given} | values
    return Parsed(replace(Parsed().metadata, **values), tuple(values))
