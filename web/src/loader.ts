/*
 * <script src="https://guichet.example/widget.js" defer></script><guichet-assistant></guichet-assistant>
 *
 * The element and its closed shell. The rest comes from widget-panel.js, beside this file, at the first focus or opening.
 * docs/integration-widget.md lists attributes and CSS properties.
 */
import { dress } from "./dom";
import type { Panel } from "./panel";
import { draw, type Shell } from "./shell";
import css from "./shell.css?inline";

// Only known while this file is first evaluated.
const SCRIPT = (document.currentScript as HTMLScriptElement | null)?.src;
const NOT_LOADED = "L’assistant n’a pas pu être chargé. Vérifiez votre connexion, puis réessayez.";

class GuichetAssistant extends HTMLElement {
  #shell: Shell | undefined;
  #panel: Promise<Panel> | undefined;
  #loads = 0;

  connectedCallback(): void {
    if (this.shadowRoot) return;
    // A script without « defer » meets the element before its children, which may be suggestions.
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => this.#draw(), { once: true });
    } else this.#draw();
  }

  /** A site that swaps its pages may take the widget out; one that only moves it has put it back by the next microtask. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (!this.isConnected) this.#panel?.then((panel) => panel.stop()).catch(() => {});
    });
  }

  #draw(): void {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    dress(root, css);
    const api = this.getAttribute("api") || this.getAttribute("src") || this.#home();
    const shell = draw(this, root, new URL(api, location.href).href.replace(/\/+$/, ""), {
      ask: (question) => this.#ask(question),
      toggle: () => this.#toggle(),
    });
    this.#shell = shell;
    shell.box.addEventListener("focusin", () => this.#load().catch(() => {})); // the status tells of it
    shell.box.addEventListener("keydown", (event) => this.#escape(event));
  }

  /** The folder of this script; /static/ is one more address of the same files. */
  #home(): string {
    return new URL(".", SCRIPT || location.href).href.replace(/\/static\/$/, "/");
  }

  #load(): Promise<Panel> {
    this.#panel ??= this.#fetched();
    return this.#panel;
  }

  async #fetched(): Promise<Panel> {
    const shell = this.#shell as Shell;
    const url = new URL(__PANEL__, SCRIPT || `${shell.api}/`);
    // A browser may remember that a module failed: a new try needs a new address.
    if (this.#loads++) url.searchParams.set("essai", String(this.#loads));
    try {
      const { attach } = (await import(/* @vite-ignore */ url.href)) as typeof import("./panel");
      if (shell.status.textContent === NOT_LOADED) shell.status.textContent = "";
      return attach(shell);
    } catch (error) {
      this.#panel = undefined;
      shell.status.textContent = NOT_LOADED;
      throw error;
    }
  }

  async #ask(question: string): Promise<void> {
    const panel = await this.#load().catch(() => null);
    if (this.isConnected) panel?.ask(question);
  }

  /** Open the floating panel, or close it. */
  #toggle(): void {
    const { box, input, launcher } = this.#shell as Shell;
    if (!(box instanceof HTMLDialogElement)) return;
    const open = !box.open;
    if (open) box.show();
    else box.close();
    launcher?.setAttribute("aria-expanded", String(open));
    (open ? input : launcher)?.focus();
  }

  /** What is open above the rest closes first. */
  async #escape(event: KeyboardEvent): Promise<void> {
    if (event.key !== "Escape" || event.isComposing) return;
    const panel = await this.#panel?.catch(() => null);
    if (!panel?.escape()) this.#toggle();
  }
}

if (!customElements.get("guichet-assistant")) customElements.define("guichet-assistant", GuichetAssistant);
