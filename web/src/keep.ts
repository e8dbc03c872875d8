import type { Answer } from "./answer";
import { problemOf } from "./asking";
import type { Client } from "./client";
import { button, dress, el, icon } from "./dom";
import { localDay } from "./french";
import { DOWN, PRINTER, SHEETS } from "./icons";
import { paper, plain } from "./paper";
import print from "./print.css?inline";
import { fileName } from "./text";

const FRAME = "Réponse à imprimer";

export type Say = (text: string) => void;

/** Copy, print or download an answer. */
export function keepOf(root: ShadowRoot, client: Client, question: string, answer: Answer, say: Say): HTMLElement {
  const today = localDay();
  const act = (path: string, text: string, act: () => Promise<void> | void): HTMLElement =>
    button("quiet", () => Promise.resolve(act()).catch(() => say("Cela n’a pas pu être fait.")), icon(path), text);
  const note = (format: string) => () => download(client, answer.answer_id, format, say);
  return el(
    "div",
    { className: "row keep", role: "group", "aria-label": "Garder cette réponse" },
    act(SHEETS, "Copier avec les sources", async () => {
      await copy(plain(question, answer, today), paper(question, answer, today).outerHTML);
      say("La réponse et ses sources sont copiées.");
    }),
    act(PRINTER, "Imprimer", () => printed(root, paper(question, answer, today))),
    act(DOWN, "Note Word", note("docx")),
    act(DOWN, "Note LibreOffice", note("odt")),
  );
}

/** Put text in the clipboard. Pages without https have only the older way. */
export async function copy(text: string, html = ""): Promise<void> {
  if (navigator.clipboard && "ClipboardItem" in window) {
    const kinds = { "text/plain": text, ...(html && { "text/html": html }) };
    const blobs = Object.entries(kinds).map(([type, content]) => [type, new Blob([content], { type })] as const);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    if (html) event.clipboardData?.setData("text/html", html);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, true);
  try {
    if (!document.execCommand("copy")) throw new Error("the browser refused to copy");
  } finally {
    document.removeEventListener("copy", fill, true); // it would take the reader's own next copy
  }
}

/** Print a document of its own: the site's page stays out of it. */
function printed(root: ShadowRoot, content: HTMLElement): void {
  root.querySelector(`iframe[title="${FRAME}"]`)?.remove();
  const frame = el("iframe", { title: FRAME, className: "printed", tabIndex: -1, "aria-hidden": "true" });
  root.append(frame);
  const { contentDocument: page, contentWindow: view } = frame;
  if (!page || !view) return;
  page.title = content.querySelector("h1")?.textContent ?? FRAME;
  page.documentElement.lang = "fr";
  dress(page, print);
  page.body.append(content);
  view.addEventListener("afterprint", () => frame.remove());
  view.focus();
  view.print();
}

async function download(client: Client, answerId: string, format: string, say: Say): Promise<void> {
  say("La note se prépare…");
  const response = await client.post(`/v1/answers/${encodeURIComponent(answerId)}/note?format=${format}`, {});
  if (!response.ok) {
    const { title, hint } = await problemOf(response);
    return say([title, hint].filter(Boolean).join(" "));
  }
  const address = URL.createObjectURL(await response.blob());
  const name = fileName(response.headers.get("content-disposition"), `note.${format}`);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  say("La note est téléchargée.");
}
