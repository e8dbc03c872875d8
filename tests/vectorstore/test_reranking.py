"""The optional second stage, with a real cross-encoder, tiny and untrained, saved to a folder as any other is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sentence_transformers import CrossEncoder
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from domain.errors import ModelUnavailable
from domain.types import Visibility
from runtime.settings import Settings
from runtime.wiring import open_guichet
from tests.builders import a_query
from tests.conftest import CountingEmbedder
from vectorstore.reranking import CrossEncoderReranker

WORDS = ("bail", "rural", "neuf", "ans", "commune", "terre", "capital", "une", "la", "de", "loue", "fermage", "prix")
TEXTS = ("Le bail rural dure neuf ans.", "La commune loue une terre.", "Le prix du fermage.")


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `CrossEncoder(folder)` loads."""
    folder = tmp_path_factory.mktemp("cross-encoder")
    vocabulary = {word: n for n, word in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS))}
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64, initializer_range=1.0,
    )  # fmt: skip
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_texts_are_scored_as_the_model_scores_them(tiny: Path) -> None:
    expected = CrossEncoder(str(tiny)).predict([("bail rural", text) for text in TEXTS])

    scores = CrossEncoderReranker(str(tiny)).score("bail rural", TEXTS)

    assert scores == pytest.approx([float(score) for score in expected], abs=1e-5)
    assert len(set(scores)) == len(TEXTS)
    assert CrossEncoderReranker(str(tiny)).score("bail rural", ()) == ()


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="nulle-part"):
        CrossEncoderReranker("/nulle-part")


def test_hits_come_in_the_order_of_the_second_stage(
    settings: Settings, counting: CountingEmbedder, tiny: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.md").write_text(f"# Fiche {number}\n\n{text}\n", encoding="utf-8")
    second = settings.model_copy(update={"reranker": str(tiny)})

    with open_guichet(second, embedder=counting) as guichet:
        guichet.ingest([folder], default_visibility=Visibility.PUBLIC, report=lambda _: None)
        hits = guichet.search(a_query("bail rural"))

    assert len(hits) == len(TEXTS)
    scores = CrossEncoderReranker(str(tiny)).score(
        "bail rural", [f"{hit.document.title}\n{hit.passage.text}" for hit in hits]
    )
    assert [hit.score for hit in hits] == pytest.approx(scores, abs=1e-5)
    assert scores == sorted(scores, reverse=True)
