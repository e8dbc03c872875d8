import { type Child, el, hidden } from "./dom";
import { isWeb, pieces } from "./text";

const NEW_TAB = " (nouvel onglet)";

/** A link that leaves the widget, or null when the address is not a web one. */
export function link(text: string, url: string | null): HTMLAnchorElement | null {
  if (!isWeb(url)) return null;
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text, hidden(NEW_TAB));
}

/** Text in which web and e-mail addresses can be followed. */
export function linked(text: string): Child[] {
  return pieces(text).map((piece) => {
    if (!piece.href) return piece.text;
    return link(piece.text, piece.href) ?? el("a", { href: piece.href }, piece.text);
  });
}
