"""Files of ours that are never seen half written: copies of pages, documents that staff sent, what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from domain.errors import DataFolderProblem
from ingest.metadata import sidecar_path


def write_whole(path: Path, data: bytes) -> None:
    """Write beside, then rename, in a folder made when missing.

    Raises:
        DataFolderProblem: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(data)
        part.replace(path)
    except OSError as exc:
        raise DataFolderProblem(f"{path} ne peut pas être écrit ({exc.strerror})") from exc


def write_sidecar(path: Path, fields: Mapping[str, Any]) -> None:
    """Write what is said of a document beside it.

    Raises:
        DataFolderProblem: the folder cannot be written.
    """
    write_whole(sidecar_path(path), yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=True).encode())
