"""Takes personal data out of a question before it is searched, written or logged.

Typed patterns, no model: names after a civility, a family word or a letter's last words, birth dates, e-mail and postal
addresses, telephone numbers, parcels, IBAN, social security numbers. What says whose affair it is goes, what the law
depends on stays: amounts, dates, articles, SIRET and the names of communes. Each is replaced by a word in brackets: the
question stays readable. How much is found is measured by `python -m bench.redaction`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.text import normalise, plain_spaces

_CAPITAL = r"[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ]"
_LOWER = r"[a-zà-ÿœ][\w-]"
_NAME = rf"(?:d['’])?{_CAPITAL}[\w'’-]*"
_PARTICLE = r"(?:d[eu]|des|la|les?|van|von|den|ben|el)"
_MORE = rf"(?=(?:{_PARTICLE} ){{0,2}}{_CAPITAL})"  # a name that goes on
_NAMES = rf"(?:(?:{_PARTICLE}|{_NAME}) {_MORE}){{0,4}}{_NAME}"
_SEVERAL = rf"{_NAMES}(?:(?:,| et) {_NAMES})*"

# What follows a civility, opens a line or closes a letter without being a name.
_FUNCTIONS = (
    r"maire\b|adjoint|pr[ée]fet|pr[ée]sident|direct|secr[ée]taire|conseil|sous\b|sous-|d[ée]put|s[ée]nat|dgs\b|percept|"
    r"tr[ée]sor|comptable|receveur|notaire|juge\b|procureur|architecte|cur[ée]\b|ministre|m[ée]decin|commissaire|recteur|"
    r"inspect|g[ée]rant|propri[ée]taire|locataire|voisin|fermi|exploitant|agricult|garde|polic|r[ée]gisseur|g[ée]om[èe]tre|"
    r"huissier|avocat|rapporteur|d[ée]l[ée]gu|chef|responsable|premi|doyen|v[ée]t[ée]rinaire|agent"
)
_OTHERS = (
    r"monsieur|madame|mesdames|messieurs|bonjour|merci|mairie|commune|communaut|association|code\b|objet|loi\b|bonne?\b|"
    r"vous|nous|je\b|il\b|elle|on\b|ils\b|qu|est\b|et\b|ou\b|à\b|a\b|y\b|pour|par\b|dans|sur\b|sans|avec|en\b|si\b|une?\b|"
    r"peu[tvx]|pouv|doi[st]|faut|veu|comment|combien|mon\b|ma\b|mes\b|no[st]|votre|vos\b|suite|concern|rural|plus\b|france|"
    r"[xyz]\b"
)
_NOT_NAME = rf"(?!(?i:(?:{_PARTICLE} ){{0,2}}(?:l['’])?(?:{_FUNCTIONS}|{_OTHERS})))"

_ONE = (
    r"(?:[Mm]rs?|[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|M[eᵉ]|(?<![Ss]ans )[Mm]a[iî]tre|[Dd]r|[Dd]octeur|"
    r"M(?=\. ?| [A-Z]))\.? ?"
)
_MANY = rf"(?:MM\.?|Mm?es|mmes|[Mm]lles|[Mm]esdames|[Mm]essieurs|{_ONE}et {_ONE}(?<= )|[ÉEée]poux|[Cc]onsorts)"
_FAMILY = r"(?:[Ff]amilles?|[Ii]ndivision|[Vv]euve|[Hh][ée]ritiers|[Nn]ée?|[ÉEée]pouse)"
_SELF = r"(?:[Jj]e (?:m['’ ]?appell?e|suis|soussignée?)|[Mm]oi c['’ ]est)"
_GOODBYE = (
    r"(?:[Cc]ordialement|[Cc]d?l?t|[Bb]ien à vous|[Ss]alutations(?: distinguées)?|[Mm]erci(?: d['’ ]?avance)?|[Ss]igné|"
    r"[Rr]espectueusement)"
)

_ROAD = (
    r"(?:rue|avenue|av\.?|boulevard|bd\.?|chemin|route|rte|place|impasse|all[ée]es?|quai|cours|square|ruelle|sentier|passage|"
    r"lotissement|hameau|village|r[ée]sidence|faubourg|montée|traverse(?= d)|venelle|lieu[- ]?dit)"
)
_NOT_ROAD = (
    r"(?! (?:d['’]eau|de (?:stationnement|parking|march|cr[èe]che|livraison|\d)|PMR|handicap|rura|communa|"
    r"d['’]exploitation|d[ée]partementa|nationale|secondaire|principale|publi|priv|à|en|pour|par|sur|qui|est|s?ont|gratuit))"
)
_LINK = r"(?:d[eu]|des|la|les?|aux?|[eè]s)"
_TWO_WORDS = rf" (?!{_LINK}\b){_LOWER}+ (?!{_LINK}\b|{_OTHERS}){_LOWER}{{2,}}"  # rue victor hugo
_ROAD_NAME = (
    rf"(?:{_TWO_WORDS}|(?: {_LINK}\b)*(?: [ld]['’]| )(?:\d{{1,2}}(?:er)? \w+(?: \d{{4}})?|"
    rf"{_NAME}(?:(?: {_LINK})* {_NAME})*|{_LOWER}+(?: (?:{_LINK} )+{_LOWER}+)*))"
)
_AGAIN = r"(?: ?(?:bis|ter|quater|[A-Da-d]\b))?"
_TOWN = rf"(?:,? \d{{5}} {_NAME}(?: {_NAME})*)?"
_AT_HOME = r"(?:[Jj]['’ ]?habite|[Dd]omicili[ée]e?s?|[Dd]emeur\w+|[Rr]ésid(?:e|ant)|[Ss]ise?)"

_SECTION = r"(?:[A-Z]{1,2}|(?!d[eu]|la|le|et|en|un|au|ou|ne)[a-z]{2}|[b-z](?= ?\d))"
_NUMBER = r"(?:n[°o]s?|num[ée]ros?)"
_PLOT = rf"{_SECTION}(?:,? ?{_NUMBER})?[ -]?\d{{1,4}}\b"
_BARE_PLOT = rf"(?:{_NUMBER} ?)?\d{{1,4}}\b(?! ?(?:ares?|ha|hectares?|m[²2è]|€|euros?|lots?)\b)"
_OTHER_PLOTS = rf"(?:(?:,| et) (?:{_PLOT}|{_BARE_PLOT}))*"
_CADASTRE = r"(?:sections?|cadastr(?:e|ée?s?|a\w+))"
_INSEE = r"(?: \d{5})?(?: \d{3})?"

_S = "[ .-]?"
_DATE = r"\d{1,2}(?:er)?[ ./-](?:\d{1,2}|[A-Za-zéû]{3,9})[ ./-]\d{2,4}"
_PATTERNS = (
    ("courriel", r"(?<![\w.+-])[\w.+-]+ ?(?:@|\(at\)) ?[\w-]+(?:\.[\w-]+)+"),
    ("courriel", r"\b\w+(?: (?:point|tiret) \w+){0,3} arobase \w+(?: (?:point|tiret) \w+){1,3}"),
    ("IBAN", rf"\b[Ff][Rr]{_S}\d\d(?:{_S}\d){{10}}(?:{_S}[\dA-Za-z]){{11}}(?:{_S}\d){{2}}\b"),
    ("IBAN", rf"\b[A-Z]{{2}}\d\d{_S}(?:[A-Z]{{4}}{_S})?\d{{4}}(?:{_S}\d{{4}}){{2,6}}(?:{_S}\d{{1,3}})?\b"),
    (
        "n° de sécurité sociale",
        rf"(?<!\d)[12]{_S}\d\d{_S}(?:0[1-9]|1[0-2]|[2-9]\d){_S}(?:2[ABab]|\d\d){_S}\d{{3}}{_S}\d{{3}}(?:{_S}\d\d)?(?!\d)",
    ),
    ("date de naissance", rf"(?P<kept>\b(?:[Nn][ée]e?(?:\(e\))? le|[Dd]ate de naissance(?: ?:)?) ){_DATE}"),
    ("téléphone", r"(?<!\w)(?:\+|00) ?[1-9](?:[ .()/-]{0,3}\d){8,13}(?!\d)"),
    ("téléphone", r"(?<!\d)(?<!\d[,.-])(?!\d\d[./-](?:\d\d[./-])?(?:19|20)\d\d\b)0[1-9](?:[ ./-]{0,2}\d){8}(?!\d)"),
    ("parcelle", rf"\b(?i:parcelles? |{_CADASTRE}{_INSEE} ?:? )(?:{_CADASTRE} )*{_PLOT}{_OTHER_PLOTS}"),
    ("parcelle", rf"\b[Pp]arcelles? {_BARE_PLOT}{_OTHER_PLOTS}(?:,?(?: de la)? section {_SECTION}\b)?"),
    ("parcelle", r"\b(?!RD|RN|VC|CR)[A-Z]{2}-?0\d{2,3}\b"),
    ("adresse", rf"(?<![\w.,/-])(?<!article )\d{{1,4}}{_AGAIN},? {_ROAD}{_NOT_ROAD}{_ROAD_NAME}{_TOWN}"),
    ("adresse", rf"\b\d{{1,4}},? le bourg\b{_TOWN}"),
    ("adresse", rf"(?P<kept>\b{_AT_HOME} (?:au |à l['’])?){_ROAD}{_NOT_ROAD}{_ROAD_NAME}{_TOWN}"),
    ("adresse", rf"\b[Ll]ieu[- ]?dit(?= {_NOT_NAME}){_ROAD_NAME}{_TOWN}"),
    ("adresse", rf"\b(?:B\.?P\.? ?\d{{1,6}}|CS ?\d{{5}})\b(?:,? \d{{5}} {_NAME})?"),
    ("nom", rf"(?<!\w)(?P<kept>{_MANY} ?){_NOT_NAME}(?P<name>{_SEVERAL})"),
    ("nom", rf"(?<!\w)(?P<kept>{_ONE}(?<=[ .])){_NOT_NAME}(?P<name>{_NAMES})"),
    (
        "nom",
        rf"(?<!\w)(?P<kept>(?:mr|mme|mlle|monsieur|madame|dr)\.? ){_NOT_NAME}(?:{_PARTICLE} |d['’])*{_LOWER}{{2,}}",
    ),
    ("nom", rf"(?<!\w)(?P<kept>ma[iî]tre ){_LOWER}{{2,}}(?=,? (?:notaire|huissier|avocat))"),
    ("nom", rf"(?<!\w)(?P<kept>(?:MR|MME|MLLE|MONSIEUR|MADAME)\.? ){_NOT_NAME}(?i:{_PARTICLE} )*{_NAME}"),
    ("nom", rf"(?<!\w)(?P<kept>{_FAMILY} ){_NOT_NAME}(?P<name>{_NAMES})"),
    ("nom", rf"(?<!\w)(?P<kept>{_SELF} ){_NOT_NAME}(?P<name>{_NAME} {_NAMES})"),
    ("nom", rf"(?<!\w)(?P<kept>[Jj]e m['’ ]?appell?e ){_LOWER}+ (?:{_PARTICLE} )?{_LOWER}+"),
    (
        "nom",
        rf"(?<!\w)(?P<kept>{_GOODBYE}[ \n,.:!-]{{1,5}}){_NOT_NAME}(?P<name>(?:{_CAPITAL}\. ?)?{_NAMES})"
        r"(?= *(?:$|[\n,;(\[]|[-–] ))",
    ),
    (
        "nom",
        rf"(?<!\w)(?P<kept>(?:[Cc]ordialement|[Cc]d?l?t|[Mm]erci d['’ ]?avance)[ \n,.:!-]{{1,5}}){_NOT_NAME}"
        rf"{_LOWER}+(?: {_LOWER}+){{0,3}}(?=\.? *(?:\n|$|\[))",
    ),
    ("nom", rf"(?P<kept>\n){_NOT_NAME}(?P<name>{_NAME} {_NAMES})(?= *(?:\n|$))"),
)
_COMPILED = tuple((label, re.compile(pattern)) for label, pattern in _PATTERNS)
_FIRST_NAME = re.compile(rf"(?!(?i:{_PARTICLE}) )\S+ (?=\S)")


def redacted(text: str) -> str:
    """The text, its characters and spaces made plain, without the personal data that a pattern knows.

    A name that one found is taken out wherever it is said again.
    """
    names: set[str] = set()
    text = re.sub(r"[ \t\r]+", " ", plain_spaces(normalise(text))).replace(" \n", "\n")
    for label, pattern in _COMPILED:

        def marked(found: re.Match[str], label: str = label) -> str:
            told = found.groupdict()
            names.update(re.split(r", | et ", told.get("name") or ""))
            return f"{told.get('kept') or ''}[{label}]"

        text = pattern.sub(marked, text)
    return _without(names, text)


def _without(names: Iterable[str], text: str) -> str:
    """The text without these names, whole or the surname alone, as they were written or in capitals."""
    surnames = {part for name in names for part in (name, _FIRST_NAME.sub("", name, count=1))}
    said = {form for one in surnames if len(one) > 2 for form in (one, one.title(), one.upper())}
    if not said:
        return text
    either = "|".join(re.escape(one) for one in sorted(said, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])(?<!Saint )(?:{either})(?![\w-])", "[nom]", text)
