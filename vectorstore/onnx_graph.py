"""The encoder as an ONNX graph, written node by node: token ids in, unit sentence vectors out.

Written by hand, not exported, because the exporters need a package that we do not depend on, and because this way
the word table stays in 4 bits: the graph unpacks the few rows a text needs.

Matrix products are of 8-bit integers: states are rounded to the range that a text's own states span, weights to 7 bits
a column. Seven, because processors without VNNI add two products in 16 bits, where 2 × 255 × 127 would not fit
(ONNX Runtime's documentation, « Quantize ONNX Models », on reduce_range). What one text gives must not depend on its
neighbours, hence a batch of one. In each layer one channel and one neuron are far louder than all others and would
set that range for them: they stay in fp32, as in LLM.int8() (Dettmers et al., 2022, arXiv:2208.07339).

The `com.microsoft` operators are ONNX Runtime's own fused ones (its docs/ContribOperators.md).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from vectorstore.q4_file import BLOCK_WEIGHTS, Q4File, dequantise

INPUT = "input_ids"
OUTPUT = "sentence_embedding"
LOUD = (
    (321, 318), (15, 1462), (15, 354), (15, 408), (15, 778), (35, 658),
    (35, 1152), (35, 413), (35, 563), (35, 742), (35, 1329), (35, 1371),
)  # fmt: skip
"""A layer: the loudest channel of its attention's output and the loudest neuron of its feed-forward part, from 0.

They are the weights' own, whatever the text: tests/vectorstore hears them again on other French sentences."""
_WEIGHT_STEPS = 63  # 7 bits, the sign among them
_OPSET = 18
_IR_VERSION = 10  # pinned, so that the file's bytes do not change with the library

Matrix = NDArray[np.float32]


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

    def rounded(self, name: str, x: str) -> tuple[str, str, str]:
        """The tensor in 256 steps over the range of its values: steps, uint8; a step's size; the zero's step."""
        made = [f"{name}.steps", f"{name}.scale", f"{name}.zero"]
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], made, name=f"{name}.rounded"))
        return made[0], made[1], made[2]

    def weights(self, name: str, matrix: Matrix) -> tuple[str, str]:
        """The matrix (in, out) in whole steps of its column, int8, and the size of a step of each column."""
        loudest = np.abs(matrix).max(axis=0)
        scale = np.where(loudest > 0, loudest, 1).astype(np.float32) / _WEIGHT_STEPS
        steps = np.rint(matrix / scale).astype(np.int8)
        return self.constant(f"{name}.w", steps), self.constant(f"{name}.scale", scale)

    def product(self, name: str, x: str, matrix: Matrix) -> str:
        """The tensor, rounded as `rounded` does, times the matrix (in, out)."""
        return self.node(name, "DynamicQuantizeMatMul", x, *self.weights(name, matrix), fused=True)


def sentence_encoder(file: Q4File) -> onnx.ModelProto:
    """The model of `file`.

    Input: input_ids, int64 (1, sequence), sequence <= positions, one text without padding.
    Output: sentence_embedding, float32 (1, hidden), L2-normalised mean of the last hidden states.
    """
    graph = _Graph()
    x = _embeddings(graph, file)
    for layer in range(file.shape.layers):
        states = _attention(graph, file, f"l{layer}", x)
        x = _feed_forward(graph, file, f"l{layer}", states, *LOUD[layer])
    mean = graph.node("mean", "ReduceMean", x, graph.constant("axis.1", np.array([1])), keepdims=0)
    graph.node(OUTPUT, "LpNormalization", mean, axis=-1, p=2)
    return _model(graph, file.shape.hidden)


def _embeddings(graph: _Graph, file: Q4File) -> str:
    """Word + position + type 0, then layer norm: (batch, sequence, hidden)."""
    shape, blocks = file.shape, file.blocks["emb.word"]
    per_row = shape.hidden // BLOCK_WEIGHTS
    nibbles = graph.constant("word.nibbles", blocks["nibbles"].reshape(shape.vocabulary, per_row, -1))
    scales = graph.constant("word.scales", blocks["scale"].reshape(shape.vocabulary, per_row, 1))
    packed = graph.node("word.packed", "Gather", nibbles, INPUT)
    low = graph.node("word.low", "BitwiseAnd", packed, graph.constant("fifteen", np.array(15, np.uint8)))
    four = graph.constant("four", np.array(4, np.uint8))
    high = graph.node("word.high", "BitShift", packed, four, direction="RIGHT")
    joined = graph.node("word.joined", "Concat", low, high, axis=-1)
    steps = graph.node("word.steps", "Cast", joined, to=TensorProto.FLOAT)
    centred = graph.node("word.centred", "Sub", steps, graph.constant("eight", np.array(8, np.float32)))
    half = graph.node("word.half", "Gather", scales, INPUT)
    scale = graph.node("word.scale", "Cast", half, to=TensorProto.FLOAT)
    scaled = graph.node("word.scaled", "Mul", centred, scale)
    word = graph.node("word", "Reshape", scaled, graph.constant("word.shape", np.array([0, 0, shape.hidden])))

    table = file.floats["emb.pos"].reshape(shape.positions, shape.hidden) + file.floats["emb.type"][: shape.hidden]
    length = graph.node("length", "Shape", INPUT, start=1, end=2)
    zero = graph.constant("zero", np.array([0]))
    rows = graph.node("positions", "Slice", graph.constant("position.table", table), zero, length, zero)
    total = graph.node("word+position", "Add", word, rows)
    gain, bias = (graph.constant(f"emb.ln.{part}", file.floats[f"emb.ln.{part}"]) for part in "wb")
    return graph.node("emb", "LayerNormalization", total, gain, bias, epsilon=shape.layer_norm_eps)


