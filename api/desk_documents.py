"""The forms of the desk's documents: what staff typed, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import UploadFile
from pydantic import BaseModel, Field

from domain.errors import BadMetadata
from domain.text import capitalised
from domain.types import DocumentStatus, IngestReport, Visibility
from runtime.catalogue import Concern
from runtime.jobs import Job, JobKind, JobState

MAX_TEXT = 2_000
ONE_FILE_ONLY = {
    "title": "Un titre ne vaut que pour un seul fichier : envoyez-les un par un, ou laissez ce champ vide.",
    "url": "Une adresse ne vaut que pour un seul fichier : envoyez-les un par un, ou laissez ce champ vide.",
    "replaces": "Un seul fichier peut remplacer un document : envoyez-les un par un, ou laissez ce champ vide.",
}
STATUS_NAMES = {
    DocumentStatus.READY: "prêt",
    DocumentStatus.NEEDS_OCR: "pages sans texte",
    DocumentStatus.REFUSED: "refusé",
    DocumentStatus.GONE: "fichier disparu",
}
CONCERN_NAMES = {
    Concern.UNREAD_PAGES: "pages sans texte",
    Concern.NO_TEXT: "sans texte",
    Concern.EXPIRED: "périmé",
    Concern.NOT_YET: "à venir",
    Concern.REPLACED: "remplacé",
    Concern.TO_CHECK: "à vérifier",
    Concern.FILE_GONE: "fichier disparu",
}
VISIBILITY_NAMES = {Visibility.ADHERENT: "adhérents", Visibility.PUBLIC: "public"}


class FieldsForm(BaseModel):
    """What is said of a document. An empty field says nothing: what the file says of itself then counts."""

    title: str = Field(default="", max_length=MAX_TEXT)
    type: str = Field(default="", max_length=MAX_TEXT)
    publisher: str = Field(default="", max_length=MAX_TEXT)
    date: str = Field(default="", max_length=MAX_TEXT)
    url: str = Field(default="", max_length=MAX_TEXT)
    theme: str = Field(default="", max_length=MAX_TEXT)
    visibility: str = Field(default="", max_length=MAX_TEXT)
    valid_from: str = Field(default="", max_length=MAX_TEXT)
    valid_until: str = Field(default="", max_length=MAX_TEXT)
    replaces: str = Field(default="", max_length=MAX_TEXT)
    a_verifier: str = Field(default="", max_length=MAX_TEXT)
    csrf: str = ""

    def typed(self) -> Mapping[str, str]:
        """What was typed, to be shown again."""
        return {name: value for name, value in self.model_dump().items() if isinstance(value, str)}

    def fields(self) -> Mapping[str, Any]:
        """The fields of the public contract; None for those that say nothing."""
        said = {name: value.strip() or None for name, value in self.typed().items() if name != "csrf"}
        replaced = [one.strip() for one in self.replaces.replace(";", ",").split(",") if one.strip()]
        return said | {"replaces": replaced or None}

    def given(self) -> Mapping[str, Any]:
        """The fields that were filled in."""
        return {name: value for name, value in self.fields().items() if value is not None}


class SendForm(FieldsForm):
    """Files to send, and what is said of each of them. `count` is how many were chosen, of which `files` are some."""

    files: list[UploadFile] = Field(default=[])
    count: int = 1

    def chosen(self) -> list[UploadFile]:
        """A browser sends a file without a name when none is chosen."""
        return [file for file in self.files if file.filename]

    def faults(self) -> Mapping[str, str]:
        """What is wrong before any file is looked at."""
        if not self.chosen():
            return {"files": "Choisissez au moins un fichier."}
        several = max(self.count, len(self.chosen())) > 1
        return {name: why for name, why in ONE_FILE_ONLY.items() if several and getattr(self, name).strip()}


class AddressForm(BaseModel):
    """An address of the web to read."""

    address: str = Field(default="", max_length=MAX_TEXT)
    visibility: str = Field(default=Visibility.ADHERENT.value, max_length=MAX_TEXT)
    csrf: str = ""


class ReplacementForm(BaseModel):
    """A file that may replace another one."""

    file: UploadFile | None = None
    csrf: str = ""


def faults_of(error: BadMetadata, otherwise: str) -> Mapping[str, str]:
    """{field: what is wrong with it}; what is about no field of the form is about `otherwise`."""
    name = error.field if error.field in FieldsForm.model_fields else otherwise
    return {name: f"{capitalised(error.why)}. {error.hint}"}


def outcome_of(job: Job) -> str:
    """What a job came to, or where it is, in a few words."""
    if job.state is JobState.WAITING:
        return "Reçu, en attente" if job.kind is JobKind.SENT else "En attente"
    if job.state is JobState.FAILED:
        return "Refusé" if job.kind is JobKind.SENT else "Sans succès"
    if job.state is JobState.DONE:
        return _came_to(job.reports)
    if job.state is JobState.READ:
        return "Lu, en préparation" if job.kind is not JobKind.ADDRESS else "Lecture des pages"
    return "Reçu, en cours de lecture" if job.kind is JobKind.SENT else "En cours"


def reason_of(job: Job) -> str:
    """Why a job failed, without the name of what it worked on, which stands beside."""
    return job.reason.removeprefix(f"{job.title} : ")


def _came_to(reports: tuple[IngestReport, ...]) -> str:
    ready = [report for report in reports if report.document_id and report.status is not DocumentStatus.GONE]
    if len(ready) == 1 and len(reports) == 1:
        return "Prêt" if ready[0].status is DocumentStatus.READY else "Prêt, mais des pages n’ont pas de texte"
    refused = sum(report.status is DocumentStatus.REFUSED for report in reports)
    said = f"Prêt : {len(ready)} document{'s' if len(ready) > 1 else ''}" if ready else "Rien de nouveau à lire"
    return f"{said}, {refused} refusé{'s' if refused > 1 else ''}" if refused else said
