"""`python -m bench.examples`: ten questions put to the demonstration corpus, their answers written in full.

What they are for: to be read as a jurist would, after each change that touches answers.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import jinja2

from assistant.question import to_query
from bench.retrieval.ours import take_in
from domain.types import AnswerStatus
from runtime.settings import CHECKOUT, load_settings
from runtime.wiring import open_guichet

TARGET = CHECKOUT / "docs" / "examples.md"
AS_OF = date(2026, 11, 25)
QUESTIONS = (
    "Une commune peut-elle entrer au capital d'une SCIC, et jusqu'à combien ?",
    "à partir de quel montant une convention de subvention est obligatoire ?",
    "combien de temps dure un bail rural et quel préavis pour reprendre une terre",
    "Peut-on acheter 45 000 € HT de mobilier sans mise en concurrence ?",
    "Notre CUMA peut-elle travailler pour une commune qui n'en est pas membre ?",
    "Puisque le plafond d'une SCIC pour les collectivités est de 20 %, combien nous reste-t-il ?",
    "lasso nous demande une salle gratuite, faut il une delib",
    "Quel montant maximum ?",
    "Comment obtenir un passeport pour un mineur ?",
    "Quelle est la durée d'une délégation de service public de l'eau ?",
)
STATUS = {
    AnswerStatus.ANSWERED: "répondu",
    AnswerStatus.PARTIAL: "réponse partielle",
    AnswerStatus.ABSTAINED: "sans réponse",
    AnswerStatus.CLARIFY: "précision demandée",
}


def main() -> None:
    """Write docs/examples.md."""
    template = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False).from_string(
        Path(__file__).with_name("examples.md.j2").read_text(encoding="utf-8")
    )
    with tempfile.TemporaryDirectory() as data:
        take_in([CHECKOUT / "corpus"], Path(data))
        with open_guichet(load_settings(data_dir=Path(data), llm_model=None)) as guichet:
            asked = [(question, guichet.answer(to_query(question, as_of=AS_OF))) for question in QUESTIONS]
    status = {key.value: text for key, text in STATUS.items()}
    TARGET.write_text(template.render(asked=asked, as_of=AS_OF, status=status), encoding="utf-8")


if __name__ == "__main__":
    main()
