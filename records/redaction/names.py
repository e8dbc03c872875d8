"""What announces a person's name in a question, and a letter's signature.

A pattern's group says what becomes of what it found: `kept` stays; `name` is a name, and goes; `run` is words of which
the first ones go if they may be a name (`people.taken`), `rare` too, but for one that French says, a town's
perhaps; `more` is a name in lower case and what follows; `sign` is words that go if they are someone's.
"""

from __future__ import annotations

from records.redaction.shapes import CAPITAL, LOWER, LOWER_RUN, NAME, NAMES, NOT_NAME, NOT_SAID, PARTICLE, SEVERAL

# Civilities, before a name of any shape.
_ONE = (
    r"(?:[Mm]r|[Mm]me|[Mm]e?lle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|M[eᵉ]|(?<![Ss]ans )[Mm]a[iî]tre|[Dd]re?|"
    r"[Dd]octeure?|[Pp]rofesseure?|[Pp]r(?=\.? [A-Z])|[Ss]ieur|la dame|l'abbé|me(?= [A-ZÉ])|[Ss]oeur(?= [A-Z])|"
    r"[Mm]ons(?=\. ?)|M(?=\. ?| [A-Z]| d['’][A-Z])|(?<!\d )(?<!\d)m(?=\.))\.? ?(?:[Vv]e?u?ve )?"
)
_LOWLY = rf"(?!M[eᵉ]|[Mm]a[iî]|M |[Dd]octeur de){_ONE}(?<=[ .])"
_LOWLY_MANY = r"(?:mm|mmes|mrs|messieurs|mesdames)\.?"
_MANY = (
    rf"(?:MM\.?|Mrs\.?|Mm?es|mmes|[Mm]lles|[Mm]esdames|[Mm]essieurs|{_ONE}(?:et|ou|/) ?{_ONE}(?<= )|[ÉEée]poux|"
    rf"[Cc]onsorts|[Ff]r[èe]res|[Ss]oeurs|[Cc]ouple)"
)
_LOUD = r"(?:MR|MME|ME?LLE|MONSIEUR|MADAME|ÉPOUX|EPOUX|FAMILLE|CONSORTS)\.?"

