import type { Answer, Citation, Meta, Problem, Sentence } from "./answer";
import { Card, factsOf } from "./card";
import { cautionsOf } from "./cautions";
import type { Client } from "./client";
import { button, type Child, el, hidden, icon } from "./dom";
import { feedbackOf } from "./feedback";
import { french, sentence } from "./french";
import { AGAIN, TRIANGLE } from "./icons";
import { copy, keepOf, type Say } from "./keep";
import { link, linked } from "./links";
import { HEADINGS } from "./paper";
import { personOf } from "./person";
import type { Shell } from "./shell";

const LISTS = { bullet: "ul", number: "ol" } as const;

export interface Means {
  readonly shell: Shell;
  readonly client: Client;
  readonly say: Say;
  readonly ask: (question: string) => void;
}

/** One exchange: the question, then what comes back, piece by piece. Server text only ever becomes text nodes. */
export class Turn {
  readonly node: HTMLElement;
  readonly card: Card;
  readonly #head = el("div");
  readonly #text = el("div", { className: "text" });
  readonly #tail = el("div");
  readonly #line = el("div", { className: "line" });
  readonly #citations = new Map<number, Citation>();
  #said = 0;

  constructor(
    private readonly question: string,
    private readonly means: Means,
    id: string,
  ) {
    this.card = new Card(means.client, means.shell.api, `card-${id}`);
    const asked = el("h3", { className: "asked", id: `asked-${id}` }, hidden("Vous avez demandé : "), question);
    this.node = el(
      "article",
      { className: "turn", "aria-labelledby": asked.id },
      asked,
      this.#head,
      this.#text,
      this.#tail,
      this.#line,
    );
  }

