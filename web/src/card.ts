import type { Citation, Passage } from "./answer";
import type { Client } from "./client";
import { button, el, hidden, icon } from "./dom";
import { frenchDate } from "./french";
import { CROSS } from "./icons";
import { link } from "./links";
import { around, isWeb, pageOf, placed, readerUrl } from "./text";

/** Who published a source, when, and where in it the quote stands. */
export function factsOf(source: Citation): string {
  const facts = [source.publisher, source.published && frenchDate(source.published), pageOf(source)];
  return facts.filter(Boolean).join("\u00a0· ");
}

/** The source of a quote, one open at a time in an answer, beside the button that asked for it. */
export class Card {
  #open: { node: HTMLElement; opener: HTMLElement } | undefined;

  constructor(
    private readonly client: Client,
    private readonly api: string,
    private readonly id: string,
  ) {}

  /** Show a source after `place`, or put it away when the same button asks again. */
  toggle(source: Citation, opener: HTMLElement, place: Element): void {
    const again = this.#open?.opener === opener;
    this.close();
    if (again) return;
    const node = this.#drawn(source);
    place.after(node);
    this.#open = { node, opener };
    opener.setAttribute("aria-expanded", "true");
    opener.setAttribute("aria-controls", this.id);
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "nearest" });
  }

  /** Whether there was one to close. The focus goes back to where it was asked for, if it was in the card. */
  close(): boolean {
    if (!this.#open) return false;
    const { node, opener } = this.#open;
    const focused = node.contains((node.getRootNode() as ShadowRoot).activeElement);
    this.#open = undefined;
    node.remove();
    opener.setAttribute("aria-expanded", "false");
    opener.removeAttribute("aria-controls");
    if (focused) opener.focus();
    return true;
  }

  #drawn(source: Citation): HTMLElement {
    // A quote stays verbatim: a text node, which takes no French space.
    const mark = el("mark", {}, document.createTextNode(source.quote));
    const quote = el("blockquote", {}, mark);
    const links = el("p", { className: "links" }, link("Document d’origine", source.url));
    this.#placed(source, mark).then((address) => links.prepend(link("Lire dans le document", address) ?? ""));
    const path = source.heading_path.join(" › ");
    return el(
      "div",
      {
        className: "card",
        id: this.id,
        role: "group",
        "aria-label": `Extrait de la source ${source.number}`,
        "aria-live": "off",
        tabIndex: -1,
      },
      button("close", () => this.close(), icon(CROSS), hidden("Fermer l’extrait")),
      el("h5", {}, el("span", { className: "number", "aria-hidden": "true" }, String(source.number)), source.title),
      el("p", { className: "soft" }, factsOf(source)),
      path && el("p", { className: "soft path" }, path),
      quote,
      links,
    );
  }

  /**
   * Set a quote in what surrounds it; the address of the page that shows it.
   *
   * That address is only known once the passage came: a member's document opens by a ticket. The quote stands alone, and
   * the address is the plain one, when the passage may not be read, or did not come.
   */
  async #placed(source: Citation, mark: HTMLElement): Promise<string> {
    const passage = await this.#passage(source.passage_id);
    const found = passage && around(passage, source.quote, source.start, source.end);
    if (found) {
      mark.before(document.createTextNode(found.before));
      mark.after(document.createTextNode(found.after));
    }
    return isWeb(passage?.reader_url) ? placed(passage.reader_url, source) : readerUrl(this.api, source);
  }

  async #passage(id: string): Promise<Passage | null> {
    try {
      const response = await this.client.get(`/v1/passages/${encodeURIComponent(id)}`);
      return response.ok ? ((await response.json()) as Passage) : null;
    } catch (error) {
      console.warn("guichet-assistant: no context", error);
      return null;
    }
  }
}
