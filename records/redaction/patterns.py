"""Personal data that has a shape of its own: mail addresses, numbers, birth dates, parcels.

Each pattern has a label, which replaces what it found. A `kept` group stays.
"""

from __future__ import annotations

# --- parcels: a section's letters and a number, in any order
_SECTION = r"(?:0?[A-Z]|[A-Z]{2}|(?!d[eu]|la|le|et|en|un|au|ou|ne)[a-z]{2}|[b-z](?= ?\d))"
_NUMBER = r"(?:(?:sous les? |portant les? |au )?(?:[Nn][°o]s?\.?|[Nn]um[ée]ros?|[Nn]r))"
_TAIL = r"(?:[pP]\b| ?\(?p(?:artie)?\)|[a-z]\b)?(?!\w|,\d|-[A-Z])"
_PLOT = rf"(?:\d{{3}} ?)?{_SECTION}(?:,? ?(?:(?:la )?parcelles? )?{_NUMBER} ?:?|,? parcelles?)? ?-? ?\d{{1,4}}{_TAIL}"
_THINGS = (
    r"ares?|a|ca|ha|hectares?|m|km|m[²2è]|mètres?|€|k€|%|euros?|lots?|autres?|ans?|mois|jours?|fois|agents?|élus?|h"
)
_BARE_PLOT = rf"(?:{_NUMBER} ?)?\d{{1,4}}[pPA-D]?\b(?!,\d| \d{{3}}\b| ?(?:{_THINGS})(?!\w)| ?[€%])"
_OTHER_PLOTS = (
    rf"(?:(?:,| et| &| ainsi que|/| à|-(?=\d)|,? puis|,? ou) ?(?:et )?(?:(?:la |les )?(?:parcelle )?{_PLOT}|"
    rf"{_BARE_PLOT}))*"
)
_CADASTRE = r"(?:sections?|cadastr(?:[ée]e?s?|a\w+)|référencée?s?|cad\.|r[ée]f(?:[ée]rences?|\.)? cad\w*\.?)"
_CADASTRAL = rf"(?i:parcelles? (?:: )?|{_CADASTRE} ?:? ?)(?:(?:en |à la |sous la )?(?i:{_CADASTRE}) ?:? ?){{0,3}}"
_INSEE = r"(?: ?\d{5})?(?: ?\d{3})?"
_YEAR = r"(?!(?:19|20)\d\d\b)"
_ACRONYM = (
    r"(?!RD|RN|VC|CR|CE|CA|CC|BP|CS|TF|LR|PV|PC|DP|CU|PA|AP|AO|AE|BO|BC|BA|BT|HT|IM|IB|ZI|AR|BM|VL|UE|UC|CP|CT|CM)"
)

# --- numbers that one person has, and birth dates
_S = "[ .-]?"
_NIR = rf"[12]{_S}\d\d{_S}(?:0[1-9]|1[0-2]|[2-9]\d){_S}(?:2[ABab]|\d\d){_S}\d{{3}}{_S}\d{{3}}(?:{_S}\d\d)?"
_MONTHS = (
    r"(?i:janv(?:ier|\.)?|f[ée]vr?(?:ier|\.)?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|ao[ûu]t|sept(?:embre|\.)?|"
    r"oct(?:obre|\.)?|nov(?:embre|\.)?|d[ée]c(?:embre|\.)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}(?: ?er)? ?[ ./-] ?(?:\d{{1,2}}|{_MONTHS}) ?[ ./-] ?(?:\d{{4}}|\d\d)\b|(?:19|20)\d\d-\d\d-\d\d|"
    rf"(?i:premier|\d{{1,2}}(?:er)?) {_MONTHS} \d{{2,4}})"
)
_MONTH = r"\d\d[./-](?:\d\d[./-])?(?:19|20)\d\d\b"  # 01/04/2026
_DAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?"
_BORN = (
    r"(?i:\bn[ée]+e?s?(?: ?\(e\)|\.e)?(?: à [^\n\d.;?!,\[]{1,40}?)?(?: \([^\n()]{1,20}\))?"
    r"(?:,? (?:le|un)(?: ?:)? |,? ?[:(]? ?)"
    rf"{_DAY})"
)
_BIRTH = (
    r"(?i:\b(?:naiss(?:ance|\.)?|ddn|d\.d\.n\.)(?: d(?:e|u|es) (?:l['’]|la |mon |ma )?[a-zà-ÿ]+(?: [a-zà-ÿ]+)?)?"
    rf"(?: est)?(?: ?:| \(|,)? ?(?:le )?{_DAY})"
)
# What has a number that is no one's, just before it.
NO_ONES = (
    r"\b(?i:factures?|mandat|titre|bordereau|devis|commande|dossier|contrat|march[ée]|compteur|r[ée]f(?:\.|[ée]rence)?|"
    r"sire[nt]|bon|police|abonn[ée]|avis|quittance|relev[ée]|ch[èe]que|bulletin|permis|arr[êe]t[ée]|d[ée]lib[ée]ration|"
    r"attestation|convention|avenant|lot|licence|matricule|identifiant|engagement|pi[èe]ce|article|art\.|code|annexe|plan|"
    r"zone|carr[ée]|salle|bureau|emplacement|b[âa]timent|classe|recette)"
    r"(?:(?: (?:de |du |des |d['’])?[a-zà-ÿ]+){0,2} (?:n[°o]|num[ée]ro))? ?:? ?(?:\d{2,4}-)?\Z"
)

