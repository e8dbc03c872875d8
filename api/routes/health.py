"""/healthz: the process lives. /readyz: it can answer. /metrics: how it does, for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.dependencies import TheGuichet
from api.errors import PROBLEM_TYPE
from api.models import Problem
from api.security import Anyone, RuledRoute, TheCaller
from domain import memo
from domain.access import Role
from runtime.metrics import MEDIA_TYPE, read_caches

router = APIRouter(route_class=RuledRoute, tags=["exploitation"], dependencies=[Anyone])


@router.get("/healthz", operation_id="healthz", summary="Le processus répond")
async def healthz() -> dict[str, str]:
    """Always 200 while the process lives."""
    return {"status": "ok"}


@router.get("/readyz", operation_id="readyz", summary="Le service peut répondre", response_model=None)
def readyz(guichet: TheGuichet) -> Response:
    """200 once documents are searchable, else 503 with what to do."""
    counts = guichet.counts()
    if counts.passages:
        return JSONResponse({"status": "ready", "documents": counts.documents - counts.private_documents})
    problem = Problem(
        type="urn:guichet:erreur:aucun-document",
        title="Service indisponible",
        status=503,
        detail="Aucun document n'est encore consultable.",
        hint="Lancez « ./guichet ingest DOSSIER » ; le service verra les documents aussitôt.",
    )
    return JSONResponse(problem.model_dump(), problem.status, media_type=PROBLEM_TYPE)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Les mesures, pour Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Le format texte de Prometheus."}},
)
def metrics(guichet: TheGuichet, caller: TheCaller) -> Response:
    """Counted over everybody; of the documents, only the public ones. Staff are told of the caches too."""
    told = guichet.metrics.read(guichet.counts(), guichet.answers.waiting())
    if caller.role.includes(Role.STAFF):
        told += read_caches(memo.stats())
    return Response(told, media_type=MEDIA_TYPE)
