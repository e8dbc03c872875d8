"""Postal addresses: a number and a road, a place and a postcode, where someone lives.

A street without a number stays, but after someone who lives there: it is a public place. A `kept` group stays.
"""

from __future__ import annotations

from records.redaction.shapes import CAPITAL, LOWER, NAME, NOT_NAME, NOT_SAID

_LINK = r"(?i:d[eu]|des|la|les?|aux?|[eè]s|sur|sous|ar|an|er|ha)\b"
_WAY = (
    r"chemin rural(?: dit)?(?= d[eu])|voie communale(?= d[eu])|rue|avenue|ave?\.?|boulevard|boul\.?|bl?v?d\.?|"
    r"chemin|che?m?\.|chem|route|rte\.?|r\.|place|pl\.|pl|impasse|imp\.?|"
    r"all[ée]es?|all\.|quai|cours|crs|square|sq\.|ruelle|sentier|sente|passage|pass\.|lotissement|lot\.|hameau|"
    r"ham\.|village|"
    r"r[ée]sidence|r[ée]s\.|faubourg|fbg\.?|fg\.?|montée|mt[ée]e|traverse(?= d)|venelle|lieu[- ]?dit|"
    r"rond[- ]point|chauss[ée]e|"
    r"corniche|ferme|mas|hent|straed|grand[- ]rue|parvis|pont|port|descente|voie communale"
)
_WAY_NAMED = (
    r"(?:cit[ée](?! la SC)|clos|quartier|esplanade|promenade|domaine|parc|voie|villa|mail|c[ôo]te|moulin|manoir|"
    r"cour|galerie|digue|"
    r"levée|ancien(?:ne)? \w+|bourg|za|zi|zac|z\.a\.|porte|tour|square|résidences?|pavillon)"
    rf"(?-i:(?=(?: {_LINK}){{0,3}} (?:[ld]['’])?{CAPITAL}))"
)
_OLD = r"(?:(?i:grande?|petite?|vieux|vieille|haute?|basse?|ancien(?:ne)?|nouvelle|vieil|première)[- ])"
_ROAD = rf"{_OLD}?(?i:{_WAY}|{_WAY_NAMED})"
_NOT_ROAD = (
    r"(?! (?i:d['’]eau|de (?:stationnement|parking|march|cr[èe]che|livraison|\d)|PMR|handicap|rura|communa|gratuit|"
    r"publi|d['’]exploitation|d[ée]partementa|nationale|secondaire|principale|priv|barr[ée]|disponible|"
    r"(?:à|en|pour|par|sur|qui|est|s?ont)\b))"
)
_PROPER = rf"{NAME}(?:(?: {_LINK}){{0,3}} (?!{_LINK})(?:[ld]['’])?{NAME}){{0,6}}"
_BOTH = rf"{NAME} et (?!M\.|M |Mme|Mr|Monsieur|Madame){NAME} {NAME}"  # rue Pierre et Marie Curie
_COMMON = rf"{LOWER}+(?:(?: {_LINK}){{1,3}} (?!{_LINK}){LOWER}+){{0,4}}"
_TITLED = (
    r"(?i:g[ée]n[ée]ral|mar[ée]chal|colonel|commandant|capitaine|docteur|dr|abb[ée]|pr[ée]sident|professeur|saint|"
    r"sainte|st|ste)"
)
_TWO_WORDS = (
    rf"(?: {_LINK})?(?: {_TITLED})(?: (?:{_LINK}) | )(?!{_LINK}){LOWER}+|"
    rf" (?!{_LINK}){LOWER}+ (?:a[rnl] {LOWER}+|(?!{_LINK}){NOT_SAID}{LOWER}{{2,}})"  # rue victor hugo
)
_ROAD_NAME = (
    rf"(?:{_TWO_WORDS}|(?: {_LINK}){{0,3}}(?: [ldLD]['’]| )(?:\d{{1,2}}(?:er|e|[èe]me)?[ -]\w+(?:[ -]\d{{4}})?|"
    rf"{_BOTH}|{_PROPER}|{_COMMON}))"
)
_STREET = rf"{_ROAD}{_NOT_ROAD}{_ROAD_NAME}"
_OLD_STREET = (
    rf"(?:{_OLD}(?i:rue|route|place|avenue|impasse|cour|porte|chemin)|(?i:grand[-'’ ]rue|grand[- ]place|"
    rf"rue principale|route (?:nationale|d[ée]partementale)(?: \d+)?))\b"
)
_AGAIN = r"(?: ?(?i:bis|ter|quater|quinquies|[A-F]\b))?"
_POSTED = rf",? \d{{5}} {NAME}(?: {NAME})*"
_TOWN = rf"(?:{_POSTED})?"
_HOUSES = rf"(?i:n[°o] ?|num[ée]ro )?(?:\d{{1,4}} ?(?:[/-]|et|à) ?)?\d{{1,4}}{_AGAIN}"
_AT_HOME = (
    r"(?i:j['’ ]?habite|habit(?:e|ent|ant)|domicili[ée]e?s?|demeur\w+|r[ée]sid(?:e|ent|ant)|log[ée]e?s?|sise?s?|"
    r"adresse(?: est)?(?: ?:)?|install[ée]e?s?)"
)
_HAMLET = r"(?:Ker|Coat|Pen|Lann|Roz)[\w'’-]*"
_ROOM = (
    r"(?i:appt?|apt|appartement|b[aâ]t(?:iment)?|porte|[ée]tage|escalier|esc|entr[ée]e|logement|chambre|bo[îi]te)"
    r"\.? ?(?:n[°o] ?)?(?:\d{1,4}|[A-Z])\b"
)
_INSIDE = (
    rf"(?:{_ROOM}|(?i:r[ée]sidence|immeuble|lotissement|quartier|maison|villa|hameau|lieu[- ]?dit|village|ferme|moulin)"
    rf" (?:{_LINK} )*{_PROPER})"
)
_ESTATE = r"(?i:ferme|hameau|ham\.|mas|manoir|lieu[- ]?dit)"

