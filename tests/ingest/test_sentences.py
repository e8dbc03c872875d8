"""Sentences of French legal and administrative text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import FrenchSentenceSplitter
from tests.data.labelled import labelled_sentences

# « | » marks each break that a lawyer would make.
CASES = (
    # Articles and codes
    "L'art. L. 2122-1 du CGCT l'exige.|Le maire signe.",
    "Selon l'article L. 2122-21 du code, le maire exécute la décision.|Il en rend compte.",
    "Les articles R. 2122-8 et D. 1411-1 s'appliquent.|Ils sont d'ordre public.",
    "Voir art. 19 septies.|La loi de 1947 le prévoit.",
    "Les art. 3, al. 2, et 4 du décret sont abrogés.|Rien ne les remplace.",
    "L'article R.* 421-1 fixe la liste.|Elle est limitative.",
    "C. civ. art. 1101 : le contrat est un accord.|Il lie les parties.",
    "Le C. com. publ. ne dit rien.|Le juge tranche.",
    # Numbers and dates
    "La loi n° 2014-856 du 31 juillet 2014 s'applique.|Elle est claire.",
    "La délibération n° 12 a été prise.|La délibération n° 13 aussi.",
    "L'arrêt du 2 déc. 2022 le confirme.|Il est publié.",
    "Réunion du 15 févr. 2024 à Sées.|Présents : onze élus.",
    "Le seuil est de 60 000 € H.T. depuis avril.|Il était de 40 000 €.",
    "Le loyer est de 1.250,50 euros.|Il est révisé.",
    "Le prix est de 3,5 M€.|Le conseil l'accepte.",
    "La séance commence à 18 h. 30 et finit tard.|Le public assiste.",
    # Courts
    "CE, 2 déc. 2022, n° 460100, le juge.|La commune perd.",
    "Cass. civ. 3e, 12 janv. 2023, n° 21-12.345 le rappelle.|Le bail est nul.",
    "C.E. Sect. 10 mai 1974 le juge.|Le principe demeure.",
    "Cons. const. n° 2013-672 DC censure l'article.|La loi est promulguée.",
    # Persons
    "M. Dupont est élu.|Mme Martin aussi.",
    "Le maire, M. J. Dupont, signe.|Il date l'acte.",
    "Me Durand plaide pour la commune.|Elle gagne.",
    "MM. Vasseur et Guérin sont absents.|Le quorum est atteint.",
    "Le Dr. Morel loue le cabinet.|Le bail dure six ans.",
    # Abbreviations that may end a sentence
    "Il faut un plan, un devis, etc.|Le dossier est complet.",
    "Les chaises, tables, etc. sont comptées.|Le compte est bon.",
    "La commune a 480 hab. et deux écoles.|Elle grandit.",
    "Voir p. 12 du guide.|La fiche est jointe.",
    "Cf. la circulaire de 2020.|Elle est à jour.",
    "L'association hors T.V.A. facture.|Le compte est tenu.",
    "La somme est hors T.V.A.|Le maire la vérifie.",
    # Addresses of the web
    "Voir https://www.service-public.fr/pro/F1234.|La page est à jour.",
    "Le site www.legifrance.gouv.fr donne le texte.|Il est gratuit.",
    "Écrire à mairie@brenne.fr avant le 3 mai.|La réponse vient vite.",
    # Inclusive writing
    "Les élu.e.s votent.|Les agent.e.s appliquent.",
    "Les habitant·es sont consulté·es.|Le vote est public.",
    "Chaque technicien.ne est formé.e.|La formation est gratuite.",
    # Quotes and brackets
    "« Le maire signe. »|L'acte est exécutoire.",
    "Le juge dit : « La vente est nulle. »|La commune reprend le bien.",
    "Le bail est écrit (il dure six ans).|Il est signé.",
    "Le bail est écrit.|(Il dure six ans.)|Il est signé.",
    "« Une commune vend.|Une autre achète. »|Le prix est libre.",
    # Other ends
    "Qui décide ?|Le conseil décide !|Le maire exécute…|Tout va bien.",
    "Peut-on louer ?|Oui, par bail.",
    "Le délai est de deux mois ; passé ce délai, l'acte est définitif.|Nul ne peut le contester.",
    # Numbered items and labels
    "1. Le maire convoque le conseil.|Il fixe l'ordre du jour.",
    "2.1. Les seuils sont fixés par décret.|Ils changent.",
    "I. – Le maire signe.|II. – Le conseil délibère.",
    "Art. 3. – Le loyer est payé d'avance.|Il est révisé.",
    "a) Le plan est joint.|Le devis aussi.",
    # Line breaks
    "Première ligne\n|Deuxième ligne",
    "une ligne coupée\nau milieu.|La suite.",
    "Il faut :\n|- un plan\n|- un devis",
    # One sentence only
    "Le conseil municipal de l'annexe no. 3 délibère",
    "Vu le code général des collectivités territoriales, notamment ses art. L. 2121-29 et L. 2241-1",
)


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_lawyer_would_end_them(case: str) -> None:
    expected = [part.strip() for part in case.split("|")]
    text = "".join(part if part.endswith("\n") else f"{part} " for part in case.split("|")).rstrip()

    assert _cut(text) == expected


@pytest.mark.parametrize(("text", "expected"), labelled_sentences("dev"))
def test_tricky_sentences_are_cut_as_labelled(text: str, expected: list[str]) -> None:
    assert _cut(text) == expected


def test_at_least_95_percent_of_the_texts_never_looked_at_are_cut_exactly_right() -> None:
    cases = labelled_sentences("test")

    right = sum(_cut(text) == expected for text, expected in cases)

    assert len(cases) >= 60
    assert right / len(cases) >= 0.95


_PIECES = st.sampled_from(
    [
        *CASES,
        "art. L. 2122-1",
        "M.",
        "etc.",
        "«",
        "»",
        "(",
        ")",
        "…",
        "¹",
        "1.",
        "a)",
        "\n",
        "\u00a0",
        "n°",
        "Le",
        "fin.",
    ]
)


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=12).map(" ".join)))
def test_spans_are_in_order_never_empty_and_leave_only_white_space_out(text: str) -> None:
    spans = FrenchSentenceSplitter().split(text)

    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert all(before <= after for before, after in pairwise(edges))
    assert not any(text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True))
    assert all(text[s.start : s.end].strip() == text[s.start : s.end] != "" for s in spans)


def _cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in FrenchSentenceSplitter().split(text)]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_has_no_sentence(text: str) -> None:
    assert FrenchSentenceSplitter().split(text) == ()


def test_a_closing_mark_alone_joins_the_sentence_before_it() -> None:
    text = "Le maire signe. »"

    assert len(FrenchSentenceSplitter().split(text)) == 1


@pytest.mark.parametrize("hostile", ["art. L. " * 10_000, "« A. B. " * 10_000, "Fin." + " " * 50_000 + "x"])
def test_hostile_text_does_not_hang(hostile: str) -> None:
    spans = FrenchSentenceSplitter().split(hostile)

    assert (spans[0].start, spans[-1].end) == (0, len(hostile.rstrip()))


def test_a_very_long_text_is_split_in_a_moment() -> None:
    text = "Le conseil délibère sur l'art. L. 2122-1 du code. " * 2_000

    assert len(FrenchSentenceSplitter().split(text)) == 2_000
