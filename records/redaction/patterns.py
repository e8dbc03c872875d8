"""Personal data that has a shape of its own: mail addresses, numbers, birth dates, parcels.

Each pattern has a label, which replaces what it found. A `kept` group stays.
"""

from __future__ import annotations

# --- parcels: a section's letters and a number, in any order
_SECTION = r"(?:0?[A-Z]|[A-Z]{2}|(?!d[eu]|la|le|et|en|un|au|ou|ne)[a-z]{2}|[b-z](?=[ -]?\d)|a(?=-?\d|,? n))"
_NUMBER = r"(?:(?:sous les? |portant les? |au )?(?:[Nn][°oº]s?\.?|[Nn]um[ée]ros?|[Nn]um\.?|[Nn]r|[Nn]\.))"
_TAIL = r"(?:[pP]\b| ?\(?p(?:artie)?\)| \(?(?:en|pour) partie\b\)?|[a-z]\b)?(?!\w|,\d|-[A-Z](?![A-Z]? ?\d))"
_JOIN = r"(?: ?[-–]? ?|[./_])"  # of the letters and the number
_PLOT = (
    rf"(?:\d{{3}} ?)?{_SECTION}(?:(?:,| -)? ?(?:(?:la )?[Pp]arcelles? )?{_NUMBER} ?:?|,? "
    rf"[Pp]arcelles?(?: ?:)?)?{_JOIN}\d{{1,4}}{_TAIL}"
)
_THINGS = (
    r"ares?|a|ca|ha|hectares?|m|km|m[²2è]|mètres?|€|k€|%|euros?|lots?|autres?|ans?|mois|jours?|fois|agents?|élus?|h"
)
_BARE_PLOT = rf"(?:{_NUMBER} ?)?\d{{1,4}}[pPA-D]?\b(?!,\d| \d{{3}}\b| ?(?:{_THINGS})(?!\w)| ?[€%])"
_OTHER_PLOTS = (
    rf"(?:(?:,|;| et| &| \+| ainsi que|/| à|-(?=\d|[A-Z]{{1,2}} ?\d)|,? puis|,? ou| ?(?:→|->|=>)) ?(?:et "
    rf")?(?:(?:la |les )?(?:parcelle )?{_PLOT}|"
    rf"{_BARE_PLOT}))*"
)
_CADASTRE = r"(?:sections?|cadastr(?:[ée]e?s?|a\w+)|référencée?s?|cad\.|r[ée]f(?:[ée]rences?|\.)? cad\w*\.?)"
_CADASTRAL = rf"(?i:parcelles? (?:: )?|{_CADASTRE} ?:? ?)(?:(?:en |à la |sous la )?(?i:{_CADASTRE}) ?:? ?){{0,3}}"
_SAID = (  # a number in words
    r"(?:(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    r"quarante|cinquante|soixante|cents?|z[ée]ro|mille)(?:[ -](?=(?:et )?[udtqcsnovmz])(?:et )?)?)+\b"
)
# Two plots or more, one for another: no article, account or road is said so.
_FEW = r"[BCE-KO-QS-Z](?: \d{2,4}|\d{3,4})p?"
_SWAPPED = r"[A-KM-QS-Z] ?\d{2,4}p?"
_TO_LAND = (
    r"(?i:h[ée]rit\w*|ach[eè]t\w*|vend\w*|lou[eé]\w*|poss[èe]d\w*|cultiv\w*|exploit\w*|fauch\w*|"
    r"propri[ée]taires?|c[ée]d\w*)"
)
_INSEE = r"(?: ?\d{5})?(?: ?\d{3})?"
_YEAR = r"(?!(?:19|20)\d\d\b)"
_TERRAIN = (
    r"(?:terrain|terre|pré|prairie|champ|bois|jardin|lande|bien|lots?(?= [A-Z]{2})|emprise|verger|hangar|ruine|"
    r"parcelle|vigne|grange|"
    r"propriété|maison)s?"
)
_ACRONYM = (
    r"(?!RD|RN|VC|CR|CE|CA|CC|BP|CS|TF|LR|PV|PC|DP|CU|PA|AP|AO|AE|BO|BC|BA|BT|HT|IM|IB|ZI|AR|BM|VL|UE|UC|CP|CT|CM)"
)