MAIL = (
    # usual, then spelled
    (
        "courriel",
        r"(?<![\w.+-])[\w.+-]+ ?(?:@|[(\[] ?(?:at|arobase|chez|à) ?[)\]]) ?[\w-]+(?:(?:\.| \. | point )[\w-]+)+",
    ),
    (
        "courriel",
        r"(?<![\w.-])[\w-]+\.[\w.-]+ (?:chez|at|arobase|à) \w+(?:\.| point | dot )(?:fr|com|net|org|eu|bzh)\b",
    ),
    ("courriel", r"\b\w+(?: (?:point|tiret) \w+){0,3} arobase \w+(?: (?:point|tiret) \w+){1,3}"),
)
# What holds a number.
NUMBERED = (
    # IBAN: French, of other countries, and a French account without its key
    ("IBAN", rf"\b[Ff][Rr]{_S}\d\d(?:{_S}\d){{10}}(?:{_S}[\dA-Za-z]){{11}}(?:{_S}\d){{2}}\b"),
    ("IBAN", rf"\b[A-Z]{{2}}\d\d{_S}(?:[A-Z]{{4}}{_S})?\d{{4}}(?:{_S}\d{{4}}){{2,6}}(?:{_S}\d{{1,3}})?\b"),
    ("IBAN", rf"(?<![\d-])\d{{5}}{_S}\d{{5}}{_S}[\dA-Z]{{11}}{_S}\d\d(?![\d-])"),
    ("date de naissance", rf"(?P<kept>{_BORN}){_DATE}"),
    ("date de naissance", rf"(?P<kept>{_BIRTH}){_DATE}"),
    ("date de naissance", rf"(?P<kept>\b(?i:n[ée]+e?s?) en ){_MONTHS} \d{{4}}"),
    ("date de naissance", rf"(?P<kept>\[date de naissance\] et le ){_DATE}"),
    # telephone: of any country, then French
    ("téléphone", r"(?<!\w)(?:\+|00) ?[1-9](?:[ .()/-]{0,3}\d){8,13}(?!\d)"),
    # parcels: the whole identifier; numbers of a section; after a cue; a section and a number that no road or text has
    ("parcelle", r"(?<![\w-])\d{2}[\dAB]\d{2} ?\d{3} ?0?[A-Z]{1,2} ?\d{1,4}\b"),
    (
        "parcelle",
        rf"\b{_NUMBER} ?\d{{1,4}}(?:(?:,| et| à) ?(?:{_NUMBER} ?)?\d{{1,4}}){{0,12}},? (?:de |"
        rf"en )?(?:la )?section {_SECTION}\b",
    ),
    ("parcelle", rf"\b{_CADASTRAL}{_INSEE} ?(?:{_NUMBER} ?)?{_PLOT}{_OTHER_PLOTS}"),
    ("parcelle", rf"(?P<kept>\b[Pp]arcelles? \(){_PLOT}{_OTHER_PLOTS}"),
    (
        "parcelle",
        rf"\b(?i:parcelles?)(?: (?!\S*(?:zone|article|d[ée]partementale|route))[a-zà-ÿ'’-]+){{1,3}}"
        rf" (?=[A-Z]{{1,2}}\b|[A-Z]+\d)"
        rf"(?!RD|RN|VC|CR|PLU){_YEAR}{_PLOT}{_OTHER_PLOTS}",
    ),
    (
        "parcelle",
        rf"\b(?:(?:terrain|terre|pré|prairie|champ|bois|jardin|lande|bien|lot|emprise|verger|hangar|"
        rf"ruine)s? )(?=[A-Z]){_ACRONYM}"
        rf"{_YEAR}{_PLOT}{_OTHER_PLOTS}",
    ),
    (
        "parcelle",
        rf"\b(?i:parcelles?) (?:(?:cadastrale|communale|agricole|bois[ée]e|voisine)s? )?{_BARE_PLOT}{_OTHER_PLOTS}"
        rf"(?:,?(?: de la| en)? \(?section {_SECTION}\b\)?)?",
    ),
    ("parcelle", rf"(?<![\w/.-])(?!RD|RN|VC|CR)[A-Z]{{2}}-?0\d{{2,3}}{_TAIL}"),
    (
        "parcelle",
        rf"(?:(?<=\b[Ll]a )|(?<=\b[Ll]es ))[BCF-KO-QS-Z] ?\d{{3}}{_TAIL}(?! ?[€%])(?! \d{{3}}\b){_OTHER_PLOTS}",
    ),
    ("parcelle", rf"(?<![\w/.-])z[b-hj-z] ?\d{{1,4}}\b{_OTHER_PLOTS}"),
)
# What is someone's number, unless `NO_ONES` is before it.
DOUBTFUL = (
    ("n° de sécurité sociale", rf"(?<!\d){_NIR}(?!\d)"),
    ("téléphone", rf"(?<!\d)(?<!\d[,.-])(?!{_MONTH})(?:\(0\)|[0O]) ?[1-9](?:[ ./_-]{{0,3}}\d){{8}}(?!\d)"),
    (
        "parcelle",
        rf"(?<![\w/.-]){_ACRONYM}(?:[ABCU-Z][A-Z])(?:,? ?{_NUMBER} ?|"
        rf"[ -]?){_YEAR}\d{{2,4}}{_TAIL}(?! ?[€%])(?! \d{{3}}\b){_OTHER_PLOTS}",
    ),
    (
        "parcelle",
        rf"(?<![\w/.-])(?:[BCDF-KO-QS-Z][ -]?{_YEAR}\d{{4}}|[A-Z],? {_NUMBER} ?\d{{1,4}}|"
        rf"0[A-Z] ?\d{{2,4}}){_TAIL}(?! ?[€%])(?! \d{{3}}\b){_OTHER_PLOTS}",
    ),
)
