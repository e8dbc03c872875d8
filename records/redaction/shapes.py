"""The shapes of words that the patterns of redaction.py share: names, what is no name, how a text writes them."""

from __future__ import annotations

CAPITAL = r"[A-ZÀ-ÖØ-ÞŒŠŽ]"
LOWER = r"[a-zà-ÿœ][\w-]"
PARTICLE = r"(?:d[aeiu]|des|dos|la|les?|van|von|de[nr]|ben|el|al|ar|ould|bin)"
NAME = rf"(?:[dDlL]['’])?{CAPITAL}[\w'’-]*"
_MORE = rf"(?=(?:{PARTICLE} |d['’]){{0,2}}{CAPITAL})"  # a name that goes on
NAMES = rf"(?:(?:{PARTICLE} |{CAPITAL}\. ?|{NAME} ){_MORE}){{0,4}}{NAME}"
SEVERAL = rf"{NAMES}(?:(?:,| et|/| /| ou) ?{NAMES})*"
LOWER_RUN = r"[a-zà-ÿœ][\w'’-]*(?: [a-zà-ÿœ][\w'’-]*){0,4}"

# What follows a civility, opens a line or closes a letter without being a name.
_FUNCTIONS = (
    r"maire\b|adjoint|pr[ée]f[eè]t|pr[ée]sident|direct|secr[ée]taire|conseil|sous\b|sous-|d[ée]put|s[ée]nat|dgs\b|percept|"
    r"tr[ée]sor|comptable|receveur|notaire|juge\b|procureur|architecte|cur[ée]\b|ministre|m[ée]decin|commissaire|recteur|"
    r"inspect|g[ée]rant|propri[ée]taire|locataire|voisin|fermi|exploitant|agricult|garde|polic|r[ée]gisseur|g[ée]om[èe]tre|"
    r"huissier|avocat|rapporteur|d[ée]l[ée]gu|chef|responsable|premi|doyen|v[ée]t[ée]rinaire|agent"
)
_OTHERS = (
    r"monsieur|madame|mesdames|messieurs|bonjour|merci|mairie|commune|communaut|association|code\b|objet|loi\b|bonne?\b|"
    r"vous|nous|je\b|il\b|elle|on\b|ils\b|qu(?:['’]|[ei]\b|els?\b|elle|and|oi)|est\b|et\b|ou\b|à\b|a\b|y\b|pour|par\b|"
    r"dans|sur\b|sans|avec|en\b|si\b|une?\b|peu[tvx]|pouv|doi[st]|faut|veu|comment|combien|mon\b|ma\b|mes\b|no[st]|votre|"
    r"vos\b|suite|concern|rural|plus\b|france|tout\b|hlm\b|[xyz]\b"
)
NOT_NAME = rf"(?!(?i:(?:{PARTICLE} ){{0,2}}(?:l['’])?(?:{_FUNCTIONS}|{_OTHERS})))"
_VERBS = r"demand|souhait|habit|refus|contest|occup|exploit|propos|constr|r[ée]clam|vend|lou[eé]|quitt"
NOT_SAID = (  # the same before a name in lower case
    rf"{NOT_NAME}(?!(?:l[ea]s? )?(?:{_VERBS}|(?:dit|ont|sont|met|se|ne|dont|donc|car|mais|vit|depuis|chez)\b|"
    r"[ns]['’]|vien|agress|porte|travail|poss[èe]d|demeur|exerc|cherch|re[çc]o[iu]|b[ée]n[ée]fic|utilis|dispos|install|"
    r"nombr|proche|enti[èe]re|monopar|recomp|divorc|s[ée]par|mari[ée]s|pacs|surviv|l[ée]ga|success|indivis|h[ée]rit|ayant|"
    r"forest|savoir|juste|svp|aussi|auri|sauri|ser[ai]|puis|pourr|avez|av[ai]|carr[ée]|lin[ée]a))"
)
