"""Writes the packed model as a folder that `SentenceTransformer(folder)` loads, with an ONNX twin for serving.

Slow to import (torch, transformers): only the process that builds the model imports it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from vectorstore.onnx_graph import sentence_encoder
from vectorstore.q4_file import Q4File, dequantise, parse

BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"

# What SentencePiece's `nmt_nfkc` map does beyond Unicode's NFKC: control characters vanish, white space and
# zero-width characters become a space. A soft hyphen stays, as in the original.
_CONTROLS = "[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_SPACES = "[\u1680\u200b-\u200f\u2581\ufeff\ufffd]"

_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_folder(source: Path, folder: Path, *, prompts: dict[str, str], report: Callable[[str], None]) -> None:
    """Convert the packed file `source` into the existing, empty `folder`."""
    report("Lecture des poids en 4 bits…")
    file = parse(source.read_bytes())
    report("Écriture pour sentence-transformers…")
    _write_sentence_transformer(file, folder, prompts)
    report("Écriture pour ONNX Runtime…")
    target = folder / "onnx" / "model.onnx"
    target.parent.mkdir()
    onnx.save(sentence_encoder(file), target)


def xlm_r_tokenizer(file: Q4File) -> Tokenizer:
    """The XLM-RoBERTa unigram tokenizer, without truncation or padding."""
    tokenizer = Tokenizer(models.Unigram(list(file.pieces), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_CONTROLS), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in (BOS, PAD, EOS, UNK, MASK)])
    specials = [(token, tokenizer.token_to_id(token)) for token in (BOS, EOS)]
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{BOS} $A {EOS}", special_tokens=specials)
    return tokenizer


def bert_model(file: Q4File) -> BertModel:
    """The encoder with the file's weights, in fp32."""
    shape = file.shape
    config = BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.layer_norm_eps,
        pad_token_id=1,
    )
    with torch.device("meta"):  # no random weights for the ones we are about to load
        model = BertModel(config)
    model.load_state_dict(_state(file), assign=True, strict=False)  # `position_ids` is a buffer, not a weight
    return model


def _state(file: Q4File) -> dict[str, torch.Tensor]:
    """The file's tensors under the names that BertModel gives them."""
    shape = file.shape
    arrays: dict[str, NDArray[np.float32]] = {
        "embeddings.word_embeddings.weight": dequantise(file.blocks["emb.word"], shape.hidden),
        "embeddings.position_embeddings.weight": file.floats["emb.pos"].reshape(-1, shape.hidden),
        "embeddings.token_type_embeddings.weight": file.floats["emb.type"].reshape(-1, shape.hidden),
        "embeddings.LayerNorm.weight": file.floats["emb.ln.w"],
        "embeddings.LayerNorm.bias": file.floats["emb.ln.b"],
    }
    for layer in range(shape.layers):
        for short, part in _LAYER_PARTS.items():
            ours, theirs = f"l{layer}.{short}", f"encoder.layer.{layer}.{part}"
            arrays[f"{theirs}.bias"] = file.floats[f"{ours}.b"]
            if short.endswith("ln"):
                arrays[f"{theirs}.weight"] = file.floats[f"{ours}.w"]
            else:
                columns = shape.feed_forward if short == "fo" else shape.hidden
                arrays[f"{theirs}.weight"] = dequantise(file.blocks[f"{ours}.w"], columns)
    # BertModel has a layer after the encoder that mean pooling does not use; without weights for it, every load warns.
    arrays["pooler.dense.weight"] = np.zeros((shape.hidden, shape.hidden), np.float32)
    arrays["pooler.dense.bias"] = np.zeros(shape.hidden, np.float32)
    return {name: torch.from_numpy(values.copy()) for name, values in arrays.items()}


def _write_sentence_transformer(file: Q4File, folder: Path, prompts: dict[str, str]) -> None:
    window = file.shape.positions
    transformer_folder = folder / "encoder"
    bert_model(file).save_pretrained(transformer_folder)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=xlm_r_tokenizer(file),
        model_max_length=window,
        bos_token=BOS,
        eos_token=EOS,
        unk_token=UNK,
        pad_token=PAD,
        cls_token=BOS,
        sep_token=EOS,
        mask_token=MASK,
    ).save_pretrained(transformer_folder)
    encoder = Transformer(str(transformer_folder), max_seq_length=window)
    shutil.rmtree(transformer_folder)
    modules = [encoder, Pooling(file.shape.hidden, "mean"), Normalize()]
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save_pretrained(
        str(folder), create_model_card=False
    )
