"""What is installed, what is searchable, and what to do about anything wrong: told by `guichet doctor` and to staff."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import httpx

from domain.errors import GuichetError
from domain.text import french_date
from ingest.ocr import why_not
from runtime.backup import last_backup
from runtime.settings import Settings
from vectorstore.bundled_model import DEFAULT_MODEL_NAME, is_current, verify

Json = Mapping[str, Any]
Level = Literal["ok", "warning", "error"]
GIB = 1024**3
MIN_FREE_BYTES = GIB
MIN_FREE_SHARE = 0.05
MAX_BACKUP_DAYS = 7
LLM_SECONDS = 5.0
LIBRARIES = ("chromadb", "tantivy", "onnxruntime", "tokenizers", "fastapi", "sqlalchemy", "pypdfium2", "torch")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not ok, `document_id` which document it is about."""

    level: Level
    what: str
    detail: str
    mend: str = ""
    document_id: str = ""

    def as_json(self) -> dict[str, Any]:
        """The finding as a flat object."""
        return asdict(self)


def examine(settings: Settings, read_status: Callable[[], Json]) -> list[Finding]:
    """Everything, in the order in which it must work.

    `read_status` gives runtime.guichet.Status as JSON, or raises GuichetError; called when there is a data folder.
    A language model's service is waited for LLM_SECONDS at most.
    """
    return [
        _python(),
        *_libraries(),
        *_model(settings),
        _ocr(settings),
        *_language_model(settings),
        *_folder(settings),
        *_data(settings, read_status),
    ]


def _python() -> Finding:
    return Finding("ok", "Python", f"{platform.python_version()} ({platform.machine()})")


def _libraries() -> list[Finding]:
    present, missing = [], []
    for name in LIBRARIES:
        try:
            present.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    findings = [Finding("ok", "Bibliothèques", ", ".join(present))]
    if missing:
        findings.append(
            Finding("error", "Bibliothèques", f"absentes : {', '.join(missing)}", "Lancez « make install ».")
        )
    return findings


def _model(settings: Settings) -> list[Finding]:
    name = settings.embedding_model
    if name and name != DEFAULT_MODEL_NAME:
        kind = "dossier" if Path(name).expanduser().is_dir() else "nom, cherché sur le dépôt de modèles"
        return [
            Finding("ok", "Modèle", f"{name} ({kind}), par sentence-transformers : le service charge PyTorch"),
        ]
    folder = settings.model_dir / DEFAULT_MODEL_NAME
    if not is_current(folder):
        return [
            Finding(
                "warning",
                "Modèle",
                f"{DEFAULT_MODEL_NAME} n'est pas construit dans {settings.model_dir}",
                "Rien : « ./guichet serve » ou « ingest » le construit (une fois, sans réseau).",
            )
        ]
    spoilt = verify(folder)
    if spoilt:
        return [
            Finding(
                "error",
                "Modèle",
                f"fichiers abîmés dans {folder} : {', '.join(spoilt)}",
                "Supprimez ce dossier : il sera reconstruit au prochain démarrage.",
            )
        ]
    return [Finding("ok", "Modèle", f"{DEFAULT_MODEL_NAME}, par ONNX Runtime : le service ne charge pas PyTorch")]


def _ocr(settings: Settings) -> Finding:
    if not settings.ocr:
        return Finding("ok", "Pages numérisées", "non lues (GUICHET_OCR=false)")
    missing = why_not()
    if not missing:
        return Finding("ok", "Pages numérisées", "lues par Tesseract")
    what, _, install = missing.rpartition(" : ")
    return Finding("warning", "Pages numérisées", what, f"{install}, puis « ./guichet ingest » de nouveau.")


def _language_model(settings: Settings) -> list[Finding]:
    if not settings.llm_model:
        return []
    if not settings.llm_base_url:
        return [Finding("ok", "Modèle de langage", f"{settings.llm_model} (service de son éditeur, non essayé ici)")]
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    address = f"{settings.llm_base_url.rstrip('/')}/models"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with httpx.stream("GET", address, headers=headers, timeout=LLM_SECONDS) as answer:  # a long list is not read
            pass
    except httpx.HTTPError as exc:
        detail = f"{settings.llm_base_url} ne répond pas ({exc or type(exc).__name__})"
    else:
        if answer.is_success:
            return [Finding("ok", "Modèle de langage", f"{settings.llm_model}, {settings.llm_base_url} répond")]
        detail = f"{settings.llm_base_url} répond {answer.status_code}"
    mend = "Vérifiez GUICHET_LLM_BASE_URL et GUICHET_LLM_API_KEY ; d'ici là, les réponses citent mot pour mot."
    return [Finding("warning", "Modèle de langage", detail, mend)]