# What holds a number.
NUMBERED = (
    ("adresse", rf"(?<![\w.,/-])(?<!article ){_HOUSES} ?,? (?:(?:de |à )?(?:la |l['’])|du )?{_STREET}{_TOWN}"),
    ("adresse", rf"(?<![\w.,/-])(?<!article ){_HOUSES} ?,? {_OLD_STREET}(?: (?:{_LINK} )*{_PROPER})?{_TOWN}"),
    ("adresse", rf"\b\d{{1,4}}{_AGAIN},? (?:au )?(?i:le bourg|bourg)\b{_TOWN}"),
    ("adresse", rf"(?<![\w.,/-])\d{{1,4}}{_AGAIN},? {_HAMLET}(?: (?:{_LINK} )*{_PROPER})?{_TOWN}"),
    ("adresse", rf"\b(?:{_STREET}|{_HAMLET}){_POSTED}"),
    ("adresse", rf"\b(?:{_INSIDE},? )+\d{{5}}\b(?: {NAME})*"),
    ("adresse", rf"(?P<kept>\b{_AT_HOME} (?:au )?)\d{{1,4}}{_AGAIN},? (?:{_LINK} )*{_PROPER}{_TOWN}"),
    ("adresse", rf"\b(?:B\.?P\.? ?(?!(?:19|20)\d\d\b)\d{{1,6}}|CS ?\d{{5}})\b(?:,? \d{{5}} {NAME})?"),
)
# What may hold none: where someone lives, a hamlet, a farm.
PLACES = (
    ("adresse", rf"(?P<kept>\b{_AT_HOME} (?:au |à l['’]|dans l['’]|dans la |à la |la |le |l['’])?){_STREET}{_TOWN}"),
    (
        "adresse",
        rf"(?P<kept>\b{_AT_HOME} (?:à )?(?:aux? |à la |à l['’]|le |les |la |l['’]|(?=L(?:[ae]|es) |"
        rf"L['’]))){NOT_NAME}{_PROPER}{_TOWN}",
    ),
    ("adresse", rf"(?P<kept>\b{_AT_HOME} (?:à |au |aux )?){NOT_NAME}(?:{_PROPER}{_POSTED}|{_HAMLET})"),
    ("adresse", rf"\b(?:(?i:lieu[- ]?dit)|L[Dd]\.?|ld)(?: ?:)? [«\"]? ?{NOT_NAME}(?:{_PROPER}) ?[»\"]?{_TOWN}"),
    ("adresse", rf"\b(?i:lieu[- ]?dit)(?: ?:)? {NOT_SAID}{LOWER}+(?: {LOWER}*){{0,3}}(?=[,.;?!)\n]|$)"),
    ("adresse", rf"\b(?i:lieu[- ]?dit)(?: ?:)?(?= {NOT_NAME}){_ROAD_NAME}{_TOWN}"),
    ("adresse", rf"\b{_ESTATE} (?i:(?:de|du|des)(?: la)? |de l['’]|d['’])?{_PROPER}{_TOWN}"),
    ("adresse", rf"(?P<kept>\[adresse\])(?:,? {_INSIDE})+"),
    ("adresse", rf"\b(?i:r[ée]sidence|immeuble|maison|villa) {_PROPER},? {_ROOM}"),
)