def _attention(graph: _Graph, file: Q4File, name: str, x: str) -> str:
    """The first half of a BERT layer, post-norm: self-attention, added to its input and normalised."""
    shape = file.shape
    weights = np.concatenate([_matrix(file, f"{name}.{part}", shape.hidden) for part in "qkv"], axis=1)
    bias = graph.constant(f"{name}.qkv.b", np.concatenate([file.floats[f"{name}.{part}.b"] for part in "qkv"]))
    rounded, scale, zero = graph.rounded(f"{name}.x", x)
    steps, weight_scale = graph.weights(f"{name}.qkv", weights)
    inputs = (rounded, steps, bias, scale, weight_scale, "", zero)  # "": no mask, as there is no padding
    heads = graph.node(f"{name}.heads", "QAttention", *inputs, fused=True, num_heads=shape.heads)
    attended = graph.product(f"{name}.attended", heads, _matrix(file, f"{name}.ao", shape.hidden))
    return _add_norm(graph, file, f"{name}.states", attended, x, f"{name}.aln", f"{name}.ao.b")


def _feed_forward(graph: _Graph, file: Q4File, name: str, states: str, channel: int, neuron: int) -> str:
    """The second half; `channel` of the states and `neuron` go through in fp32."""
    inner, outer = _matrix(file, f"{name}.fi", file.shape.hidden), _matrix(file, f"{name}.fo", file.shape.feed_forward)
    bias = np.array(file.floats[f"{name}.fi.b"])

    loud = graph.node(f"{name}.loud", "MatMul", states, graph.constant(f"{name}.loud.w", inner[:, [neuron]]))
    loud_bias = graph.constant(f"{name}.loud.b", bias[[neuron]])
    fired = graph.node(f"{name}.fired", "BiasGelu", loud, loud_bias, fused=True)
    own = graph.node(f"{name}.own", "MatMul", fired, graph.constant(f"{name}.own.w", outer[[neuron]]))
    inner[:, neuron], bias[neuron], outer[neuron] = 0, 0, 0

    index = graph.constant(f"{name}.channel", np.array([channel]))
    alone = graph.node(f"{name}.alone", "Gather", states, index, axis=2)
    spread = graph.node(f"{name}.spread", "MatMul", alone, graph.constant(f"{name}.spread.w", inner[[channel]]))
    inner[channel] = 0
    others = np.ones(file.shape.hidden, np.float32)
    others[channel] = 0
    quiet = graph.node(f"{name}.quiet", "Mul", states, graph.constant(f"{name}.others", others))

    wide = graph.node(f"{name}.wide", "Add", graph.product(f"{name}.wide.quiet", quiet, inner), spread)
    active = graph.node(f"{name}.active", "BiasGelu", wide, graph.constant(f"{name}.fi.b", bias), fused=True)
    narrow = graph.node(f"{name}.narrow", "Add", graph.product(f"{name}.narrow.quiet", active, outer), own)
    return _add_norm(graph, file, f"{name}.out", narrow, states, f"{name}.oln", f"{name}.fo.b")


def _add_norm(graph: _Graph, file: Q4File, result: str, y: str, skip: str, norm: str, bias: str) -> str:
    parts = [graph.constant(part, file.floats[part]) for part in (f"{norm}.w", f"{norm}.b", bias)]
    epsilon = file.shape.layer_norm_eps
    return graph.node(result, "SkipLayerNormalization", y, skip, *parts, fused=True, epsilon=epsilon)


def _matrix(file: Q4File, name: str, columns: int) -> Matrix:
    """(in, out), which a product with rows of states needs; stored (out, in) as in PyTorch."""
    return np.array(dequantise(file.blocks[f"{name}.w"], columns).T)


def _model(graph: _Graph, hidden: int) -> onnx.ModelProto:
    ids = helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "sequence"])
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, hidden])
    body = helper.make_graph(graph.nodes, "sentence_encoder", [ids], [output], graph.constants)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(body, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="guichet")
