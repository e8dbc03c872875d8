import type { Answer } from "./answer";
import { Cut, follow, Refused } from "./asking";
import { Client } from "./client";
import { button, dress } from "./dom";
import { count } from "./french";
import css from "./panel.css?inline";
import type { Shell } from "./shell";
import { Turn } from "./turn";

const SLOW_MS = 8_000;
/** What the service says of a question that it cannot use: the same again would not help. */
const UNUSABLE = new Set([400, 413, 422]);
const UNREACHABLE = {
  title: "Le service ne répond pas",
  hint: "Vérifiez votre connexion, puis réessayez dans un moment.",
};

export interface Panel {
  ask(question: string): void;
  /** Close what is open above the conversation; false when nothing was. */
  escape(): boolean;
  /** Stop the answer that is being written, if one is. */
  stop(): void;
}

/** What the loader fetches at the first focus: everything that follows a question. */
export function attach(shell: Shell): Panel {
  dress(shell.root, css);
  return new Conversation(shell);
}

/** The exchanges of one widget. They live as long as the page, and nowhere else. */
class Conversation implements Panel {
  #turns: Turn[] = [];
  #id = "";
  #running: AbortController | undefined;
  #serial = 0;
  #scrolled = 0;
  readonly #client: Client;
  readonly #stop = button("quiet", () => this.stop(), "Arrêter");
  readonly #fresh = button("quiet", () => this.#forget(), "Nouvelle conversation");

  constructor(private readonly shell: Shell) {
    this.#client = new Client(shell.api, () => shell.host.getAttribute("token-url"));
  }

  ask(asked: string): void {
    const question = asked.trim();
    if (!question) this.shell.input.focus();
    if (!question || this.#running) return;
    this.shell.suggestions?.remove();
    const turn = new Turn(
      question,
      {
        shell: this.shell,
        client: this.#client,
        say: (text) => this.#say(text),
        ask: (choice) => this.ask(choice),
      },
      String(++this.#serial),
    );
    this.#turns.push(turn);
    this.shell.log.append(turn.node);
    if (this.shell.input.value === asked) this.shell.input.value = ""; // and not what somebody began before they chose another
    // A button that is about to go away, a suggestion, would leave the focus nowhere.
    if (!this.shell.root.activeElement) this.shell.input.focus({ preventScroll: true });
    this.#answer(turn, question);
  }

  escape(): boolean {
    return this.#turns.some((turn) => turn.card.close());
  }

  stop(): void {
    this.#running?.abort();
  }

  async #answer(turn: Turn, question: string, after = ""): Promise<void> {
    const running = new AbortController();
    this.#busy(running);
    this.#bring(turn);
    let outcome = "";
    const slow = setTimeout(() => this.#say("Toujours en cours : merci de patienter…"), SLOW_MS);
    try {
      await follow(
        {
          send: (headers, signal) => this.#client.post("/v1/ask", this.#body(question), headers, signal),
          tell: (event) => {
            if (event.name === "meta") turn.meta(event.data);
            else if (event.name === "sentence") turn.sentence(event.data);
            else if (event.name === "citation") turn.citation(event.data);
            else if (event.name === "done") {
              turn.done(event.data);
              this.#id = event.data.conversation_id;
              outcome = arrived(event.data);
            }
          },
          cut: () => turn.cut(),
          back: () => turn.back(),
          signal: running.signal,
        },
        after,
      );
      turn.back();
    } catch (error) {
      outcome = this.#failed(turn, question, error, running.signal.aborted);
    }
    clearTimeout(slow);
    this.#idle(outcome);
    if (this.#floats() && this.shell.body.scrollTop === this.#scrolled) this.#bring(turn); // unless the reader went elsewhere meanwhile
  }

  /** Show what went wrong, and what can be done; what the status says of it. */
  #failed(turn: Turn, question: string, error: unknown, stopped: boolean): string {
    const again = (after = "") => {
      if (this.#running) return;
      turn.back();
      this.shell.input.focus({ preventScroll: true }); // the button that was pressed is gone
      this.#answer(turn, question, after);
    };
    if (stopped) {
      turn.problem({ title: "Réponse arrêtée" }, again);
      return "Réponse arrêtée.";
    }
    if (error instanceof Cut && error.after) {
      turn.cut(() => again(error.after));
      return "La réponse n’est pas arrivée en entier.";
    }
    const problem = error instanceof Refused ? error.problem : UNREACHABLE;
    const unusable = "status" in problem && UNUSABLE.has(problem.status ?? 0);
    turn.problem(problem, unusable ? undefined : again);
    if (unusable) this.shell.input.value ||= question; // it has to be put otherwise
    return `${problem.title}.`;
  }

  #body(question: string): Record<string, unknown> {
    const { host } = this.shell;
    const population = Number.parseInt(host.getAttribute("population") ?? "", 10);
    const profile = {
      ...(host.hasAttribute("kind") && { kind: host.getAttribute("kind") }),
      ...(population >= 0 && { population }),
    };
    return {
      question,
      ...(this.#id && { conversation_id: this.#id }),
      ...(Object.keys(profile).length && { profile }),
    };
  }

  #busy(running: AbortController): void {
    const { input, send, box, tools } = this.shell;
    this.#running = running;
    // Neither field is `disabled`: that would take the focus away.
    input.readOnly = true;
    send.setAttribute("aria-disabled", "true");
    box.classList.add("busy");
    tools.replaceChildren(this.#stop);
    this.#say("Recherche dans les documents…");
  }

  #idle(outcome: string): void {
    const { input, send, box, tools, root } = this.shell;
    const stopping = root.activeElement === this.#stop;
    this.#running = undefined;
    input.readOnly = false;
    send.removeAttribute("aria-disabled");
    box.classList.remove("busy");
    tools.replaceChildren(this.#fresh);
    if (stopping) input.focus();
    this.#say(outcome);
  }

  #forget(): void {
    this.#turns = [];
    this.#id = "";
    this.shell.log.replaceChildren();
    this.shell.tools.replaceChildren();
    this.shell.input.focus();
    this.#say("La conversation est effacée de cette page.");
  }

  #floats(): boolean {
    return this.shell.box instanceof HTMLDialogElement;
  }

  #say(text: string): void {
    this.shell.status.textContent = text;
  }

  /** The question stays in sight, at the top when the widget scrolls. */
  #bring(turn: Turn): void {
    const { body } = this.shell;
    if (!this.#floats()) {
      turn.node.firstElementChild?.scrollIntoView({ block: "nearest" });
      return;
    }
    body.scrollTop += turn.node.getBoundingClientRect().top - body.getBoundingClientRect().top;
    this.#scrolled = body.scrollTop;
  }
}

function arrived(answer: Answer): string {
  if (answer.status === "clarify") return "Une précision est nécessaire.";
  if (answer.status === "abstained") return "Les sources ne le disent pas.";
  return `Réponse reçue\u00a0: ${count(answer.sentences.length, "phrase")}, ${count(answer.citations.length, "source")}.`;
}
