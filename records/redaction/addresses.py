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
    r"r(?-i:(?= [A-Z]))|ch\.?(?= d[eu])|q\.|corniche|ferme|mas|hent|straed|grand[- ]rue|parvis|pont|port|"
    r"descente|voie communale"
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
_LOOKS = (
    r"(?:sal[ée]e?|vieux|vieille|neu(?:f|ve)|blan(?:c|che)|haute?|basse?|vert[e]?|noire?|rouge|longue?|ronde?|creu(?:x|se)|"
    r"perdue?|fleurie?|froide?|grande?|petite?|bleue?|bas|nord|sud|est|ouest|couverte?|royale?|communal|rom(?:ain|ane))s?\b"
)
_COMMON = rf"{LOWER}+(?:(?: {_LINK}){{1,3}} (?!{_LINK}){LOWER}+){{0,4}}(?: {_LOOKS})?"
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
    r"(?i:j['’ ]?habite|habit(?:e|ent|ant)|domicili[ée]e?(?:\(e\))?s?|demeur\w+|domicile ?:|vi[ts]|vivent|vivant|"
    r"r[ée]sid(?:e|ent|ant)|log[ée]e?s?|sise?s?|"
    r"adresse(?: est)?(?: ?:)?|install[ée]e?s?)"
)
_HAMLET = r"(?:Ker|Coat|Pen|Lann|Roz)[\w'’-]*"
_ROOM = (
    r"(?i:appt?|apt|appartement|b[aâ]t(?:iment)?|porte|[ée]tage|escalier|esc|entr[ée]e|logement|chambre|bo[îi]te)"
    r"\.? ?(?:n[°o] ?)?(?:\d{1,4}[A-Z]?|[A-Z]\d{0,3})\b"
)
_FLOOR = (
    r"(?i:(?:\d{1,2}(?:er|e|[èe]me|nde?)|premier|deuxi[èe]me|troisi[èe]me|dernier) [ée]t(?:age|\.)|rdc\b|rez[- ]de[- ]"
    r"chauss[ée]e)(?:,? (?:à )?(?:gauche|droite|face)\b)?"
)
_INSIDE = (
    rf"(?:{_ROOM}|{_FLOOR}|(?i:r[ée]sidence|immeuble|lotissement|quartier|maison|villa|hameau|lieu[- ]?dit|"
    rf"village|ferme|moulin)"
    rf" (?:{_LINK} )*{_PROPER})"
)
_ESTATE = r"(?i:ferme|hameau|ham\.|mas|manoir|lieu[- ]?dit)"