# Kin, and houses.
_KIN = (
    r"(?:familles?|indivision|veu(?:ve|f)|vve|héritiers?|heritiers?|née?|nee|épouse|epouse|ép\.|époux|femme|mari|"
    r"fils|fille|"
    r"fr[èe]re|s(?:oe|œ)ur|p[èe]re|m[èe]re|conjointe?|compagn(?:on|e)|cousine?|oncle|tante|neveu|ni[èe]ce|"
    r"grand-(?:p[èe]re|"
    r"m[èe]re)|parents|beau-(?:p[èe]re|fr[èe]re|fils)|belle-(?:m[èe]re|s(?:oe|œ)ur|fille)|gendre|bru|petit-fils|"
    r"enfants?|"
    r"comte(?:sse)?|marquise?|baronne|vicomte(?:sse)?|princesse|chanoine|tonton|tata|mamie|mamy|pap[iy]|"
    r"jeunes?|petite?|ami[es]?|hoirs|hoirie|défunte?|feu|dénommée?|nommée?)"
)
_HOME = r"(?:[Ff]amilles?|[Ii]ndivision|[Vv]euve|[Vv]ve|[Nn]ée|[ÉEée]pouse|ép\.)"
_HOUSE = r"(?:[Ff]amilles?|[Ii]ndivision|[Hh][ée]ritiers|[Vv]euve|[ÉEée]poux)"
_DOES = (
    r"(?=,|\.|$| (?:(?:a|ont|est|sont|ne|et|qui)\b|n['’]|peu[tv]|doi|veu|demand|souhait|habit|refus|contest|occup|"
    r"exploit|"
    r"propos|constr|r[ée]clam|vend|lou[eé]|quitt))"
)
# Functions, trades and parts played in a file, with or without their feminine.
_ROLE = (
    r"(?:maire|adjointe?s?|conseill[eè]re?s?|secr[ée]taire|dgs|agente?s?|atsem|pr[ée]sidente?|vice-pr[ée]sidente?|"
    r"tr[ée]sori(?:er|[èe]re)|"
    r"notaire|g[ée]om[èe]tre|huissier|avocate?|m[ée]decin|locataires?|coloc(?:ataire)?|fermi(?:er|[èe]re)s?|"
    r"exploitante?s?|agricult(?:eur|rice)s?|"
    r"[ée]leveu(?:r|se)|mara[iî]ch(?:er|[èe]re)|viticult(?:eur|rice)|vigneronn?e?|berg(?:er|[èe]re)|apicult(?:eur|"
    r"rice)|paysann?e?|propri[ée]taires?|"
    r"voisine?s?|riveraine?s?|g[ée]rante?|gardienn?e?|employée?s?|salariée?s?|stagiaire|apprentie?|saisonni(?:er|"
    r"[èe]re)|"
    r"contractuell?e?|vacataire|candidate?|demandeu(?:r|se)|requ[ée]rante?|p[ée]titionnaire|baill(?:eur|eresse)|"
    r"preneu(?:r|se)|"
    r"acqu[ée]reu(?:r|se)|vendeu(?:r|se)|acheteu(?:r|se)|usufruiti(?:er|[èe]re)|nu-propri[ée]taire|associée?|"
    r"artisane?|entrepreneu(?:r|se)|"
    r"client|usag(?:er|[èe]re)|administrée?|habitante?|occupante?|[ée]l[eu]e?|[ée]l[èe]ve|coll[èe]gue|d[ée]l[ée]guée?|"
    r"bouch(?:er|[èe]re)|boulang(?:er|[èe]re)|commer[çc]ante?|restaurat(?:eur|rice)|infirmi(?:er|[èe]re)|"
    r"directeur|directrice|"
    r"responsable|animat(?:eur|rice)|cantini[èe]re|policier|garde(?: champêtre)?|ma[çc]on|plombier|menuisier|"
    r"[ée]lectricien|"
    r"instituteur|institutrice|curé|pasteur|psychologue|pharmacien(?:ne)?|v[ée]t[ée]rinaire|architecte|"
    r"garde-chasse|cantonni(?:er|[èe]re)|chauffeur|concierge|plaignante?|témoin|tut(?:eur|rice)|curat(?:eur|rice)|"
    r"mandataire|maman|papa|enseignante?|professeure?|pompier|retraitée?|signataire|cotitulaire|titulaire|"
    r"b[ée]n[ée]ficiaire|repreneu(?:r|se)|c[ée]dante?|concessionnaire|d[ée]fund?te?)"
)
# What is someone's.
_OF = (
    r"(?:dossier|bail|bau[xd]|demande|succession|tombe|caveau|concession|d[ée]c[èe]s|recours|embauche|recrutement|"
    r"nomination|d[ée]mission|licenciement|cong[ée]|arr[eê]t maladie|contrat|troupeau|vaches|chiens?|chevaux|"
    r"cl[ôo]ture|haie|"
    r"veuve|femme|fils|fille|mari|h[ée]ritiers|requ[êe]te|affaire|litige|courrier|lettre|plainte|loyers?|"
    r"titularisation|mutation|"
    r"retraite|accident|obs[èe]ques|remplacement|indivision|signature|fermage|voisins?|fermier|parents|salaire|"
    r"carrière)"
)
_OF_ALL = (  # or a place's
    r"(?:candidature|permis|maison|terrains?|terres?|bois|champs?|pr[ée]s?|propri[ée]t[ée]|grange|hangar|biens?|"
    r"parts?|compte|"
    r"offre|devis|mandat|cas|situation|mariage|naissance|exploitation|legs|don|vente|acquisition|proposition|"
    r"accord|p[ée]tition|"
    r"gaec|parcelles?|jardin|part|nom|projet|logement|garage)"
)
_GIVEN = (
    r"(?:lou|vend|c[ée]d|pr[eê]t|donn|attribu|vers|accord|consenti|propos|confi|rembours|rembourse|transm|concéd|"
    r"rend|refus|"
    r"appart|délivr|sign|remis|remett|réclam|demand|l[ée]gu|notifi|adress|envoy|impos|interdi)\w*"
)
_ANNOUNCED = (
    r"(?i:au nom d['’e]|de la part d['’e]|signée? (?:par )?|d[ée]nommée?|nommée?|s['’ ]appell?e|soussignée?s?|"
    r"chez|contre|c/|"
    r"alias|dit|dossier|affaire|succession|indivision|bail|permis|concession|tombe|requ[êe]te|une? certaine?|"
    r"interlocuteur|interlocutrice|contact|prénomm?ée?|pour le compte d['’e]|"
    r"à l['’]attention d['’e]|représentée? par|repr[ée]sent[ée]e? par|accompagnée? d['’e]|mariée? (?:à|avec)|"
    r"mari[ée]s? [àa])"
)
_ACTS = (
    r" (?:(?:p[èe]re|m[èe]re|fils|fr[èe]res)\b|et (?:fils|associés)\b|habite|cultive|exploite|laboure|fauche|"
    r"pa[iy]e|loge|divorce|m['’]|nous (?:a|doit|loue|demande|r[ée]clame)|s['’]est (?:mari|install|plaint)|"
    r"est (?:pass[ée]|venue?|d[ée]c[ée]d[ée]|mort|n[ée]e?\b|parti|en (?:arr[êe]t|retraite|cong)|locataire|"
    r"propri[ée]taire|agente?\b|agricult|malade|enceinte|[ée]lue?\b|"
    r"mari[ée]|divorc)|n['’]a (?:pas|jamais|plus) (?:pa[yi]|r[ée]pond|sign|rend|quitt|d[ée]clar)|ne (?:pa[iy]e|"
    r"r[ée]pond|veut|loue|quitte)|"
    r"(?:a|avait|aurait) (?:construit|cl[ôo]tur|coup|plant|lou|vendu|achet|h[ée]rit|quitt|sign|labour|b[âa]ti|"
    r"install|pos[ée]))"
)
_SELF = (
    r"(?:[Jj]e (?:m['’ ]?appell?e|suis|soussignée?|me nomme)|[Mm]oi c['’ ]est|[Cc]['’ ]est|[Mm]on nom est|"
    r"[Aa]u nom de|[Ii]ci)"
)
_FIELD = (
    r"(?i:noms?|pr[ée]noms?|noms? et pr[ée]noms?|demandeu(?:r|se)|signataire|contact|locataire|titulaire|agent|"
    r"candidate?|propri[ée]taire|de)s? ?: ?"
)

