import type { Answer, Citation } from "./answer";
import { factsOf } from "./card";
import { el } from "./dom";
import { french, frenchDate } from "./french";
import { isWeb } from "./text";

/** The headings of an answer, by status. */
export const HEADINGS: Readonly<Record<string, string>> = {
  answered: "Réponse",
  partial: "Réponse partielle",
  clarify: "Une précision est nécessaire",
  abstained: "Les sources ne le disent pas",
};

/** An answer with its sources, as plain text. */
export function plain(question: string, answer: Answer, today: string): string {
  const blocks = [
    `Question : ${question}`,
    [`${HEADINGS[answer.status]} :`, answer.preface, ...said(answer)].filter(Boolean).join("\n"),
    section(
      "À savoir",
      answer.warnings.map((warning) => `– ${warning.text}`),
    ),
    section("Sources", answer.citations.map(sourceLine)),
    section(
      "Textes cités",
      answer.references.map(({ text, url }) => `– ${text}${url ? ` (${url})` : ""}`),
    ),
    [answer.freshness, answer.notice, `Consulté le ${frenchDate(today)}.`].filter(Boolean).join("\n"),
  ];
  return french(blocks.filter(Boolean).join("\n\n"));
}

/** The same as a document: to print, and to paste in a word processor. */
export function paper(question: string, answer: Answer, today: string): HTMLElement {
  const lines = (texts: readonly string[]): HTMLElement[] => texts.map((text) => el("p", {}, text));
  const listed = (title: string, texts: readonly string[]): HTMLElement[] =>
    texts.length ? [el("h2", {}, title), el("ul", {}, ...texts.map((text) => el("li", {}, text)))] : [];
  const sources = answer.citations.map((source) => {
    const quote = el("blockquote", {}, document.createTextNode(source.quote));
    return el("li", { value: source.number }, titleLine(source), quote);
  });
  return el(
    "article",
    { lang: "fr" },
    el("h1", {}, question),
    el("h2", {}, HEADINGS[answer.status]),
    ...lines([answer.preface, ...said(answer)].filter(Boolean)),
    ...listed(
      "À savoir avant de s’en servir",
      answer.warnings.map((warning) => warning.text),
    ),
    ...(sources.length ? [el("h2", {}, "Sources"), el("ol", {}, ...sources)] : []),
    ...listed(
      "Textes cités",
      answer.references.map(({ text, url }) => (url ? `${text} – ${url}` : text)),
    ),
    ...lines([answer.freshness, answer.notice, `Consulté le ${frenchDate(today)}.`].filter(Boolean)),
  );
}

function said(answer: Answer): string[] {
  if (!answer.sentences.length) return [answer.text];
  return answer.sentences.map(({ text, citations }) => [text, ...citations.map((number) => `[${number}]`)].join(" "));
}

function section(title: string, lines: readonly string[]): string {
  return lines.length ? `${title} :\n${lines.join("\n")}` : "";
}

function titleLine(source: Citation): string {
  return [source.title, factsOf(source), isWeb(source.url) && source.url].filter(Boolean).join(" – ");
}

function sourceLine(source: Citation): string {
  return `[${source.number}] ${titleLine(source)}\n    «\u00a0${source.quote}\u00a0»`;
}