def _folder(settings: Settings) -> list[Finding]:
    """What the data folder's place on the disk says: rights, room, the last backup."""
    folder = settings.data_dir
    if not folder.exists():
        mend = "Lancez « ./guichet ingest DOSSIER » ou « make serve »."
        return [Finding("warning", "Données", f"{folder} n'existe pas encore", mend)]
    findings = []
    if folder.stat().st_mode & stat.S_IRWXO:
        detail = f"{folder} est ouvert à tous les comptes de la machine : il tient des documents réservés"
        findings.append(Finding("warning", "Droits", detail, f"Lancez « chmod o-rwx {folder} »."))
    if not os.access(folder, os.W_OK | os.X_OK):
        mend = "Lancez la commande avec le compte du service (« sudo -u guichet … »), ou corrigez le propriétaire."
        findings.append(Finding("error", "Droits", f"{folder} n'est pas accessible en écriture à ce compte", mend))
    room = shutil.disk_usage(folder)
    told = f"{room.free / GIB:.1f} Gio libres sur {room.total / GIB:.0f}".replace(".", ",")
    if room.free < max(MIN_FREE_BYTES, room.total * MIN_FREE_SHARE):
        findings.append(Finding("warning", "Disque", f"{told} : bientôt plein", "Libérez de la place."))
    else:
        findings.append(Finding("ok", "Disque", told))
    return [*findings, _backup(folder)]


def _backup(folder: Path) -> Finding:
    mend = "Lancez « ./guichet backup FICHIER.zip » chaque nuit (voir deploy/guichet-sauvegarde.timer)."
    done_at = last_backup(folder)
    if done_at is None:
        return Finding("warning", "Sauvegarde", "aucune n'a été faite", mend)
    days = (datetime.now(UTC) - done_at).days
    told = f"la dernière date du {french_date(done_at.astimezone().date())}"
    if days > MAX_BACKUP_DAYS:
        return Finding("warning", "Sauvegarde", f"{told}, il y a {days} jours", mend)
    return Finding("ok", "Sauvegarde", told)


def _data(settings: Settings, read_status: Callable[[], Json]) -> list[Finding]:
    if not settings.data_dir.exists():
        return []
    try:
        status = read_status()
    except GuichetError as exc:
        return [Finding("error", "Données", str(exc), exc.hint)]
    return [Finding("ok", "Données", str(settings.data_dir)), _documents(status), *_index(status), *_troubles(status)]


def _documents(status: Json) -> Finding:
    told = (
        f"{status['documents']} documents (dont {status['private_documents']} réservés aux adhérents), "
        f"{status['passages']} passages, vecteurs de {status['dimension']} dimensions"
    )
    if status["passages"]:
        return Finding("ok", "Documents", told)
    return Finding("warning", "Documents", told, "Lancez « ./guichet ingest DOSSIER ».")


def _index(status: Json) -> list[Finding]:
    if status["index_is_whole"]:
        return []
    mend = "Redémarrez le service : il le répare ; sinon, lancez « ./guichet reindex »."
    return [Finding("warning", "Index", "il ne tient pas tout ce que la base dit", mend)]


def _troubles(status: Json) -> Iterator[Finding]:
    for trouble in status["troubles"]:
        yield Finding("warning", "Document", f"{trouble['path']} : {trouble['reason']}", trouble["hint"])
    for expired in status["expired"]:
        yield Finding(
            "warning",
            "Document périmé",
            f"« {expired['title']} » ({expired['id']}) n'est plus valable depuis le {_french(expired['valid_until'])}",
            "Remplacez-le, retirez-le, ou corrigez « valid_until » ; ses réponses portent un avertissement.",
            document_id=expired["id"],
        )


def _french(day: date | str) -> str:
    """A date, or its ISO form when it comes from another process."""
    return french_date(date.fromisoformat(str(day)))