# The end of a letter.
_GOODBYE = (
    r"(?:[Cc]ordialement|[Cc]d?l?t|[Bb]ien à vous|[Ss]alutations(?: distinguées)?|[Mm]erci(?: d['’ ]?avance|"
    r" beaucoup| bien)?|"
    r"[Ss]igné|[RrSs](?:espectueuse|inc[èe]re)ment|[Aa]micalement|[Dd]istingu[ée]e?s|[Bb]onne (?:journ|soir)ée|"
    r"[Aà] bient[ôo]t|"
    r"[Dd]évoué|[Cc]onsidération)"
)
_HELLO = (
    r"(?:[Cc]oucou|[Ss]alut|[Ss]lt|[Hh]ello|[Cc]her|[Cc]hère|[Bb]onjour|[Bb]jr|[Bb]onsoir|[Bb]ises?|[Cc]iao|[Aa]\+)"
)
_REACHED = r"\[(?:téléphone|courriel)\]"
_END = r"(?=\.? *(?:\n|$|\[))"
_LINE_END = r"(?=\.? *(?:$|[\n,;(\[]|[-–/] ))"
_SAID = rf"(?:{PARTICLE} |d['’])*{LOWER}{{2,}}"
_ROW = rf"{NAMES}(?:(?:,| et|/| ou) ?{NAMES})*"

