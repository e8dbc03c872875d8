"""Questions as people in a hurry type them: pure functions, the same damage for the same question.

The typists' tools on PyPI damage English on a QWERTY keyboard; a French town hall types on AZERTY, and drops accents.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from wordfreq import zipf_frequency

CLEAN, TYPOS = "clean", "typos"
TYPO_SHARE = 0.25  # of the words of TYPO_LETTERS letters or more; a question holds at least one such typo
TYPO_LETTERS = 5
SHORTEST = 4  # letters of a word that one would search by itself

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_NEIGHBOURS = {letter: row[max(0, n - 1) : n] + row[n + 1 : n + 2] for row in _ROWS for n, letter in enumerate(row)}
_WORD = re.compile(r"[^\W\d_]+")
_SMS = (
    (r"est[- ]ce que?", "esk"), (r"quels?|quelles?", "kel"), (r"qu['’]", "k "), (r"qui", "ki"), (r"que", "ke"),
    (r"quand", "kan"), (r"pourquoi", "pk"), (r"pour", "pr"), (r"combien", "cb"), (r"comment", "cmt"),
    (r"avec", "ac"), (r"dans", "ds"), (r"nous", "ns"), (r"vous", "vs"), (r"toujours", "tjs"), (r"beaucoup", "bcp"),
    (r"c['’]est", "c"), (r"(?<=[ldjmtsn])['’]", ""), (r"faut[- ]il", "fo til"), (r"peut[- ](?:on|elle|il)", "pe ton"),
    (r"\s*\?", ""),
)  # fmt: skip
_BEFORE = (
    "Bonjour Madame, bonjour Monsieur, je me permets de vous écrire parce que je ne sais plus vers qui me tourner. "
    "Nous sommes une petite équipe, ma collègue est absente depuis la semaine dernière et j'ai repris son bureau sans "
    "vraiment savoir où elle range ses affaires. Hier soir, après la réunion, quelqu'un m'a posé une question à "
    "laquelle je n'ai pas su répondre, et j'ai promis de me renseigner avant vendredi. J'ai cherché un peu partout "
    "ce matin, j'ai appelé deux personnes qui m'ont dit chacune le contraire de l'autre, et je préfère donc vous le "
    "demander directement, en espérant ne pas vous déranger. D'habitude c'est elle qui s'occupe de tout, elle garde "
    "une chemise verte avec ses notes, mais impossible de remettre la main dessus, et le secrétaire qui était là avant "
    "nous est parti vivre loin d'ici. Voici ce que je voudrais savoir. "
)
_AFTER = (
    " Je vous serais très reconnaissante de me répondre simplement, car je ne suis pas spécialiste et je devrai "
    "l'expliquer à mon tour à des gens qui le sont encore moins que moi. Si vous avez besoin d'autres précisions, "
    "n'hésitez pas à m'appeler le matin, je suis là tous les jours sauf le mercredi ; l'après-midi, le téléphone "
    "sonne dans le vide parce que nous fermons tôt. Je précise que ce n'est pas la première fois que l'on nous pose "
    "la question, et que nous aimerions une bonne fois pour toutes avoir une réponse claire à garder dans un tiroir. "
    "Encore merci pour votre aide et votre patience, et toutes mes excuses pour ce message un peu long. Je vous "
    "souhaite une très belle journée, ainsi qu'à toute votre équipe, et vous prie de croire à mes sentiments les "
    "meilleurs. "
)


def typos(question: str) -> str:
    """Letters swapped, dropped, doubled or hit beside (AZERTY) in a quarter of the long words, one at least."""
    chance = random.Random(question)
    long = [match for match in _WORD.finditer(question) if len(match.group()) >= TYPO_LETTERS]
    if not long:
        return question
    chosen = [match for match in long if chance.random() < TYPO_SHARE] or [chance.choice(long)]
    for match in reversed(chosen):
        question = question[: match.start()] + _mistyped(match.group(), chance) + question[match.end() :]
    return question


def without_accents(question: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", question) if not unicodedata.combining(c))


def capitals(question: str) -> str:
    return question.upper()


def sms(question: str) -> str:
    """Lower case, no accents, no punctuation, the commonest words as they are texted."""
    text = without_accents(question).lower()
    for pattern, texted in _SMS:
        text = re.sub(rf"(?<!\w){pattern}(?!\w)" if pattern[0].isalpha() else pattern, texted, text)
    return text


def three_hundred_words(question: str) -> str:
    """The question in the middle of a long and polite letter."""
    return f"{_BEFORE}{question}{_AFTER}"


def one_word(question: str) -> str:
    """The rarest word of the question: what is typed in a search box."""
    found: list[str] = [word for word in _WORD.findall(question) if len(word) >= SHORTEST] or [question]
    return min(found, key=lambda word: (float(zipf_frequency(word, "fr")), word))


NOISES: dict[str, Callable[[str], str]] = {
    CLEAN: str,
    TYPOS: typos,
    "no accents": without_accents,
    "capitals": capitals,
    "SMS": sms,
    "one word": one_word,
    "300 words": three_hundred_words,
}


def _mistyped(word: str, chance: random.Random) -> str:
    """The word with one fault; its first letter, which people get right, is kept."""
    at = chance.randrange(1, len(word) - 1)
    letter = word[at]
    beside = _NEIGHBOURS.get(letter.lower(), "")
    faults = [
        word[:at] + word[at + 1] + letter + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + (chance.choice(beside) if beside else "") + word[at + 1 :],
    ]
    return chance.choice([fault for fault in faults if fault != word])
