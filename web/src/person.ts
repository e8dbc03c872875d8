import { button, el } from "./dom";
import { opening } from "./french";
import { linked } from "./links";
import { letter, pieces } from "./text";

const NOBODY = "Adressez-vous à la préfecture, à votre association de maires ou à votre centre de gestion.";

/** Whom to ask when the sources do not say, with the question ready to send. */
export function personOf(contact: string | null, question: string, copy: (text: string) => void): HTMLElement {
  const told = opening(contact || NOBODY);
  const email = pieces(told).find((piece) => piece.href?.startsWith("mailto:"))?.text;
  return el(
    "div",
    { className: "person" },
    el("h4", {}, "Demander à une personne"),
    el("p", {}, ...linked(told)),
    el(
      "p",
      { className: "row" },
      email ? el("a", { className: "quiet", href: letter(email, question) }, `Écrire à ${email}`) : null,
      button("quiet", () => copy(question), "Copier ma question"),
    ),
  );
}
