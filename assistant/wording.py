"""Whether two questions ask the same in other words. Made to say no: what answers another question is a wrong answer.

Cosines do not tell: « l'avis des domaines pour vendre » is as near to « pour acheter » as to its own paraphrases. So
the two must ask for the same kind of thing (who, how much, how long, may one, must one), about the same collectivity,
with the same values, articles, negation and bounds, and every other word of each must be in the other, or a synonym.
The figures on near misses and paraphrases are in docs/adr/0015-validated-answers.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.guard import denies, numbers, references
from assistant.profile import kinds
from assistant.values import find_values
from domain.ids import digest
from domain.memo import memo
from domain.text import fold, words
from domain.types import CollectivityKind

STEM_LETTERS = 7


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What is asked for, by the words that ask it: the first that a question holds counts, and all are taken out of it.
_ASKED = (
    ("since", r"depuis (?:quand|combien de temps)"),
    (
        "time",
        r"(?:pendant |en |pour |sous |dans |sur )?(?:combien (?:de temps|d'annees|de mois)|quelle duree|quels? delais?|"
        r"quand(?! (?:on|nous|la|le|une?|elle|il)\b)|quelle (?:date|periode))|"
        r"\b(?:delais?|durees?|dur(?:e|er|ent))\b",
    ),
    ("rate", r"quelle (?:part|proportion)|\bla part\b|\b(?:pourcentages?|taux)\b|%"),
    (
        "amount",
        r"(?:a partir de |jusqu'a |des |sous |sur |a )?(?:combien|quels? (?:sont les |est le )?"
        r"(?:montants?|seuils?|plafonds?|sommes?|prix))|\b(?:montants?|seuils?|plafond(?:s|e|es|ee|ees)?)\b",
    ),
    (
        "who",
        r"(?:^|\b(?:a|par|pour|chez|avec) |[,:] )qui\b|quelles? (?:collectivites?|autorites?)|"
        r"(?:qui est )?competente?s?",
    ),
    ("how", r"comment|quelles? (?:demarches?|etapes?)|de quelle (?:facon|maniere)"),
    ("why", r"pourquoi|pour quelles? raisons?"),
    ("where", r"\bou (?=trouver|demander|s'adresser)"),
    ("what", r"\bque (?=doit|contient|risque|faire|dit)|quels? sont|quelles? sont"),
    ("must", r"obligatoires?|necessaires?|oblige\w*|\bfaut\b|doi(?:t|s|vent)\b|devons|tenue?s?\b|necessite"),
    (
        "may",
        r"(?:a|avons|ont|ai)(?:-t)?(?:-(?:on|elle|il|nous|elles|ils|je))? (?:le )?droit|droit aux?|possibles?|"
        r"permis\w*|autorisee?s?|legal\w*|peu(?:t|vent|x)\b|pouvons|puis-je",
    ),
)
_LEAST, _MOST = re.compile(r"\bmini\w+|\bau moins\b"), re.compile(r"\bmax\w*|\bau plus\b|\bplafon\w+")
# Words that change nothing to what is asked, folded.
_EMPTY = _words(
    """
    a ai alors annees ans as au aux avant avec avoir avons bien bonjour c ca cas ce cela ces cet cette chez
    chose comme d dans de des donc dont droit du elle elles en est et etre exactement faire fait il ils j je l
    la le les leur leurs lorsque m ma max maximal maximale maximum merci mes minimal minimale minimum moins mon
    n nombre nos notre nous on ont ou par plus pour qu quand que quel quelle quelles quels qui quoi s sa se ses
    si son sont sous sur t un une vos votre vous y
    """
)
# Verbs that go with any noun: who does them is asked by « qui », and nothing else turns on them.
_LIGHT = _words(
    """
    accorder accueillir applique appliquer arrive arrivee beneficier conclue conclure conclut consulter demande
    demander devenir donner effectuer exercer fixe fixer met mettre mise obtenir passer percevoir porter prendre
    prevoir produit produits realiser recevoir recoit regime remet remettre rendre siege sieger utiliser verse
    verser
    """
)
# {one word, cut to STEM_LETTERS: those that say the same}.
_ALIKE = {
    "achete": "achat acheter acquer acqueri acquisi",
    "vendre": "vente vend ceder cession",
    "locatio": "louer loue",
    "adherer": "adhesio adheren adhere membre",
    "loyer": "fermage",
    "repondr": "repond reponse",
    "payer": "paie",
    "biologi": "bio",
    "creer": "monter creatio cree",
    "dessous": "inferie dessou",
    "entrer": "entree entre",
    "signer": "signatu signe",
    "decider": "decisio decide revient",
    "agricol": "agricul exploit",
}
_SYNONYMS = {word: one for one, others in _ALIKE.items() for word in others.split()}
_ACRONYMS = {
    "ca": "conseil d'administration", "cape": "contrat d'appui au projet d'entreprise",
    "cpo": "convention pluriannuelle d'objectifs", "dia": "declaration d'intention d'aliener",
    "frr": "france ruralites revitalisation", "gfa": "groupement foncier agricole",
    "scic": "societe cooperative d'interet collectif", "scop": "societe cooperative de production",
    "bea": "bail emphyteotique administratif", "cae": "cooperative d'activite et d'emploi",
    "asso": "association", "assos": "associations",
}  # fmt: skip
_COMMUNE = re.compile(r"commun(?:e|es|al|ale|ales|aux)|mairies?|municipa\w+|villages?")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a question asks, its words put in one form. `turns`: it denies, it asks for the least, for the most."""

    asks: str
    kinds: frozenset[CollectivityKind]
    words: frozenset[str]
    facts: frozenset[object]
    turns: tuple[bool, bool, bool]