PATTERNS = (
    # after a civility: as it is written, then in lower case
    rf"(?<!\w)(?P<kept>{_MANY} ?){NOT_NAME}(?P<name>{SEVERAL})",
    rf"(?<!\w)(?P<kept>{_ONE}(?<=[ .])){NOT_NAME}(?P<name>(?:{CAPITAL}\. ?)?{NAMES})",
    rf"(?<!\w)(?P<kept>{_LOWLY}){NOT_SAID}(?P<more>{_SAID}(?: {LOWER_RUN})?)",
    rf"(?<!\w)(?P<kept>{_LOWLY_MANY} ){NOT_SAID}{_SAID}(?: et {NOT_SAID}{_SAID})?",
    rf"(?<!\w)(?P<kept>(?:ma[iî]tre|me) ){LOWER}{{2,}}(?=,? (?:notaire|huissier|avocat))",
    rf"(?<!\w)(?P<kept>consorts ){NOT_SAID}{_SAID}",
    rf"(?<!\w)(?P<kept>{_HOUSE} ){NOT_SAID}(?:l[ea] )?{LOWER}{{2,}}{_DOES}",
    rf"(?<=\[nom\])(?P<kept>,? \(?(?:n[ée]e|[ée]pouse) ){NOT_SAID}{_SAID}",
    rf"(?<!\w)(?P<kept>{_LOUD} ){NOT_NAME}(?i:{PARTICLE} )*{NAME}",
    rf"(?<![\w.])(?P<run>{CAPITAL}\. ?(?:{CAPITAL}\. ?)?(?:(?:Le|La|De|Du) )?{NAME})",
    rf"(?<!\w)(?P<kept>{_HOME} ){NOT_NAME}(?P<name>{SEVERAL})",
    # after kin
    rf"(?<!\w)(?<!sentier du )(?<!chemin du )(?<!rue du )(?<!place du )(?<!école du )(?P<kept>(?i:{_KIN}),? "
    rf"){NOT_NAME}(?P<run>{_ROW})",
    # after a function, a trade, a part played
    rf"(?<!\w)(?P<kept>(?i:{_ROLE}s?)(?:,? ?\(?(?:: ?)?(?<=[ (])|(?: [a-zà-ÿ'’]+){{1,3}}, )){NOT_NAME}"
    rf"(?!d[eu] |des |d['’])(?P<run>{_ROW})",
    rf"(?<!\w)(?P<kept>(?i:(?:mon|ma|notre|son|sa|votre|leur|nos|mes|la|le|une?) (?:{_ROLE}|{_KIN})|"
    rf"l['’](?:{_ROLE}|{_KIN})) )"
    rf"(?P<run>{LOWER_RUN})",
    # after what is someone's, what is given to someone, what tells a name
    rf"(?<!\w)(?P<kept>(?i:{_OF}) (?i:d['’]|de |du ))(?P<run>{_ROW})",
    rf"(?<!\w)(?P<kept>(?i:{_OF_ALL}) (?i:d['’]|de |du ))(?P<run>{NAME} {NAMES})",
    rf"(?<!\w)(?P<kept>(?i:{_GIVEN}) (?i:à ))(?P<rare>{_ROW})",
    rf"(?<!\w)(?P<kept>{_ANNOUNCED} ?(?:: )?(?<=[ 'e’])){NOT_NAME}(?P<run>{_ROW})",
    rf"(?<!\w)(?P<kept>{_SELF} ){NOT_NAME}(?P<run>{NAME} {NAMES})",
    rf"(?<!\w)(?P<kept>{_SELF} )(?P<sign>[^\W\d_][\w'’-]+)(?! {CAPITAL}|[\w'’-])",
    # who does what only someone does
    rf"(?P<kept>(?:\A|[.;:?!\n,] ?|(?i:que|si|quand|comme|car|et|mais|où) ))(?P<rare>{NAME})(?={_ACTS})",
    rf"(?P<kept>\b(?:[Ll]|[Cc]hez l)es )(?P<run>{NAME})(?= (?:(?:ont|sont|ne|n['’]ont|qui|et)\b|n['’]|\w+ent\b|"
    rf"\w+aient\b))",
    rf"(?<!\w)(?P<kept>(?:[Jj]e m['’ ]?appell?e|[Mm]on nom est) )(?P<name>{LOWER}+ (?:{PARTICLE} )?{LOWER}+)",
    rf"(?<!\w)(?P<kept>{_FIELD}){NOT_NAME}(?P<name>{NAMES})(?![\w'’-]| ?:)",
    # a greeting; who is before a number to call
    rf"(?<!\w)(?P<kept>{_HELLO} ){NOT_NAME}(?P<run>{NAMES})(?= ?(?:[,;.!?:\n-]|$))",
    rf"(?<!\w)(?P<kept>(?i:{_HELLO}) )(?P<sign>{LOWER}+)(?= ?(?:[,;.!?:\n]|$))",
    rf"(?P<kept>[.?!,;\n)] ?)(?P<sign>[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]*)?)(?=[ ,:-]{{1,3}}{_REACHED})",
    # the end of a letter, or a line of its own
    rf"(?P<kept>(?:{_REACHED}|[Mm]erci(?: (?:d['’ ]?avance|beaucoup|bien|a vous|à vous))?)[ .,!\n-]{{1,3}}|\n)"
    rf"(?P<sign>[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]*){{0,3}}){_END}",
    rf"(?<!\w)(?P<kept>{_GOODBYE}[ \n,.:!-]{{1,5}}){NOT_NAME}(?P<name>(?:{CAPITAL}\. ?)?{NAMES}){_LINE_END}",
    rf"(?<!\w)(?P<kept>(?:[Cc]ordialement|[Cc]d?l?t|[Mm]erci d['’ ]?avance)[ \n,.:!-]{{1,5}}){NOT_NAME}"
    rf"{LOWER}+(?: {LOWER}+){{0,3}}{_END}",
    rf"(?P<kept>\n|\A(?=[^\n]*\n)){NOT_NAME}(?P<run>(?:{CAPITAL}\.|{NAME}) {NAMES})(?= *(?:\n|$|[-–,(/]))",
    rf"(?P<kept>\n)(?P<run>{NAME})(?=\s*\Z)",
)
# After a name that was taken out, its other half, or another's.
REST = rf"(?P<kept>\[nom\] )(?P<run>{LOWER_RUN}|{NAMES})"
OTHER = rf"(?P<kept>\[nom\](?: | et | ou |, )(?:(?:van|von|ben|el|ould|dos?) )?)(?P<known>{LOWER}+)(?![\w'’-])"
# A day after a name is its birth's, if it is far enough.
BIRTH = r"(?P<kept>\[nom\],? ?[-–/|;,] ?)\d{1,2}[ ./-]\d{1,2}[ ./-](?:19\d\d|200\d)\b"
