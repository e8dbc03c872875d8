import { problemOf } from "./asking";
import type { Client } from "./client";
import { button, el, icon } from "./dom";
import { THUMB_DOWN, THUMB_UP } from "./icons";
import type { Say } from "./keep";

const MAX_COMMENT = 2000;
const REASONS = [
  ["wrong", "Elle est fausse"],
  ["incomplete", "Elle est incomplète"],
  ["off_topic", "Elle répond à autre chose"],
  ["outdated", "Elle n’est plus à jour"],
  ["unclear", "Elle est difficile à comprendre"],
  ["other", "Autre raison"],
] as const;

/** « Utile », « Pas utile » and why. The last word counts: a person may change their mind. */
export function feedbackOf(client: Client, answerId: string, say: Say): HTMLElement {
  const send = async (useful: boolean, reason = "other", comment = ""): Promise<boolean> => {
    const path = `/v1/answers/${encodeURIComponent(answerId)}/feedback`;
    try {
      const response = await client.post(path, { useful, reason, comment });
      say(response.ok ? "Merci, votre avis est transmis." : (await problemOf(response)).title);
      return response.ok;
    } catch {
      say("L’avis n’a pas pu être envoyé : vérifiez votre connexion.");
      return false;
    }
  };
  const press = (useful: boolean): void => {
    yes.setAttribute("aria-pressed", String(useful));
    no.setAttribute("aria-pressed", String(!useful));
  };
  const yes = button("quiet", () => vote(), icon(THUMB_UP), "Utile");
  const no = button("quiet", () => why(), icon(THUMB_DOWN), "Pas utile");
  for (const one of [yes, no]) one.setAttribute("aria-pressed", "false");
  const form = reasons(answerId, async (reason, comment) => {
    if (!(await send(false, reason, comment))) return;
    press(false);
    form.hidden = true;
    thanks.hidden = false;
    thanks.focus();
  });
  const thanks = el("p", { className: "soft thanks", tabIndex: -1, hidden: true }, "Merci, votre avis est transmis.");
  const vote = async (): Promise<void> => {
    form.hidden = true;
    if (!(await send(true))) return;
    press(true);
    thanks.hidden = false;
  };
  const why = (): void => {
    form.hidden = !form.hidden;
    thanks.hidden = true;
    if (!form.hidden) form.querySelector("input")?.focus();
  };
  return el(
    "div",
    { className: "feedback", role: "group", "aria-labelledby": `useful-${answerId}` },
    el(
      "div",
      { className: "row" },
      el("span", { id: `useful-${answerId}` }, "Cette réponse vous a-t-elle été utile ?"),
      yes,
      no,
    ),
    form,
    thanks,
  );
}

function reasons(answerId: string, send: (reason: string, comment: string) => Promise<void>): HTMLFormElement {
  const name = `reason-${answerId}`;
  const choices = REASONS.map(([value, text]) =>
    el("label", { className: "reason" }, el("input", { type: "radio", name, value, required: true }), text),
  );
  const comment = el("textarea", { id: `comment-${answerId}`, rows: 2, maxLength: MAX_COMMENT, autocomplete: "off" });
  const form = el(
    "form",
    { hidden: true },
    el("fieldset", {}, el("legend", {}, "Pourquoi ?"), ...choices),
    el("label", { htmlFor: comment.id }, "Précisions (facultatif)"),
    comment,
    el("p", { className: "soft" }, "Sans nom ni donnée personnelle."),
    el("button", { type: "submit", className: "quiet" }, "Envoyer l’avis"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(String(new FormData(form).get(name)), comment.value.trim());
  });
  return form;
}