# --- numbers that one person has, and birth dates
_S = "[ .-]?"
_NIR = (
    rf"[12]{_S}\d\d{_S}(?:0[1-9]|1[0-2]|[2-9]\d){_S}(?:2[ABab]|\d\d){_S}\d{{3}}{_S}\d{{3}}(?:(?:{_S}|/|,? "
    rf"(?:cl[ée] )?)\d\d)?"
)
_MONTHS = (
    r"(?i:janv(?:ier|\.)?|f[ée]vr?(?:ier|\.)?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|ao[ûu]t|sept(?:embre|\.)?|"
    r"oct(?:obre|\.)?|nov(?:embre|\.)?|d[ée]c(?:embre|\.)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}(?: ?er)? ?[ ./-] ?(?:\d{{1,2}}|{_MONTHS}) ?[ ./-] ?(?:\d{{4}}|\d\d)\b|(?:19|20)\d\d-\d\d-\d\d|"
    rf"(?i:premier|\d{{1,2}}(?:er)?) {_MONTHS} \d{{2,4}}|"
    rf"(?i:\d{{1,2}}|{_SAID}|premier) {_MONTHS} (?i:\d{{4}}|(?:mille neuf cent|deux mille|dix-neuf cent)(?:[ "
    rf"-](?:{_SAID}))?))"
)
_MONTH = r"\d\d[./-](?:\d\d[./-])?(?:19|20)\d\d\b"  # 01/04/2026
_DAY = r"(?:(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?"
_BORN = (
    r"(?i:(?<!fusion est )(?<!commune est )(?<!nouvelle est )(?<!syndicat est )(?<!association est )"
    r"\b(?:na[iî]t|venue? au monde|n[ée]+e?s?)(?: ?\(e\)|\.e)?(?: à [^\n\d.;?!,\[]{1,40}?)?(?: \([^\n()]{1,20}\))?"
    r"(?:,? (?:le|un)(?: ?:)? |,? ?[:(]? ?)"
    rf"{_DAY})"
)
_BIRTH = (
    r"(?i:\b(?:nai(?:ss(?:ance|\.)?|s\.)|naiss|ddn|d\.d\.n\.|d\.?n\.?|anniversaire)(?: d(?:e|u|es) (?:l['’]|la |"
    r"mon |ma )?[a-zà-ÿ]+(?: [a-zà-ÿ]+)?)?"
    rf"(?: est)?(?: ?:| \(|,)? ?(?:le )?{_DAY})"
)
# What has a number that is no one's, just before it.
NO_ONES = (
    r"\b(?i:factures?|mandat|titre|bordereau|devis|commande|dossier|contrat|march[ée]|compteur|r[ée]f(?:\.|[ée]rence)?|"
    r"sire[nt]|bon|police|abonn[ée]|avis|quittance|relev[ée]|ch[èe]que|bulletin|permis|arr[êe]t[ée]|d[ée]lib[ée]ration|"
    r"attestation|convention|avenant|lot|licence|matricule|identifiant|engagement|pi[èe]ce|article|art\.|code|annexe|plan|"
    r"zone|carr[ée]|salle|emplacement|b[âa]timent|recette|imputations?|comptes?|chapitre|nature|fonction|rubrique|budget)"
    r"(?:(?: (?:de |du |des |d['’])?[a-zà-ÿ]+){0,2} (?:n[°o]|num[ée]ro))? ?:? ?(?:\d{2,4}-)?\Z"
)

