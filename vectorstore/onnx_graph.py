"""The encoder as an ONNX graph, written node by node: token ids in, unit sentence vectors out.

Written by hand, not exported, because the exporters need a package that we do not depend on, and because this way
the word table stays in 4 bits: the graph unpacks the few rows a text needs. The numbers are the same, in fp32; the
file takes 140 MB instead of 470, and so does the serving process's memory.

The `com.microsoft` operators are ONNX Runtime's own fused ones (its docs/ContribOperators.md).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from vectorstore.q4_file import BLOCK_WEIGHTS, Q4File, dequantise

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "sentence_embedding"
_OPSET = 18
_IR_VERSION = 10  # pinned, so that the file's bytes do not change with the library


class _Graph:
    """Nodes and constants in order. A value is named by the node or constant that makes it."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, name: str, operator: str, *inputs: str, fused: bool = False, **attributes: Any) -> str:
        domain = "com.microsoft" if fused else ""
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name


def sentence_encoder(file: Q4File) -> onnx.ModelProto:
    """The model of `file`.

    Inputs: input_ids and attention_mask, int64 (batch, sequence), sequence <= positions.
    Output: sentence_embedding, float32 (batch, hidden), L2-normalised mean of the last hidden states.
    """
    graph = _Graph()
    x = _embeddings(graph, file)
    mask = graph.node("mask", "Cast", INPUTS[1], to=TensorProto.INT32)
    for layer in range(file.shape.layers):
        x = _layer(graph, file, f"l{layer}", x, mask)
    _pooling(graph, x)
    return _model(graph, file.shape.hidden)


def _embeddings(graph: _Graph, file: Q4File) -> str:
    """Word + position + type 0, then layer norm: (batch, sequence, hidden)."""
    shape, blocks = file.shape, file.blocks["emb.word"]
    per_row = shape.hidden // BLOCK_WEIGHTS
    nibbles = graph.constant("word.nibbles", blocks["nibbles"].reshape(shape.vocabulary, per_row, -1))
    scales = graph.constant("word.scales", blocks["scale"].reshape(shape.vocabulary, per_row, 1))
    packed = graph.node("word.packed", "Gather", nibbles, INPUTS[0])
    low = graph.node("word.low", "BitwiseAnd", packed, graph.constant("fifteen", np.array(15, np.uint8)))
    four = graph.constant("four", np.array(4, np.uint8))
    high = graph.node("word.high", "BitShift", packed, four, direction="RIGHT")
    joined = graph.node("word.joined", "Concat", low, high, axis=-1)
    steps = graph.node("word.steps", "Cast", joined, to=TensorProto.FLOAT)
    centred = graph.node("word.centred", "Sub", steps, graph.constant("eight", np.array(8, np.float32)))
    half = graph.node("word.half", "Gather", scales, INPUTS[0])
    scale = graph.node("word.scale", "Cast", half, to=TensorProto.FLOAT)
    scaled = graph.node("word.scaled", "Mul", centred, scale)
    word = graph.node("word", "Reshape", scaled, graph.constant("word.shape", np.array([0, 0, shape.hidden])))

    table = file.floats["emb.pos"].reshape(shape.positions, shape.hidden) + file.floats["emb.type"][: shape.hidden]
    length = graph.node("length", "Shape", INPUTS[0], start=1, end=2)
    zero = graph.constant("zero", np.array([0]))
    rows = graph.node("positions", "Slice", graph.constant("position.table", table), zero, length, zero)
    total = graph.node("word+position", "Add", word, rows)
    gain, bias = (graph.constant(f"emb.ln.{part}", file.floats[f"emb.ln.{part}"]) for part in "wb")
    return graph.node("emb", "LayerNormalization", total, gain, bias, epsilon=shape.layer_norm_eps)


def _layer(graph: _Graph, file: Q4File, name: str, x: str, mask: str) -> str:
    """One BERT layer, post-norm: attention, then feed-forward, each added to its input and normalised."""
    shape = file.shape

    def matrix(part: str, columns: int) -> NDArray[np.float32]:
        """Stored (out, in) as in PyTorch; a product with rows of x needs (in, out)."""
        return dequantise(file.blocks[f"{name}.{part}.w"], columns).T

    def vector(part: str) -> str:
        return graph.constant(f"{name}.{part}", file.floats[f"{name}.{part}"])

    def add_norm(result: str, y: str, skip: str, norm: str, bias: str) -> str:
        inputs = (y, skip, vector(f"{norm}.w"), vector(f"{norm}.b"), vector(bias))
        return graph.node(result, "SkipLayerNormalization", *inputs, fused=True, epsilon=shape.layer_norm_eps)

    def product(result: str, y: str, part: str, columns: int) -> str:
        return graph.node(result, "MatMul", y, graph.constant(f"{name}.{part}.w", matrix(part, columns)))

    qkv = graph.constant(f"{name}.qkv.w", np.concatenate([matrix(part, shape.hidden) for part in "qkv"], axis=1))
    bias = graph.constant(f"{name}.qkv.b", np.concatenate([file.floats[f"{name}.{part}.b"] for part in "qkv"]))
    heads = graph.node(f"{name}.heads", "Attention", x, qkv, bias, mask, fused=True, num_heads=shape.heads)
    attended = product(f"{name}.attended", heads, "ao", shape.hidden)
    middle = add_norm(f"{name}.middle", attended, x, "aln", "ao.b")
    wide = product(f"{name}.wide", middle, "fi", shape.hidden)
    active = graph.node(f"{name}.active", "BiasGelu", wide, vector("fi.b"), fused=True)
    narrow = product(f"{name}.narrow", active, "fo", shape.feed_forward)
    return add_norm(f"{name}.out", narrow, middle, "oln", "fo.b")


def _pooling(graph: _Graph, x: str) -> None:
    """The unit vector along the mean of the unmasked states; their sum has the same direction, so no division."""
    weights = graph.node("weights", "Cast", INPUTS[1], to=TensorProto.FLOAT)
    rows = graph.node("weights.row", "Unsqueeze", weights, graph.constant("axis.1", np.array([1])))
    total = graph.node("sum", "MatMul", rows, x)
    flat = graph.node("sum.flat", "Squeeze", total, "axis.1")
    graph.node(OUTPUT, "LpNormalization", flat, axis=-1, p=2)


def _model(graph: _Graph, hidden: int) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in INPUTS]
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", hidden])
    body = helper.make_graph(graph.nodes, "sentence_encoder", inputs, [output], graph.constants)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="guichet")