# What holds a number.
NUMBERED = (
    ("adresse", rf"(?<![\w.,/-])(?<!article ){_HOUSES} ?[,.]? ?(?:(?:de |à )?(?:la |l['’])|du )?{_STREET}{_TOWN}"),
    ("adresse", rf"(?<![\w.,/-])(?<!article ){_HOUSES} ?,? {_OLD_STREET}(?: (?:{_LINK} )*{_PROPER})?{_TOWN}"),
    ("adresse", rf"\b\d{{1,4}}{_AGAIN},? (?:au )?(?i:le bourg|bourg)\b{_TOWN}"),
    ("adresse", rf"(?<![\w.,/-])\d{{1,4}}{_AGAIN},? {_HAMLET}(?: (?:{_LINK} )*{_PROPER})?{_TOWN}"),
    ("adresse", rf"(?P<kept>\b(?:[Aa]u|{_AT_HOME}) )\d{{1,4}}{_AGAIN},? (?i:les?|la|l['’]) ?{_PROPER}(?=[.,;?!\n]|$)"),
    ("adresse", rf"(?P<kept>\b{_AT_HOME} (?:au )?)\d{{1,4}}{_AGAIN},? (?:{_LINK} )*{_PROPER}{_TOWN}"),
    ("adresse", rf"\b(?:B\.?P\.? ?(?!(?:19|20)\d\d\b)\d{{1,6}}|CS ?\d{{5}})\b(?:,? \d{{5}} {NAME})?"),
)
# What holds a postcode.
POSTED = (
    ("adresse", rf"\b(?:{_STREET}|{_HAMLET}){_POSTED}"),
    ("adresse", rf"(?<![\w.,/-])\d{{1,4}}{_AGAIN},? (?:Les?|La|L['’]) ?{_PROPER}{_POSTED}"),
    ("adresse", rf"\b(?:{_INSIDE},? )+\d{{5}}\b(?: {NAME})*"),
)
# What holds a number after the road.
NUMBERED_AFTER = (
    (
        "adresse",
        rf"\b{_STREET}(?:,? \(?(?:au )?(?:n[°o]|num[ée]ro) ?\d{{1,4}}{_AGAIN}\b\)?|,? au "
        rf"\d{{1,4}}{_AGAIN}(?=[.,;?!\n]|$))",
    ),
)
_SAID = (
    r"(?i:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix-(?:sept|huit|neuf)|"
    r"(?:vingt|trente|quarante|cinquante|soixante)(?:-\w+| et un)?)"
)
_MINE = r"(?i:m(?:a|on|es)|no(?:tre|s)|s(?:a|on|es)|votre|vos|leurs?)"
_LAND = (
    r"(?i:maisons?|fermes?|champs?|terrains?|parcelles?|granges?|hangars?|pr[ée]s?|prairies?|bois|terres?|exploitation|"
    r"propri[ée]t[ée]s?|jardins?|corps de ferme|long[èe]re|b[âa]timents?|verger|vignes?|habitation|[ée]tang|logement|"
    r"g[îi]te|puits)"
)
_AT = (
    r"(?:,? (?i:situ[ée]e?s?|sise?s?|dite?s?|appel[ée]e?s?|nomm[ée]e?s?))?(?: (?i:à|au|aux|de|du|des|"
    r"d['’]))?(?i: la| l['’]| les?)? ?[«\"]? ?"
)
_MINE_DOES = (
    r"(?i:\b(?:j['’ ]?(?:e |ai |avais )?|(?:nous|on) (?:(?:a|avons) )?|(?:il|elle|ils|elles|parents?|p[èe]re|m[èe]re) "
    r"(?:(?:a|ont|avait) )?)(?:lou|ach[eè]t|vend|cultiv|exploit|hérit|repri|habit|poss[èe]d|fauch|restaur|rénov)\w*)"
)
_SMALL_WAY = (
    r"(?:cit[ée]|clos|quartier|esplanade|promenade|domaine|parc|villa|mail|c[ôo]te|moulin|cour|digue|"
    r"bourg|tour|r[ée]sidence)"
)
# What may hold none: where someone lives, a hamlet, a farm.
PLACES = (
    ("adresse", rf"(?P<kept>\b{_AT_HOME} (?:au |à l['’]|dans l['’]|dans la |à la |la |le |l['’])?){_STREET}{_TOWN}"),
    ("adresse", rf"\b{_SAID},? {_STREET}{_TOWN}"),
    (
        "adresse",
        rf"(?P<kept>(?:\b{_AT_HOME}|\b[Aa]u|,) )\d{{1,4}}{_AGAIN},? {_SMALL_WAY} (?:des |du |de la |de "
        rf"l['’])(?!{_LINK}){LOWER}+{_TOWN}",
    ),
    (
        "adresse",
        rf"(?P<kept>\b(?:{_LAND} de {_MINE} [a-zà-ÿ]+|{_MINE} {_LAND}),? (?:au bord de la |dans la |au |à la |à "
        rf"l['’])?)"
        rf"{_STREET}(?=[,.;?!\n]|$)",
    ),
    ("adresse", rf"(?P<kept>\b{_LAND} (?:les? |la |l['’])){NOT_NAME}(?P<place>{_PROPER})"),
    ("adresse", rf"(?P<kept>\b{_MINE} {_LAND}{_AT}){NOT_NAME}(?P<place>{_PROPER}){_TOWN}"),
    (
        "adresse",
        rf"(?P<kept>\b{_LAND} (?i:dite?s?|appel[ée]e?s?|nomm[ée]e?s?|lieu[- ]dit) "
        rf"[«\"]? ?){NOT_NAME}(?P<place>{_PROPER})",
    ),
    ("adresse", rf"(?P<kept>{_MINE_DOES}(?: à| au| aux| de)?(?: la| le| les| l['’])? ?){NOT_NAME}(?P<place>{_PROPER})"),
    (
        "adresse",
        rf"(?P<kept>\b\d+ ?(?:ha|hectares?|ares?|a|m²|m2)(?: \d+ ?a)?(?: \d+ ?ca)?(?: situés?)? (?:de |du |des |"
        rf"à |au |aux )(?:la |les? |l['’])?)"
        rf"{NOT_NAME}(?P<place>{_PROPER})",
    ),
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
    (
        "adresse",
        rf"\b(?i:r[ée]sidence|immeuble|maison|villa|hlm|lotissement)(?: {_LINK})* {_PROPER},? (?:{_ROOM}|"
        rf"[Nn][°o] ?\d{{1,4}})",
    ),
)
