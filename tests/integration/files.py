"""Documents on disk for tests, and what an ingest said of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domain.types import Audience, Hit, IngestReport, Visibility
from runtime.guichet import Guichet
from tests.builders import a_query

SCIC = """---
id: scic-capital
title: Une commune peut-elle entrer au capital d'une SCIC ?
visibility: public
---
Oui, une commune peut entrer au capital d'une SCIC, dans la limite de 50 % pour toutes les collectivités ensemble \
(article 19 septies de la loi n° 47-1775 du 10 septembre 1947). Toutefois, un associé ne dispose que d'une voix.
"""
BAIL = """---
id: bail-communal
title: Louer une terre communale
visibility: public
---
# Louer une terre communale

## Le contrat

Une terre du domaine privé communal se loue par un bail rural. Le loyer suit les minima et maxima préfectoraux.
"""
NOTE = """---
id: note-interne
title: Note réservée aux adhérents
visibility: adherent
---
Le dispositif Valmorin prête des terres aux maraîchers pendant deux saisons.
"""


def write(folder: Path, **files: str) -> Path:
    """Markdown files, by stem."""
    folder.mkdir(parents=True, exist_ok=True)
    for stem, text in files.items():
        (folder / f"{stem}.md").write_text(text, encoding="utf-8")
    return folder


def ingest(
    guichet: Guichet, *paths: Path | str, default: Visibility = Visibility.PUBLIC, prune: bool = False
) -> list[IngestReport]:
    """The reports of an ingest."""
    reports: list[IngestReport] = []
    guichet.ingest(paths, default_visibility=default, report=reports.append, prune=prune)
    return reports


def found(guichet: Guichet, text: str, audience: Audience = Audience.PUBLIC) -> Sequence[Hit]:
    """What a search gives."""
    return guichet.search(a_query(text, audience=audience))


def ids(hits: Sequence[Hit]) -> set[str]:
    """The documents of hits."""
    return {hit.document.id for hit in hits}
