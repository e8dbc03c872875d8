/** Pieces of text, of web addresses and of e-mail addresses, in order. */
export interface Piece {
  text: string;
  href?: string;
}

const ADDRESS = /(https?:\/\/[^\s<>»]*[^\s<>».,;:!?)]|[^\s<>@:()«,;]+@[^\s<>@»]+\.\w+)/i;

export function pieces(text: string): Piece[] {
  const parts = text.split(ADDRESS).map((part, at): Piece => {
    if (at % 2 === 0) return { text: part };
    return { text: part, href: part.includes("://") ? part : `mailto:${part}` };
  });
  return parts.filter((piece) => piece.text);
}

/** Addresses come from documents: only web ones may be followed. */
export function isWeb(url: string | null | undefined): url is string {
  return /^https?:\/\//i.test(url ?? "");
}

/** An e-mail that is ready to send: what was asked, and why. */
export function letter(email: string, question: string): string {
  const subject = "Question juridique";
  const body = `Bonjour,\n\nGuichet n’a pas trouvé de réponse à cette question dans ses documents :\n\n${question}\n\n`;
  return `mailto:${email}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}

export const CONTEXT_CHARS = 260;

/**
 * What stands around a quote, at most `limit` characters a side, whole words, an ellipsis where more follows.
 *
 * `start` and `end` are code points of `text`. Null when they do not hold the quote: the passage is another version's.
 */
export function around(
  passage: { text: string; before: string; after: string },
  quote: string,
  start: number,
  end: number,
  limit = CONTEXT_CHARS,
): { before: string; after: string } | null {
  const points = [...passage.text];
  if (points.slice(start, end).join("") !== quote) return null;
  const before = [passage.before, points.slice(0, start).join("")].filter(Boolean).join("\n");
  const after = [points.slice(end).join(""), passage.after].filter(Boolean).join("\n");
  return { before: tail(before, limit), after: head(after, limit) };
}

function tail(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `… ${text.slice(-limit).replace(/^\S*\s+/, "")}`;
}

function head(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit).replace(/\s+\S*$/, "")} …`;
}

/** « page 12 (imprimée : 10) »: the printed number is said only when it is not the physical one. */
export function pageOf({ page, page_label }: { page: number | null; page_label: string | null }): string {
  if (!page) return "";
  const same = !page_label || page_label === String(page);
  return `page\u00a0${page}${same ? "" : ` (imprimée\u00a0:\u00a0${page_label})`}`;
}

/** The name in a Content-Disposition header, or the fallback. */
export function fileName(disposition: string | null, fallback: string): string {
  return /filename="([\w.-]+)"/.exec(disposition ?? "")?.[1] ?? fallback;
}

/** The address of the page that shows a document at a quote. */
export function readerUrl(api: string, at: Place & { document_id: string; passage_id: string }): string {
  const path = `${api}/lire/${encodeURIComponent(at.document_id)}`;
  return placed(`${path}?passage=${encodeURIComponent(at.passage_id)}`, at);
}

export interface Place {
  start: number;
  end: number;
}

/** The same address, open at the characters of a quote. */
export function placed(address: string, { start, end }: Place): string {
  const url = new URL(address);
  url.searchParams.set("debut", String(start));
  url.searchParams.set("fin", String(end));
  return url.href;
}
