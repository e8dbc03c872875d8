import { french } from "./french";

export type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

/** Make an element. Strings become text nodes with French spaces; a text that must stay verbatim comes as a node. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined) continue;
    if (name in node) Object.assign(node, { [name]: value });
    else node.setAttribute(name, String(value));
  }
  for (const child of children) if (child) node.append(typeof child === "string" ? french(child) : child);
  return node;
}

export function button(className: string, act: () => void, ...children: Child[]): HTMLButtonElement {
  return el("button", { type: "button", className, onclick: () => act() }, ...children);
}

/** Read aloud, not shown. */
export function hidden(text: string): HTMLSpanElement {
  return el("span", { className: "hidden" }, text);
}

/** A sheet rather than a <style>: a strict Content-Security-Policy lets it through. */
export function dress(root: Document | ShadowRoot, css: string): void {
  // A document takes only the sheets that its own window made.
  const view = (root instanceof ShadowRoot ? root.ownerDocument : root).defaultView ?? window;
  const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of strokes in a square of 24, in the colour of the text around it; nothing to a screen reader. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
