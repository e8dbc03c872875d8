import type { Caution, Citation } from "./answer";
import { button, el, icon } from "./dom";
import { CIRCLE, TRIANGLE } from "./icons";

/** What informs without calling the rule itself into question. */
const MILD = new Set(["demonstration", "llm", "premise", "profile", "language"]);

/** What the reader must know before using an answer: the gravest first, one item a kind. */
export function cautionsOf(
  cautions: readonly Caution[],
  citations: readonly Citation[],
  show: (source: Citation, opener: HTMLElement, place: Element) => void,
): HTMLElement | null {
  if (!cautions.length) return null;
  const kinds = new Map<string, Caution[]>();
  for (const caution of cautions) kinds.set(caution.code, [...(kinds.get(caution.code) ?? []), caution]);
  const sorted = [...kinds].sort(([one], [other]) => Number(MILD.has(one)) - Number(MILD.has(other)));
  const items = sorted.map(([code, alike]) => kind(code, alike, citations, show));
  return el("div", { className: "cautions" }, el("h4", {}, "À savoir avant de s’en servir"), el("ul", {}, ...items));
}

function kind(
  code: string,
  alike: readonly Caution[],
  citations: readonly Citation[],
  show: (source: Citation, opener: HTMLElement, place: Element) => void,
): HTMLElement {
  const mild = MILD.has(code);
  const item = el("li", { className: mild ? "caution mild" : "caution", "data-code": code });
  const texts = alike.map((caution) => {
    const text = el("p", {}, caution.text);
    const source = citations.find((one) => one.document_id === caution.document_id);
    if (source) {
      const opener = button("see", () => show(source, opener, text), `Voir la source ${source.number}`);
      opener.setAttribute("aria-expanded", "false");
      text.append(" ", opener);
    }
    return text;
  });
  const label = alike[0]?.label;
  item.append(icon(mild ? CIRCLE : TRIANGLE), el("div", {}, label ? el("strong", {}, label) : null, ...texts));
  return item;
}