_PROVIDER = (
    r"(?i:gmail|orange|wanadoo|free|laposte|sfr|hotmail|outlook|yahoo|live|icloud|protonmail|proton|bbox|neuf|aol|"
    r"numericable|aliceadsl|club-internet)"
)
_COUNTRY = r"(?i:fr|com|net|org|eu|bzh)\b"
_POINT = r"(?:\.|,| \. | (?i:point|dot) )"
# Without one of these, no mail address.
MAIL_SIGN = rf"@|(?i:arr?obase|[(\[] ?(?:at|chez|à) ?[)\]]|{_PROVIDER}|\bat\b|(?:\.|point |dot |, ?){_COUNTRY})"
MAIL = (
    # usual, then spelled
    (
        "courriel",
        r"(?<![\w.+-])[\w.+-]+ ?(?:@|[(\[] ?(?:@|at|arr?obase|chez|à) ?[)\]]) ?[\w-]+"
        rf"(?:(?:\.|,(?={_COUNTRY})| \. | point |[(\[](?:dot|point)[)\]])[\w-]+)+",
    ),
    ("courriel", r"(?<![\w.+-])[\w.+-]+@[\w-]{3,}"),
    ("courriel", rf"(?<![\w.-])[\w-]+\.[\w.-]+ (?i:chez|at|arr?obase|à|a) [\w-]+{_POINT}{_COUNTRY}"),
    (
        "courriel",
        rf"(?<![\w.-])(?:[\w-]+\.[\w.-]+|\w*[a-z]\d+|[a-z]+-[a-z]+) (?i:chez|at|arr?obase|à|"
        rf"a) {_PROVIDER}{_POINT}{_COUNTRY}",
    ),
    ("courriel", rf"(?<![\w.-])[\w-]+\.[\w.-]+ (?i:sur|chez) {_PROVIDER}\b"),
    (
        "courriel",
        r"(?P<kept>\b(?i:e?-?mails?|courriels?|m[ée]l|adresse|[ée]cri\w*|contact\w*)(?: ?: ?| c['’ ]?est | est | "
        r"à | a | ))"
        rf"[\w.-]+ (?:(?i:chez|at|arr?obase|à|a) )?{_PROVIDER}(?:{_POINT}| ){_COUNTRY}",
    ),
    ("courriel", r"\b\w+(?: (?:point|tiret|dot) \w+){0,3} (?i:arr?obase) \w+(?:(?: (?:point|tiret|dot) |\.)\w+){1,3}"),
    ("courriel", r"\b\w+(?: (?i:point|tiret|dot) \w+){0,3} (?i:at) \w+ (?i:point|dot) \w{2,4}\b"),
)
# What is a number in words.
SPELLED = (
    ("parcelle", rf"\b(?i:section|parcelles?|cadastr[ée]e?s?) (?i:section )?[A-Z]{{1,2}},? (?:{_NUMBER} )?{_SAID}"),
    ("parcelle", rf"(?P<kept>\b[Ll]a ){_ACRONYM}[ABCU-Z][A-Z],? (?:{_NUMBER} )?(?!une?\b){_SAID}"),
    ("téléphone", rf"\b(?i:z[ée]ro)(?:[ ,-]{{1,2}}(?:\d{{1,2}}\b|(?i:{_SAID}))){{3,}}"),
)
# What holds a number.
NUMBERED = (
    # IBAN: French, of other countries, and a French account without its key
    ("IBAN", rf"\b[Ff][Rr]{_S}\d\d(?:{_S}\d){{10}}(?:{_S}[\dA-Za-z]){{11}}(?:{_S}\d){{2}}\b"),
    ("IBAN", rf"\b[A-Z]{{2}}\d\d{_S}(?:[A-Z]{{4}}{_S})?\d{{4}}(?:{_S}\d{{4}}){{2,6}}(?:{_S}\d{{1,3}})?\b"),
    ("IBAN", rf"(?<![\d-])\d{{5}}{_S}\d{{5}}{_S}[\dA-Z]{{11}}{_S}\d\d(?![\d-])"),
    (
        "IBAN",
        r"\b(?i:(?:code )?banque)(?: ?:)? ?\d{5}[ ,;]+(?i:(?:code )?guichet)(?: ?:)? ?\d{5}[ ,;]+(?i:(?:n[°o]|"
        r"num[ée]ro)? ?"
        r"(?:de )?compte)(?: n[°o])?(?: ?:)? ?[\dA-Za-z]{11}(?:[ ,;]+(?i:cl[ée](?: rib)?)(?: ?:)? ?\d\d)?\b",
    ),
    (
        "IBAN",
        r"(?P<kept>\b(?i:compte(?: bancaire)?)(?: n[°o])?(?: ?:)? ?)\d{11}\b(?:[ ,;]+(?i:cl[ée](?: "
        r"rib)?)(?: ?:)? ?\d\d\b)?",
    ),
    ("date de naissance", rf"(?P<kept>{_BORN}){_DATE}"),
    ("date de naissance", rf"(?P<kept>{_BIRTH}){_DATE}"),
    ("date de naissance", rf"(?P<kept>\b(?i:n[ée]+e?s?) en ){_MONTHS} \d{{4}}"),
    ("date de naissance", r"(?P<kept>\b(?i:n[ée]+e?s?) le )\d{6}(?:\d\d)?\b"),
    ("date de naissance", rf"(?P<kept>\[date de naissance\] et le ){_DATE}"),
    # telephone: of any country, then French
    ("téléphone", r"(?<!\w)(?:\+|00) ?[1-9](?:[ .()/-]{0,3}\d){8,13}(?!\d)"),
    (
        "téléphone",
        r"(?P<kept>\b(?i:t[ée]l(?:[ée]phone)?|portable|port\.|mobile|fixe|fax|rappele[rz]|appele[rz]|joindre|joignable)"
        r"(?:[ .:]|au|le|est){1,4})[1-9](?:[ ./_-]{0,3}\d){8}(?!\d)",
    ),
    ("téléphone", r"(?<![\d,:])0[1-9](?:[,:]\d\d){4}(?![\d,:])"),
    ("téléphone", r"(?P<kept>\[téléphone\](?: ou | ?/ ?))\d\d(?: \d\d)?(?!\d| ?[€%])"),
    # parcels: the whole identifier; numbers of a section; after a cue; a section and a number that no road or text has
    ("parcelle", r"(?<![\w-])\d{2}[\dAB]\d{2} ?\d{3} ?0?[A-Z]{1,2} ?\d{1,4}\b"),
    (
        "parcelle",
        rf"(?:\b{_NUMBER} ?|(?<=\b[Ll]a )|(?<=\b[Ll]es ))\d{{1,4}}(?:(?:,| et| "
        rf"à) ?(?:{_NUMBER} ?)?\d{{1,4}}){{0,12}},? (?:de |"
        rf"en )?(?:la )?section {_SECTION}\b",
    ),
    ("parcelle", rf"\b{_CADASTRAL}{_INSEE} ?(?:{_NUMBER} ?)?{_PLOT}{_OTHER_PLOTS}"),
    ("parcelle", rf"\b(?i:cadastr[ée]e?s? )(?:sous|au|aux|avec) (?:les? )?{_NUMBER} ?{_BARE_PLOT}{_OTHER_PLOTS}"),
    (
        "parcelle",
        rf"(?<![\w/.-]){_FEW}(?: ?(?:→|->|=>|/|,|;|\+| et| ou| puis| à)(?: et)?(?: de)? ?(?:la |le |l['’])?{_FEW})+"
        rf"(?!\w)(?! ?[€%])",
    ),
    (
        "parcelle",
        rf"(?<![\w/.-]){_SWAPPED}(?: ?(?:→|->|=>| contre| en)(?: et)? ?(?:la |le |l['’])?{_SWAPPED})+(?!\w)(?! ?[€%])"
        rf"(?:(?: et|,) {_SWAPPED}(?!\w)(?! ?[€%]))*",
    ),
    ("parcelle", rf"(?P<kept>\b(?:[MmSs]a|[Nn]otre|[Ll]eur) )[B-CE-MO-QS-Zb-ce-mo-qs-z] ?\d{{2,4}}{_TAIL}(?! ?[€%])"),
    ("parcelle", r"(?P<kept>\b[Ll]a )[a-z] ?\d{2,4}(?:(?:,| et) (?:de )?la [a-z] ?\d{2,4}\b)+"),
    (
        "parcelle",
        rf"(?P<kept>\b{_TO_LAND} (?:de )?(?:la |le |l['’])?)[A-Zb-z] ?{_YEAR}\d{{2,4}}{_TAIL}(?! ?[€%]){_OTHER_PLOTS}",
    ),
    (
        "parcelle",
        r"\b(?!d[eu]|[lmst][ae]|[aeiou][un]|et|ou|au|il|on|or|si|tu|ce|se|me|ni|[ckm]m|ha|kg|kw|nr|no|n[eé]|ai|as|rd|vc|cr)"
        r"([a-z]{2}) ?\d{1,4}(?:(?:,| et| puis) \1 ?\d{1,4}\b)+",
    ),
    ("parcelle", rf"(?P<kept>\b{_TERRAIN} \(){_PLOT}{_OTHER_PLOTS}"),
    ("parcelle", rf"(?P<kept>\b(?:[Ee]n|[Ss]ur|[Ll]a|[Dd]e) )Z[B-HJ-Z] ?\d{{1,4}}{_TAIL}{_OTHER_PLOTS}"),
    ("parcelle", rf"(?P<kept>\b(?:[Ee]n|[Ss]ur) )Z[AI] ?\d{{1,4}}{_TAIL}{_OTHER_PLOTS}"),
    ("parcelle", rf"\b[Ff]euille (?:n[°o] ?)?[A-Z]{{2}}{_JOIN}\d{{1,4}}{_TAIL}"),
    (
        "parcelle",
        r"\b[Nn][°º]s? ?\d{1,4} ?(?!AP|AO|BO|BC|BA|BT|AR|BM|UE|UC|CP|CT|CM|VC|CR|CE|CA|CC|BP|CS|"
        r"CU)(?:[ABCU-Z][A-Z]|AE)\b(?![-./]\w)",
    ),
    ("parcelle", rf"(?P<kept>\b[Pp]arcelles? \(){_PLOT}{_OTHER_PLOTS}"),
    (
        "parcelle",
        rf"\b(?i:parcelles?)(?: (?!\S*(?:zone|article|d[ée]partementale|route))[a-zà-ÿ'’-]+){{1,3}}"
        rf" (?=[A-Z]{{1,2}}\b|[A-Z]+\d)"
        rf"(?!RD|RN|VC|CR|PLU){_YEAR}{_PLOT}{_OTHER_PLOTS}",
    ),
    (
        "parcelle",
        rf"\b(?:(?:terrain|terre|pré|prairie|champ|bois|jardin|lande|bien|lots?(?= [A-Z]{{2}})|emprise|verger|hangar|"
        rf"ruine)s? )(?=[A-Z]){_ACRONYM}"
        rf"{_YEAR}{_PLOT}(?! d[ue] (?:march[ée]|la consultation|l['’]a)){_OTHER_PLOTS}",
    ),
    (
        "parcelle",
        rf"\b(?i:parcelles?) (?:(?:cadastrale|communale|agricole|bois[ée]e|voisine)s? )?{_BARE_PLOT}{_OTHER_PLOTS}"
        rf"(?:,?(?: de la| en)? \(?section {_SECTION}\b\)?)?",
    ),
    ("parcelle", rf"(?<![\w/.-])(?!RD|RN|VC|CR)[A-Z]{{2}}-?0\d{{2,3}}{_TAIL}"),
    (
        "parcelle",
        rf"(?:(?<=\b[Ll][ae] )|(?<=\b[Ll]es ))[BCF-KO-QS-Z] ?\d{{3}}{_TAIL}(?! ?[€%])(?! \d{{3}}\b){_OTHER_PLOTS}",
    ),
    ("parcelle", rf"(?<![\w/.-])z[b-hj-z] ?\d{{1,4}}\b{_OTHER_PLOTS}"),
)
# What is someone's number, unless `NO_ONES` is before it.
DOUBTFUL = (
    ("n° de sécurité sociale", rf"(?<!\d){_NIR}(?!\d)"),
    ("téléphone", rf"(?<!\d)(?<!\d[,.-])(?!{_MONTH})(?:\(0\)|[0O]) ?[1-9](?:[ ./_-]{{0,3}}\d){{8}}(?!\d| ?€)"),
    (
        "parcelle",
        rf"(?<![\w/.-]){_ACRONYM}(?:[ABCU-Z][A-Z])(?:,? ?{_NUMBER} ?|"
        rf"[ -]?|[./_]){_YEAR}\d{{2,4}}{_TAIL}(?! ?[€%])(?! \d{{3}}\b){_OTHER_PLOTS}",
    ),
    (
        "parcelle",
        rf"(?<![\w/.-])(?:[BCDF-KO-QS-Z][ -]?{_YEAR}\d{{4}}|[A-Z],? {_NUMBER} ?\d{{1,4}}|"
        rf"0[A-Z] ?\d{{2,4}}){_TAIL}(?! ?[€%])(?! \d{{3}}\b){_OTHER_PLOTS}",
    ),
)