@memo("what questions ask", size=4_000)
def keys(question: str) -> tuple[str | Wording, ...]:
    """What a question is known by: its very words, and their one form; two questions with a key in common ask the same.

    Without a word of its own, « Quel seuil ? », a question is only known by its very words.
    """
    asked = wording(question)
    literal = " ".join(words(question))
    return (literal, asked) if asked.words else (literal,)


def question_id(question: str) -> str:
    """An id of what a question asks: questions that ask the same have the same."""
    key = keys(question)[-1]
    if isinstance(key, str):
        return digest(key)
    return digest(key.asks, *sorted(key.kinds), *sorted(key.words), *sorted(map(repr, key.facts)), repr(key.turns))


def same_question(one: str, other: str) -> bool:
    """Whether two questions ask the same."""
    return not set(keys(one)).isdisjoint(keys(other))


def wording(question: str) -> Wording:
    """A question in one form: questions that ask the same have the same."""
    plain = re.sub(r"[a-z]+", lambda match: _ACRONYMS.get(match.group(), match.group()), fold(question))
    least, most = bool(_LEAST.search(plain)), bool(_MOST.search(plain))
    asked = [name for name, pattern in _ASKED if re.search(pattern, plain)]
    named = kinds(plain) - {CollectivityKind.COMMUNE}
    for _, pattern in _ASKED:
        plain = re.sub(pattern, " ", plain)
    facts = frozenset([*find_values(question), *numbers(question), *references(question)])
    return Wording(
        asked[0] if asked else "",
        named,
        frozenset(_stems(plain, _EMPTY if asked[:1] == ["who"] else _EMPTY | _LIGHT)),
        facts,
        (denies(question), least, most),
    )


def _stems(plain: str, empty: Collection[str]) -> Iterator[str]:
    for word in re.findall(r"[a-z0-9]+", plain):
        if word not in empty and not _COMMUNE.fullmatch(word):
            single = word[:-1] if len(word) > 4 and word[-1] in "sx" else word
            yield _SYNONYMS.get(single[:STEM_LETTERS], single[:STEM_LETTERS])