  /** An answer begins, for the first time or again. */
  meta(meta: Meta): void {
    this.#text.replaceChildren();
    this.#citations.clear();
    this.#said = 0;
    const choosing = meta.status === "clarify";
    this.#head.replaceChildren(
      ...present(
        meta.understood && !choosing && el("p", { className: "soft" }, `Question comprise : ${meta.understood}`),
        el("h4", { className: "status-title" }, HEADINGS[meta.status] ?? HEADINGS.abstained),
        meta.preface && el("p", { className: "preface" }, meta.preface),
      ),
    );
  }

  /** Sentences join into paragraphs; those that start with a bullet or a number become list items. */
  sentence({ text, citations, item }: Sentence): void {
    this.#said++;
    const tag = item ? LISTS[item] : "p";
    const last = this.#text.lastElementChild;
    const block = last?.localName === tag ? last : this.#text.appendChild(el(tag));
    const into = tag !== "p" ? block.appendChild(el("li")) : block;
    // A bullet is drawn, a number stays as it is written.
    into.append(french(item === "bullet" ? text.replace(/^\s*\S\s*/, "") : text));
    for (const number of citations) into.append("\u2060", this.#mark(number, block)); // the mark stays with its word
    if (tag === "p") into.append(" ");
  }

  citation(citation: Citation): void {
    this.#citations.set(citation.number, citation);
  }

  done(answer: Answer): void {
    if (!this.#said || this.#said !== answer.sentences.length) {
      this.meta(answer);
      answer.sentences.forEach((sentence) => {
        this.sentence(sentence);
      });
      if (!answer.sentences.length) this.#text.append(el("p", {}, answer.text));
    }
    answer.citations.forEach((citation) => {
      this.citation(citation);
    });
    this.#tail.append(...this.#told(answer), el("div", { "aria-live": "off" }, ...this.#kept(answer)));
  }

  /** What to hear at once: choices, whom to ask, warnings. */
  #told(answer: Answer): Node[] {
    const asked = answer.clarification;
    const contact = answer.contact || this.means.shell.host.getAttribute("contact");
    const abstained = answer.status === "abstained";
    const choices = asked?.choices.map((choice) =>
      el(
        "li",
        {},
        button("choice", () => this.means.ask(choice), choice),
      ),
    );
    return present(
      asked && answer.sentences.length > 0 && el("p", {}, asked.question),
      choices && el("ul", { className: "choices" }, ...choices),
      abstained && personOf(contact, this.question, (text) => this.#copied(text)),
      cautionsOf(answer.warnings, answer.citations, (source, opener, place) => this.card.toggle(source, opener, place)),
    );
  }

  /** What to look up. */
  #kept(answer: Answer): Node[] {
    const abstained = answer.status === "abstained";
    const choosing = answer.status === "clarify";
    const { shell, client, say } = this.means;
    return present(
      abstained && listed("Documents les plus proches, qui ne répondent pas", answer.searched),
      listed(
        abstained ? "Documents les plus proches" : "Sources",
        answer.citations.map((source) => this.#source(source)),
        "sources",
      ),
      listed(
        "Textes cités",
        answer.references.map((one) => link(one.text, one.url) ?? one.text),
      ),
      !abstained &&
        answer.contact &&
        el("p", {}, el("strong", {}, "Pour aller plus loin : "), ...linked(answer.contact)),
      answer.freshness && el("p", { className: "soft" }, answer.freshness),
      answer.notice && el("p", { className: "soft" }, answer.notice),
      !choosing && keepOf(shell.root, client, this.question, answer, say),
      !choosing && feedbackOf(client, answer.answer_id, say),
    );
  }

  /** The service said why it does not answer, or nothing came. */
  problem({ title, detail, hint }: Problem, again?: () => void): void {
    const contact = this.means.shell.host.getAttribute("contact");
    this.#line.replaceChildren(
      el(
        "div",
        { className: "problem" },
        el("h4", {}, title),
        detail ? el("p", {}, sentence(detail)) : null,
        hint ? el("p", {}, el("strong", {}, "Que faire ? "), hint) : null,
        contact ? el("p", {}, ...linked(contact)) : null,
        again ? this.#retry("Réessayer", again) : null,
      ),
    );
  }

  /** The line was cut in the middle: what came stays. */
  cut(again?: () => void): void {
    const text = again
      ? "La connexion a été coupée : la réponse est incomplète."
      : "La connexion a été coupée. La suite de la réponse est redemandée…";
    this.#line.replaceChildren(
      el(
        "div",
        { className: "caution" },
        icon(TRIANGLE),
        el("div", {}, el("p", {}, text), again ? this.#retry("Reprendre", again) : null),
      ),
    );
  }

  back(): void {
    this.#line.replaceChildren();
  }

  #retry(text: string, again: () => void): HTMLElement {
    return button("quiet", again, icon(AGAIN), text);
  }

  #mark(number: number, block: Element): HTMLElement {
    const mark = button("cite", () => this.#show(number, mark, block), String(number));
    mark.setAttribute("aria-label", `Voir la source ${number}`);
    mark.setAttribute("aria-expanded", "false");
    return mark;
  }

  #source(source: Citation): HTMLElement {
    const opener = button(
      "source",
      () => this.#show(source.number, opener, opener),
      hidden("Source "),
      el("span", { className: "number" }, String(source.number)),
      hidden(" : "),
      el("span", {}, source.title),
    );
    opener.setAttribute("aria-expanded", "false");
    opener.append(el("span", { className: "soft facts" }, factsOf(source)));
    return opener;
  }

  #show(number: number, opener: HTMLElement, place: Element): void {
    const source = this.#citations.get(number);
    if (source) this.card.toggle(source, opener, place);
    else this.means.say("Cette source n’est pas encore arrivée.");
  }

  #copied(text: string): void {
    copy(text).then(
      () => this.means.say("La question est copiée."),
      () => this.means.say("La question n’a pas pu être copiée."),
    );
  }
}

function present(...children: Child[]): Node[] {
  return children.filter((child): child is Node => child instanceof Node);
}

/** A list with its heading, or null when there is nothing to list. */
function listed(title: string, items: readonly Child[], className = ""): HTMLElement | null {
  if (!items.length) return null;
  const list = el(className ? "ol" : "ul", { className }, ...items.map((item) => el("li", {}, item)));
  return el("div", { className: "listed" }, el("h4", {}, title), list);
}
