import { button, el, hidden, icon } from "./dom";
import { BUBBLE, CROSS, DOOR } from "./icons";
import { suggestionsOf } from "./suggestions";

const MAX_QUESTION_CHARS = 2000;

/** What stands before anything was asked, and what the panel fills. */
export interface Shell {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
  /** The service's address, without a slash at its end. */
  readonly api: string;
  readonly box: HTMLElement;
  /** What scrolls when the widget floats. */
  readonly body: HTMLElement;
  readonly log: HTMLElement;
  readonly status: HTMLElement;
  readonly tools: HTMLElement;
  readonly suggestions: HTMLElement | null;
  /** What opens a floating widget. */
  readonly launcher: HTMLElement | null;
  readonly input: HTMLTextAreaElement;
  readonly send: HTMLButtonElement;
}

export interface Acts {
  ask(question: string): void;
  toggle(): void;
}

/** Draw the widget in its root: in the page, or as a button that opens a panel above it. */
export function draw(host: HTMLElement, root: ShadowRoot, api: string, acts: Acts): Shell {
  const floating = host.getAttribute("mode") === "floating";
  const heading = host.getAttribute("heading") || "Une question juridique ?";
  const suggestions = proposed(host, acts);
  const input = el("textarea", {
    id: "question",
    rows: floating ? 1 : 3,
    maxLength: MAX_QUESTION_CHARS,
    required: true,
    autocomplete: "off",
    "aria-describedby": "hint",
  });
  const send = el("button", { type: "submit", className: "send" }, "Poser la question");
  const log = el("div", { className: "log", role: "log", "aria-live": "polite", "aria-label": "Réponses" });
  const status = el("p", { className: "status", role: "status" });
  const tools = el("div", { className: "tools" });
  const form = asking(input, send, status, tools, acts);
  const body = el("div", { className: "body" }, notice(), log, floating && suggestions);
  const title = el("header", { className: "head" }, icon(DOOR), el("h2", { id: "heading" }, heading));
  const box = floating
    ? el("dialog", { className: "box floating", "aria-labelledby": "heading", lang: "fr" }, title, body, form)
    : el("section", { className: "box", "aria-labelledby": "heading", lang: "fr" }, title, body, form, suggestions);
  const launcher = floating ? opener(host, acts) : null;
  if (launcher) {
    title.append(button("close", acts.toggle, icon(CROSS), hidden("Fermer")));
    root.append(launcher);
  }
  root.append(box);
  return { host, root, api, box, body, log, status, tools, suggestions, launcher, input, send };
}

function notice(): HTMLElement {
  return el(
    "p",
    { className: "notice" },
    el("strong", {}, "Une machine répond."),
    " Guichet est un programme : il cite des documents. C’est une information, pas un conseil juridique.",
  );
}

function asking(
  input: HTMLTextAreaElement,
  send: HTMLButtonElement,
  status: HTMLElement,
  tools: HTMLElement,
  acts: Acts,
): HTMLFormElement {
  const form = el(
    "form",
    {},
    el("div", { className: "progress" }),
    status,
    el("label", { htmlFor: "question" }, "Votre question"),
    input,
    el("p", { id: "hint", className: "soft" }, "Sans nom ni donnée personnelle. La touche Entrée envoie la question."),
    el("div", { className: "row" }, send, tools),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    acts.ask(input.value);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return form;
}

function proposed(host: HTMLElement, acts: Acts): HTMLElement | null {
  const all = suggestionsOf(host);
  if (!all.length) return null;
  const items = all.map(({ question, theme }) =>
    el(
      "li",
      {},
      button("choice", () => acts.ask(question), theme ? el("span", { className: "theme" }, theme) : null, question),
    ),
  );
  return el(
    "div",
    { className: "suggestions", role: "group", "aria-labelledby": "examples" },
    el("h3", { id: "examples" }, "Par exemple"),
    el("ul", { className: "choices" }, ...items),
  );
}

function opener(host: HTMLElement, acts: Acts): HTMLElement {
  const text = host.getAttribute("label") || "Poser une question";
  const launcher = button("launcher", acts.toggle, icon(BUBBLE), text);
  launcher.setAttribute("aria-haspopup", "dialog");
  launcher.setAttribute("aria-expanded", "false");
  launcher.lang = "fr";
  return launcher;
}
