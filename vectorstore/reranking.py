"""The optional second stage: a cross-encoder reads the question beside each of the best passages."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import ModelUnavailable


class CrossEncoderReranker:
    """Port: domain.ports.Reranker, over any sentence-transformers `CrossEncoder`."""

    def __init__(self, model: str, *, threads: int = 2) -> None:
        """Load a model by its folder, or by its name on the model hub.

        Raises:
            ModelUnavailable: it cannot be loaded.
        """
        import torch  # noqa: PLC0415 - hundreds of megabytes that serving does without
        from sentence_transformers import CrossEncoder  # noqa: PLC0415

        torch.set_num_threads(threads)
        try:
            self._model = CrossEncoder(model)
        except (OSError, ValueError) as exc:
            raise ModelUnavailable(f"le modèle de reclassement « {model} » ne peut pas être chargé ({exc})") from exc

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers, in the model's own scale."""
        if not texts:
            return ()
        return [float(score) for score in self._model.predict([(question, text) for text in texts])]
