"""Says what is installed, what is searchable, and what to do about anything wrong."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from api.orders import ReadStatus
from cli.desk import Json, open_desk
from cli.show import out, say
from domain.errors import GuichetError
from runtime.settings import Settings
from vectorstore.bundled_model import DEFAULT_MODEL_NAME, is_complete, verify

Level = Literal["ok", "warning", "error"]
_MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "error": "[red]✗[/]"}
LIBRARIES = ("chromadb", "tantivy", "onnxruntime", "tokenizers", "fastapi", "sqlalchemy", "pypdfium2", "torch")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not ok."""

    level: Level
    what: str
    detail: str
    mend: str = ""

    def as_json(self) -> Json:
        """The finding as a flat object."""
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """Everything, in the order in which it must work."""
    return [_python(), *_libraries(), *_model(settings), *_data(settings)]


def show(findings: list[Finding]) -> None:
    """A table for a person."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    for finding in findings:
        table.add_row(_MARKS[finding.level], f"[bold]{escape(finding.what)}[/]", escape(finding.detail))
        if finding.mend:
            table.add_row("", "", Padding(f"[bold]À faire :[/] {escape(finding.mend)}", (0, 0, 0, 2)))
    out.print(table)


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
    if not is_complete(folder):
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


def _data(settings: Settings) -> list[Finding]:
    if not settings.data_dir.exists():
        return [
            Finding(
                "warning",
                "Données",
                f"{settings.data_dir} n'existe pas encore",
                "Lancez « ./guichet ingest DOSSIER » ou « make serve ».",
            )
        ]
    try:
        with open_desk(settings, say) as desk:
            status = desk.do(ReadStatus())
    except GuichetError as exc:
        return [Finding("error", "Données", str(exc), exc.hint)]
    findings = [
        Finding("ok", "Données", str(settings.data_dir)),
        Finding(
            "ok" if status["passages"] else "warning",
            "Documents",
            f"{status['documents']} documents (dont {status['private_documents']} réservés aux adhérents), "
            f"{status['passages']} passages, vecteurs de {status['dimension']} dimensions",
            "" if status["passages"] else "Lancez « ./guichet ingest DOSSIER ».",
        ),
    ]
    findings += [
        Finding("warning", "Document", f"{trouble['path']} : {trouble['reason']}", trouble["hint"])
        for trouble in status["troubles"]
    ]
    return findings
