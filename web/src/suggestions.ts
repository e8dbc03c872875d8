/** Questions that are proposed, and the theme that each is shown under, if any. */
export interface Suggestion {
  readonly question: string;
  readonly theme?: string;
}

const THEMES: Readonly<Record<string, { name: string; questions: readonly string[] }>> = {
  foncier: {
    name: "Foncier",
    questions: [
      "Comment louer une terre communale à un jeune agriculteur ?",
      "Que faire d’une terre agricole laissée en friche par son propriétaire ?",
      "La commune peut-elle vendre un terrain sous sa valeur ?",
    ],
  },
  scic: {
    name: "SCIC",
    questions: [
      "Une commune peut-elle entrer au capital d’une SCIC, et jusqu’à combien ?",
      "Combien de voix une commune associée a-t-elle dans une SCIC ?",
      "La commune peut-elle verser une subvention à une SCIC ?",
    ],
  },
  contractualisation: {
    name: "Contrats et subventions",
    questions: [
      "À partir de quel montant faut-il une convention avec une association subventionnée ?",
      "Subvention ou marché public : comment choisir avec une association ?",
      "Jusqu’à quel montant peut-on acheter sans mise en concurrence ?",
    ],
  },
};

/** The site's own questions: the attribute, else the children; else those of its theme, else one of each theme. */
export function suggestionsOf(host: HTMLElement): readonly Suggestion[] {
  const given = host.getAttribute("suggestions");
  if (given !== null) return named(given.split("|"));
  const written = writtenIn(host);
  if (written.length) return written;
  const theme = THEMES[host.getAttribute("theme") ?? ""];
  if (theme) return named([...theme.questions]);
  return Object.values(THEMES).map(({ name, questions }) => ({ question: questions[0] ?? "", theme: name }));
}

function writtenIn(host: HTMLElement): Suggestion[] {
  const json = host.querySelector<HTMLScriptElement>("script[type='application/json']");
  if (json) return parsed(json.text);
  return named([...host.querySelectorAll("li")].map((item) => item.textContent ?? ""));
}

/** `["question", …]`, or `{"theme": ["question", …], …}`. */
export function parsed(json: string): Suggestion[] {
  try {
    const value: unknown = JSON.parse(json);
    if (Array.isArray(value)) return named(value.map(String));
    return Object.entries(value as Record<string, string[]>).flatMap(([theme, questions]) => named(questions, theme));
  } catch {
    console.error("guichet-assistant: the suggestions are not JSON", json);
    return [];
  }
}

function named(questions: readonly string[], theme?: string): Suggestion[] {
  const kept = questions.map((question) => question.replace(/\s+/g, " ").trim()).filter(Boolean);
  return kept.map((question) => (theme ? { question, theme } : { question }));
}
