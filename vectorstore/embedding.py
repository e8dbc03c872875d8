"""Texts to unit vectors: ONNX Runtime for the bundled model, sentence-transformers for any other one.

The two implement `domain.ports.Embedder`. Vectors are rows of one numpy float32 array, (texts, dimension); an empty
list gives (0, dimension). A passage over the model's window is a bug of the chunker and raises; a question over it
(2,000 characters can be) is cut at the window, as its first 500 tokens say what it is about.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from domain.errors import BrokenInvariant, ModelUnavailable
from domain.ports import Embedder, Vector
from vectorstore.bundled_model import DEFAULT_MODEL_NAME, Manifest, Report, ensure_model, read_manifest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ONNX_FILE = "onnx/model.onnx"
TOKENIZER_FILE = "tokenizer.json"
BATCH_TEXTS = 16  # of sentence-transformers: keeps memory flat
_LESS_URGENT = 10  # niceness
_TOKENIZED_AT_ONCE = 256  # texts: an Encoding weighs some 100 bytes a token

Vectors = NDArray[np.float32]
_Ids = list[int]


def load_embedder(
    model: str | None, models_dir: Path, *, threads: int = 2, report: Report | None = None
) -> OnnxEmbedder | SentenceTransformerEmbedder:
    """The embedder for `GUICHET_EMBEDDING_MODEL`.

    Args:
        model: None, "" or the default's name: the bundled model, built in `models_dir` when missing. A folder with a
            manifest and an ONNX file: ONNX Runtime. Any other folder or name: sentence-transformers, which looks for
            a name on the model hub unless HF_HUB_OFFLINE is set.
        models_dir: where the bundled model is or will be; unused for any other.
        threads: processor threads: texts at a time (ONNX Runtime), or threads for a batch (sentence-transformers).
        report: receives French progress lines when the bundled model is built.

    Raises:
        ModelUnavailable: it cannot be built, found or read.
    """
    if not model or model == DEFAULT_MODEL_NAME:
        return OnnxEmbedder(ensure_model(models_dir, report), threads=threads)
    folder = Path(model).expanduser()
    if read_manifest(folder) is not None and (folder / ONNX_FILE).is_file():
        return OnnxEmbedder(folder, threads=threads)
    return SentenceTransformerEmbedder(str(folder) if folder.is_dir() else model, threads=threads)


class OnnxEmbedder:
    """A folder made by bundled_model.py, run by ONNX Runtime. Imports no torch; safe to share among threads.

    Texts go through one by one, `threads` at a time: on two cores that is faster than batches (no padding, no waiting
    for each other), and a text's vector depends on nothing but the text (see onnx_graph.py).

    The vocabulary and the weights are read when first needed, not by a command that embeds nothing: they take two
    seconds of processor time. Every method raises ModelUnavailable when they cannot be read.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        manifest = read_manifest(folder)
        if manifest is None:
            raise ModelUnavailable(f"{folder} : le modèle de plongement est absent ou incomplet")
        self._folder = folder
        self._manifest = manifest
        self._threads = threads
        self._reading = threading.Lock()  # that of cached_property went with Python 3.12
        self.name = folder.name
        self.dimension = manifest.dimension
        self.max_tokens = manifest.max_tokens
        self.fingerprint = _manifest_fingerprint(manifest)

    @property
    def _tokenizer(self) -> Tokenizer:
        with self._reading:
            return self._vocabulary

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        with self._reading:
            return self._weights

    @cached_property
    def _vocabulary(self) -> Tokenizer:
        with _readable(self._folder):
            tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER_FILE))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _weights(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a text's layers are too small to share: two threads are slower than one
        options.inter_op_num_threads = 1
        with _readable(self._folder):
            return onnxruntime.InferenceSession(
                str(self._folder / ONNX_FILE), options, providers=["CPUExecutionProvider"]
            )

    def embed_queries(self, texts: Sequence[str]) -> Sequence[Vector]:
        """See Embedder. A question over the window is cut there."""
        return _rows(self._embed(self._tokenize(texts, "query", keep=self.max_tokens)))

    def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        """See Embedder.

        Raises:
            BrokenInvariant: a passage takes more than max_tokens.
        """
        ids = self._tokenize(texts, "passage")
        _check_window([len(one) for one in ids], self.max_tokens)
        return _rows(self._embed(ids, _give_way))

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """See Embedder."""
        prompt = self._manifest.prompts["passage"]
        return [len(one) for batch in self._encodings(texts, prompt) for one in batch]

    def _tokenize(self, texts: Sequence[str], prompt_name: str, keep: int | None = None) -> list[_Ids]:
        """Token ids a text; over `keep` ids, the first ones and the closing token."""
        prompt = self._manifest.prompts[prompt_name]
        ids = [one.ids for batch in self._encodings(texts, prompt) for one in batch]
        return [one if keep is None or len(one) <= keep else [*one[: keep - 1], one[-1]] for one in ids]

    def _encodings(self, texts: Sequence[str], prompt: str) -> Iterator[list[Encoding]]:
        for start in range(0, len(texts), _TOKENIZED_AT_ONCE):
            yield self._tokenizer.encode_batch_fast(
                [prompt + text for text in texts[start : start + _TOKENIZED_AT_ONCE]]
            )

    def _embed(self, ids: list[_Ids], at_start: Callable[[], None] | None = None) -> Vectors:
        vectors = np.empty((len(ids), self.dimension), np.float32)
        if len(ids) == 1:  # a question: no thread to wait for
            vectors[0] = self._run(ids[0])
        elif ids:
            with ThreadPoolExecutor(self._threads, initializer=at_start) as pool:
                vectors[:] = list(pool.map(self._run, ids))
        return vectors

    def _run(self, ids: _Ids) -> Vectors:
        (vectors,) = self._session.run(None, {"input_ids": np.array([ids], np.int64)})
        return cast(Vectors, vectors[0])


class SentenceTransformerEmbedder:
    """Any model of sentence-transformers, by name or folder, with the prompts of its own configuration, if any."""

    def __init__(self, name_or_folder: str, *, threads: int = 2) -> None:
        self._model = _sentence_transformer(name_or_folder, threads)
        prompts = self._model.prompts or {}
        self._query_prompt = prompts.get("query") or ""
        self._passage_prompt = prompts.get("passage") or prompts.get("document") or ""
        dimension, window = self._model.get_embedding_dimension(), self._model.max_seq_length
        if dimension is None or window is None:
            raise ModelUnavailable(f"{name_or_folder} : ce modèle n'annonce pas sa dimension ou sa longueur maximale")
        self.name = name_or_folder
        self.dimension = dimension
        self.max_tokens = window
        self.fingerprint = _weights_fingerprint(self._model)

    def embed_queries(self, texts: Sequence[str]) -> Sequence[Vector]:
        """See Embedder. A question over the window is cut there."""
        return _rows(self._embed(texts, self._query_prompt))

    def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        """See Embedder.

        Raises:
            BrokenInvariant: a passage takes more than max_tokens.
        """
        _check_window(self.count_tokens(texts), self.max_tokens)
        return _rows(self._embed(texts, self._passage_prompt))

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """See Embedder."""
        tokenizer = self._model.tokenizer
        prompted = [self._passage_prompt + text for text in texts]
        return [len(ids) for ids in tokenizer(prompted, truncation=False, verbose=False)["input_ids"]] if texts else []

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = self._model.encode(
            list(texts), prompt=prompt, batch_size=BATCH_TEXTS, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


def _give_way() -> None:
    """Make this thread compute when nothing more urgent does: a question comes before the passages of an ingest.

    Linux alone has a niceness for each thread, by its number: see `man 2 setpriority`, C library/kernel differences.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LESS_URGENT)


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Turns what the two libraries raise, bare Exceptions of their own, into ModelUnavailable."""
    try:
        yield
    except Exception as exc:
        raise ModelUnavailable(
            f"{folder} : le modèle de plongement est illisible ({exc})",
            hint="Supprimez ce dossier : il sera reconstruit au prochain démarrage.",
        ) from exc


def _sentence_transformer(name_or_folder: str, threads: int) -> SentenceTransformer:
    import torch  # noqa: PLC0415  the default model must be served without torch in memory
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    torch.set_num_threads(threads)
    local = Path(name_or_folder).is_dir() or os.environ.get("HF_HUB_OFFLINE", "") not in {"", "0"}
    try:
        return SentenceTransformer(name_or_folder, local_files_only=local)
    except Exception as exc:  # the loader raises whatever its parts do
        raise ModelUnavailable(
            f"le modèle « {name_or_folder} » ne peut pas être chargé ({exc})",
            hint="Vérifiez GUICHET_EMBEDDING_MODEL : un dossier complet, ou un nom connu et un accès au réseau.",
        ) from exc


def _check_window(counts: Sequence[int], max_tokens: int) -> None:
    longest = max(counts, default=0)
    if longest > max_tokens:
        raise BrokenInvariant(f"passage de {longest} jetons, au-delà des {max_tokens} que le modèle lit")


def _manifest_fingerprint(manifest: Manifest) -> str:
    """Of the two files that make vectors (the graph holds weights and pooling), the prompts and the window."""
    parts = [manifest.files[name][1] for name in (ONNX_FILE, TOKENIZER_FILE)]
    return _digest([*parts, manifest.prompts, manifest.max_tokens])


def _weights_fingerprint(model: SentenceTransformer) -> str:
    """Of every weight, the modules (pooling included), the vocabulary, the prompts and the window."""
    import torch  # noqa: PLC0415

    weights = hashlib.sha256()
    for name, tensor in model.state_dict().items():
        weights.update(name.encode())
        weights.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().data)
    vocabulary = sorted(model.tokenizer.get_vocab().items())
    return _digest([weights.hexdigest(), str(model), vocabulary, model.prompts, model.max_seq_length])


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def _rows(vectors: Vectors) -> Sequence[Vector]:
    """Numpy arrays are not registered as Sequence, but do all that callers of the port need."""
    return cast(Sequence[Vector], vectors)


_implementations: tuple[type[Embedder], ...] = (OnnxEmbedder, SentenceTransformerEmbedder)  # checked by mypy
