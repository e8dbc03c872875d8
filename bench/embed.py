"""`python -m bench.embed`: the same model in PyTorch and in ONNX Runtime, one question at a time, side by side."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from vectorstore.bundled_model import ensure_model
from vectorstore.embedding import OnnxEmbedder, SentenceTransformerEmbedder

THREADS = 2
ROUNDS = 5  # times each question is embedded by each engine
WARM_UP = 10  # questions
_CHECKOUT = Path(__file__).resolve().parent.parent

QUESTIONS = (
    "Quel est le délai de convocation du conseil municipal ?",
    "Le maire peut-il signer un marché public sans délibération ?",
    "À partir de quel montant faut-il publier un avis de marché ?",
    "Qui peut consulter le registre des délibérations ?",
    "Comment déclarer une naissance hors délai ?",
    "Un conseiller municipal peut-il donner procuration deux fois ?",
    "Quel quorum faut-il pour voter le budget ?",
    "Combien de temps conserver les listes d'émargement ?",
    "La commune peut-elle préempter un fonds de commerce ?",
    "Faut-il un permis pour une clôture en secteur protégé ?",
    "Quels arrêtés doivent être transmis au préfet ?",
    "Peut-on célébrer un mariage hors de la mairie ?",
    "Qui paie la scolarité d'un enfant inscrit dans une autre commune ?",
    "Comment reprendre une concession funéraire abandonnée ?",
    "Le maire peut-il interdire la circulation des poids lourds ?",
    "Quelle est la durée d'une autorisation d'occupation du domaine public ?",
    "Un agent contractuel a-t-il droit à une prime de fin d'année ?",
    "Quand la délibération devient-elle exécutoire ?",
    "Que faire d'un chien errant trouvé un dimanche ?",
    "Peut-on vendre un chemin rural à un riverain ?",
    "La cantine scolaire doit-elle proposer un menu végétarien ?",
    "Qui nomme les membres du CCAS ?",
    "Comment contester un titre de recettes émis par la commune ?",
    "Le bulletin municipal doit-il réserver un espace à l'opposition ?",
    "Quelle assurance pour les bénévoles d'une fête communale ?",
    "Un élu peut-il louer un logement appartenant à la commune ?",
    "Quelles règles pour l'affichage libre en agglomération ?",
    "La commune est-elle responsable d'une chute sur un trottoir verglacé ?",
    "Comment recruter un saisonnier pour la piscine municipale ?",
    "Faut-il une enquête publique pour modifier le plan local d'urbanisme ?",
    "Quel est le taux de TVA applicable aux travaux d'une école ?",
    "Un habitant peut-il filmer une séance du conseil municipal ?",
)


def main() -> None:
    """Print the machine, both engines' times and how close their vectors are."""
    folder = ensure_model(Path(os.environ.get("GUICHET_MODEL_DIR", _CHECKOUT / "models")), print)
    torch, onnx = SentenceTransformerEmbedder(str(folder), threads=THREADS), OnnxEmbedder(folder, THREADS)
    encoders = (torch.embed_queries, onnx.embed_queries)
    times = _times(encoders)
    first, second = (np.asarray(encode(QUESTIONS)) for encode in encoders)

    console = Console(width=100)
    console.print(_machine(), highlight=False)
    console.print(_table(times))
    console.print(f"ONNX Runtime is {np.median(times[0]) / np.median(times[1]):.1f} × as fast (medians).")
    told = [f"{question} Merci, la mairie de Lieu-{n:x}." for n, question in enumerate(QUESTIONS)]  # as in the load
    each = " and ".join(f"{_computed(onnx, told, clients):.1f} for {clients}" for clients in (1, THREADS))
    tokens = np.median(onnx.count_tokens(told))
    console.print(f"Processor ms a question of bench/load.py ({tokens:.0f} tokens), by clients at once: {each}.")
    console.print(f"Cosine between the two engines' vectors: at least {(first * second).sum(axis=1).min():.6f}")


def _times(encoders: tuple[Callable[[list[str]], object], ...]) -> NDArray[np.float64]:
    """Milliseconds, (engines, rounds × questions). Interleaved, so that a busy moment of the machine hits both."""
    for question in QUESTIONS[:WARM_UP]:
        for encode in encoders:
            encode([question])
    rows = [[_milliseconds(encode, question) for encode in encoders] for question in QUESTIONS * ROUNDS]
    return np.array(rows).T


def _milliseconds(encode: Callable[[list[str]], object], question: str) -> float:
    start = time.perf_counter()
    encode([question])
    return (time.perf_counter() - start) * 1_000


def _computed(embedder: OnnxEmbedder, questions: Sequence[str], clients: int) -> float:
    """Milliseconds of processor time a question, `clients` asking at once."""
    with ThreadPoolExecutor(clients) as pool:
        start = time.process_time()
        asked = list(pool.map(lambda question: embedder.embed_queries([question]), list(questions) * ROUNDS))
        return (time.process_time() - start) / len(asked) * 1_000


def _table(times: NDArray[np.float64]) -> Table:
    table = Table(title=f"{len(QUESTIONS)} questions × {ROUNDS}, batch 1, {THREADS} threads, ms a question")
    for column in ("engine", "min", "median", "p95"):
        table.add_column(column, justify="left" if column == "engine" else "right")
    engines = ("PyTorch, fp32 (sentence-transformers)", "ONNX Runtime, 8-bit products")
    for engine, row in zip(engines, times, strict=True):
        table.add_row(engine, *(f"{value:.1f}" for value in (row.min(), np.median(row), np.percentile(row, 95))))
    return table


def _machine() -> str:
    names = ("torch", "sentence-transformers", "onnxruntime", "tokenizers")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    return f"{os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}, {versions}"


def _processor() -> str:
    """The processor's commercial name where Linux tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or sys.platform)


if __name__ == "__main__":
    main()
