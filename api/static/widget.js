/*
 * <script src="https://guichet.example/widget.js" defer></script>
 * <guichet-assistant heading="…" contact="…" api="https://guichet.example" token-url="/jeton"></guichet-assistant>
 *
 * token-url: an address of your own site that answers a signed-in member with what POST /v1/tokens gave it.
 *
 * No cookie, no third party, no inline style. Server text only ever becomes text nodes.
 */
(() => {
"use strict";
// Only known while this file is first evaluated.
const SCRIPT = document.currentScript;
const HOME = new URL(SCRIPT?.src || location).origin;
const MAX_QUESTION_CHARS = 2000;
const TIMEOUT_MS = 60000;
const TOKEN_MARGIN_S = 30;
const HEADINGS = {
  answered: "Réponse",
  partial: "Réponse partielle",
  clarify: "Une précision est nécessaire",
  abstained: "Les sources ne le disent pas",
};
const UNREACHABLE = {
  title: "Le service ne répond pas",
  hint: "Réessayez plus tard.",
};

const CSS = `
:host { display: block; color-scheme: light; --ink: #24211c; --soft: #5f584d; --line: #ddd4c5;
  --accent: var(--guichet-accent, #1d4b47); --tint: #e4eeec; }
:host([hidden]), .wait:empty { display: none; }
* { box-sizing: border-box; margin: 0; }
.box { padding: 1.25rem; border: 1px solid var(--line); border-top: 4px solid var(--accent); border-radius: 6px;
  background: #fff; color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; text-align: left; overflow-wrap: anywhere; }
h2, h3, h4 { margin-bottom: .5rem; line-height: 1.25; }
h2, h3 { font-size: 1.2rem; }
h4 { margin-top: 1.25rem; font-size: 1rem; }
p, ul, blockquote { margin-bottom: .75rem; }
ul { padding-left: 1.25rem; }
a, .back { color: var(--accent); text-decoration: underline; }
:focus-visible { outline: 3px solid #7a4a00; outline-offset: 2px; }
.soft, .wait, .turn > summary { color: var(--soft); font-size: .95rem; }
label { font-weight: 600; }
textarea { width: 100%; margin: .3rem 0; padding: .6rem .75rem; border: 1px solid var(--soft); border-radius: 6px;
  background: none; color: inherit; font: inherit; resize: vertical; }
button { padding: 0; border: 0; background: none; font: inherit; cursor: pointer; }
.send { padding: .65rem 1.2rem; border-radius: 6px; background: var(--accent); color: #fff; font-weight: 600; }
.send[aria-disabled=true] { opacity: .7; cursor: progress; }
.wait { margin-top: .75rem; }
.turn { margin-top: 1.25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
summary { cursor: pointer; }
details[open] > summary { margin-bottom: .75rem; }
.cite { min-width: 1.5rem; margin-left: .2rem; padding: 0 .3rem; border-radius: .75rem; background: var(--tint);
  color: var(--accent); font-size: .8rem; font-weight: 600; line-height: 1.5rem; }
.choice { width: 100%; margin-bottom: .5rem; padding: .6rem .9rem; border: 1px solid #d9d2c3; border-radius: 6px;
  background: #fff; color: var(--accent); text-align: left; }
.choice:hover { border-color: var(--accent); }
.choices { padding: 0; list-style: none; }
.preface { padding-left: .8rem; border-left: 4px solid var(--accent); }
.cite:hover { background: var(--accent); color: #fff; }
.note { margin-bottom: .75rem; padding: .75rem 1rem; border-left: 4px solid #d99a3a; background: #fdf1dc; }
.note.bad { border-color: #8c2318; background: #fbeae7; }
.note.human { border-color: var(--accent); background: var(--tint); }
.note h4 { margin-top: 0; }
.note :last-child, .turn > :last-child { margin-bottom: 0; }
ol { padding: 0; list-style: none; }
ol details { margin-bottom: .5rem; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 6px; }
blockquote { padding-left: .8rem; border-left: 3px solid var(--line); white-space: pre-line; }
`;

/** Unbreakable spaces where French wants them. */
const french = (text) => text.replace(/ (?=[:;?!»]|\d{3}\b)/g, "\u00a0").replace(/« /g, "«\u00a0");

/** Make an element; strings among the children become text nodes; a quote stays verbatim. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  const spaced = (child) => (typeof child === "string" && tag !== "blockquote" ? french(child) : child);
  node.append(...children.filter(Boolean).map(spaced));
  return node;
}

/** A link, or null unless the address is a web one: addresses come from documents. */
function link(text, url) {
  return /^https?:\/\//i.test(url) ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: "Nouvel onglet" }, text) : null;
}

/** Text in which web and e-mail addresses can be followed. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>»]*[^\s<>».,;:!?)]|[^\s<>@:()«]+@[^\s<>@»]+\.\w+)/).map((part, i) => {
    if (i % 2 === 0) return part;
    return part.includes("://") ? link(part, part) : el("a", { href: `mailto:${part}` }, part);
  });
}

function frenchDate(iso) {
  const day = new Date(`${iso}T12:00:00Z`);
  if (Number.isNaN(day.getTime())) return iso;
  return day.toLocaleDateString("fr-FR", { dateStyle: "long", timeZone: "UTC" }).replace(/^1 /, "1er ");
}

function pageOf({ page, page_label }) {
  const same = !page_label || page_label === String(page);
  return `page\u00a0${page}${same ? "" : ` (imprimée : ${page_label})`}`;
}

/** One exchange: the question, then what came back. */
class Turn {
  constructor(question, contact) {
    this.contact = contact;
    this.sources = [];
    this.cited = null;
    this.node = el("details", { className: "turn", open: true }, el("summary", {}, `Vous avez demandé : ${question}`));
  }

  problem({ title, detail, hint }) {
    this.node.append(
      el("div", { className: "note bad" },
        el("h3", {}, title || "Une erreur est survenue"),
        detail && el("p", {}, detail),
        hint && el("p", {}, el("strong", {}, "Que faire ? "), hint),
        this.contact && el("p", {}, ...linked(this.contact))));
  }

  answer(answer) {
    const abstained = answer.status === "abstained";
    const asked = answer.clarification;
    this.node.append(...[
      answer.understood && !(asked && !answer.sentences?.length) && el("p", { className: "soft" }, `Question comprise : ${answer.understood}`),
      el("h3", {}, HEADINGS[answer.status] || HEADINGS.abstained),
      answer.preface && el("p", { className: "preface" }, answer.preface),
      ...this.text(answer),
      asked && answer.sentences?.length > 0 && el("p", {}, asked.question),
      asked && el("ul", { className: "choices" }, ...asked.choices.map((choice) => el("li", {}, this.choice(choice)))),
      abstained && list(answer.searched, "Documents les plus proches, qui ne répondent pas"),
      abstained && this.human(answer),
      this.warnings(answer),
      this.citations(answer, abstained),
      list(answer.references?.map((r) => link(r.text, r.url) || r.text), "Textes cités"),
      !abstained && answer.contact && el("p", {}, el("strong", {}, "Pour aller plus loin : "), ...linked(answer.contact)),
      answer.freshness && el("p", { className: "soft" }, answer.freshness),
      answer.notice && el("p", { className: "soft" }, answer.notice),
    ].filter(Boolean));
  }

  /** Sentences join into paragraphs; those that start with a bullet become list items. */
  text(answer) {
    if (!answer.sentences?.length) return [el("p", {}, answer.text)];
    const blocks = [];
    for (const sentence of answer.sentences) {
      const bullet = /^[•–]\s*/.exec(sentence.text);
      const tag = bullet ? "UL" : "P";
      let block = blocks[blocks.length - 1];
      if (!block || block.tagName !== tag) blocks.push((block = el(tag)));
      const marks = sentence.citations.map((number) => this.mark(number));
      if (bullet) block.append(el("li", {}, sentence.text.slice(bullet[0].length), ...marks));
      else block.append(french(sentence.text), ...marks, " ");
    }
    return blocks;
  }

  /** A choice is a question: the element asks it. */
  choice(question) {
    const button = el("button", { type: "button", className: "choice" }, question);
    button.addEventListener("click", () => this.node.dispatchEvent(new CustomEvent("choice", { detail: question, bubbles: true })));
    return button;
  }

  mark(number) {
    const button = el("button", { type: "button", className: "cite", "aria-label": `Voir la source ${number}` }, String(number));
    button.addEventListener("click", () => {
      const source = this.sources[number];
      this.cited = button;
      source.open = true;
      source.firstChild.focus();
    });
    return button;
  }

  human(answer) {
    const contact = answer.contact || this.contact
      || "Adressez-vous à la préfecture, à votre association de maires ou à votre centre de gestion.";
    return el("div", { className: "note human" }, el("h4", {}, "Demander à une personne"), el("p", {}, ...linked(contact)));
  }

  warnings(answer) {
    const texts = list(answer.warnings?.map((w) => w.text), "À savoir avant de s’en servir");
    return texts && el("div", { className: "note" }, texts);
  }

  citations(answer, abstained) {
    const sources = answer.citations?.map((c) => this.source(c));
    return list(sources, abstained ? "Documents les plus proches" : "Sources", "ol");
  }

  source(c) {
    const facts = [c.publisher, c.published && frenchDate(c.published), c.page && pageOf(c), c.heading_path?.join(" › ")];
    const back = el("button", { type: "button", className: "back" }, "Revenir à la réponse");
    back.addEventListener("click", () => (this.cited || this.node.firstChild).focus());
    const node = el("details", {},
      el("summary", {}, `${c.number}. ${c.title}`),
      el("p", { className: "soft" }, facts.filter(Boolean).join("\u00a0· ")),
      el("blockquote", {}, c.quote),
      el("p", {}, link("Lire le document", c.url)),
      back);
    this.sources[c.number] = node;
    return node;
  }
}

/** A list with its heading, or null when there is nothing to list. */
function list(items, title, tag = "ul") {
  if (!items?.length) return null;
  return el("div", {}, title && el("h4", {}, title), el(tag, {}, ...items.map((item) => el("li", {}, item))));
}

class GuichetAssistant extends HTMLElement {
  #input;
  #send;
  #wait;
  #log;
  #busy = false;
  #conversation = null;
  #token = null;
  #tokenEnds = 0;

  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    root.append(this.#build());
  }

  #build() {
    this.#input = el("textarea", { id: "question", rows: 3, maxLength: MAX_QUESTION_CHARS, required: true, "aria-describedby": "hint" });
    this.#send = el("button", { type: "submit", className: "send" }, "Poser la question");
    const form = el("form", {},
      el("label", { htmlFor: "question" }, "Votre question"),
      this.#input,
      el("p", { id: "hint", className: "soft" }, "Sans nom ni donnée personnelle. La touche Entrée envoie la question."),
      this.#send);
    this.#wait = el("p", { className: "wait", role: "status" });
    this.#log = el("div", { role: "log", "aria-live": "polite", "aria-label": "Réponses" });
    this.#log.addEventListener("choice", (event) => {
      this.#input.value = event.detail;
      this.#ask();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    return el("section", { className: "box", "aria-labelledby": "heading" },
      el("h2", { id: "heading" }, this.getAttribute("heading") || "Une question juridique ?"),
      el("p", {}, el("strong", {}, "Une machine répond."), " Guichet est un programme : il cite des documents. C’est une information, pas un conseil juridique."),
      form, this.#wait, this.#log);
  }

  async #ask() {
    const question = this.#input.value.trim();
    if (!question || this.#busy) return;
    const turn = new Turn(question, this.getAttribute("contact"));
    this.#setBusy(true);
    try {
      const response = await this.#post(question);
      const body = await response.json();
      if (response.ok) {
        turn.answer(body);
        this.#conversation = body.conversation_id;
        this.#input.value = "";
      } else {
        turn.problem(body);
      }
    } catch {
      turn.problem(UNREACHABLE);
    }
    this.#setBusy(false);
    for (const old of this.#log.children) old.open = false;
    this.#log.append(turn.node);
  }

  async #post(question) {
    const response = await this.#fetched(question);
    if (response.status !== 401 || !this.#token) return response;
    this.#token = null; // the service restarted, or its key was changed
    return this.#fetched(question);
  }

  // Members: the site's own server trades its key for a token of ten minutes. No key is ever in a page.
  async #bearer() {
    const address = this.getAttribute("token-url");
    if (!address) return {};
    if (!this.#token || Date.now() >= this.#tokenEnds) {
      const given = await fetch(address, { method: "POST", credentials: "same-origin" });
      if (!given.ok) return {}; // nobody is signed in on the site: asks like anyone
      const { token, expires_in: seconds } = await given.json();
      this.#token = token;
      this.#tokenEnds = Date.now() + (seconds - TOKEN_MARGIN_S) * 1000;
    }
    return { Authorization: `Bearer ${this.#token}` };
  }

  async #fetched(question) {
    const api = this.getAttribute("api") || this.getAttribute("src") || HOME;
    return fetch(`${api.replace(/\/+$/, "")}/v1/ask`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(await this.#bearer()) },
      body: JSON.stringify({ question, conversation_id: this.#conversation }),
      credentials: "omit",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  #setBusy(busy) {
    this.#busy = busy;
    // Neither field is `disabled`: that would take the focus away.
    this.#input.readOnly = busy;
    this.#send.setAttribute("aria-disabled", busy);
    this.#wait.textContent = busy ? "Recherche dans les documents…" : "";
  }
}

if (!customElements.get("guichet-assistant")) customElements.define("guichet-assistant", GuichetAssistant);
})();
