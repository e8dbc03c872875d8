import { expect, test } from "vitest";
import { french, frenchDate, localDay, sentence } from "../src/french";
import { parsed } from "../src/suggestions";
import { around, fileName, isWeb, letter, pageOf, pieces, placed, readerUrl } from "../src/text";

test("French spaces do not break", () => {
  expect(french("« 23 000 € » : oui ?")).toBe("«\u00a023\u00a0000\u00a0€\u00a0»\u00a0: oui\u00a0?");
});

test("dates are said in French, and what is no date stays", () => {
  expect(frenchDate("2026-11-01")).toBe("1er novembre 2026");
  expect(frenchDate("printemps")).toBe("printemps");
});

test("today is the reader's own, an hour after midnight in Paris too", () => {
  const zone = process.env.TZ;
  process.env.TZ = "Europe/Paris";
  try {
    expect(localDay(new Date("2026-07-01T23:00:00Z"))).toBe("2026-07-02");
    expect(localDay(new Date("2026-07-01T21:59:00Z"))).toBe("2026-07-01");
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

test("a message of the service is said as a sentence", () => {
  expect(sentence("la question ne contient aucun mot")).toBe("La question ne contient aucun mot.");
  expect(sentence("Réessayez.")).toBe("Réessayez.");
});

test("addresses in a text can be followed, without the full stop after them", () => {
  const found = pieces("Écrire à juriste@reseau.fr, ou https://reseau.fr/contact.").filter((piece) => piece.href);

  expect(found).toEqual([
    { text: "juriste@reseau.fr", href: "mailto:juriste@reseau.fr" },
    { text: "https://reseau.fr/contact", href: "https://reseau.fr/contact" },
  ]);
});

test("only web addresses may be followed", () => {
  expect(["https://a.fr", "http://a.fr", "javascript:alert(1)", "data:text/html,x", "", null].map(isWeb)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("a letter carries the question, whatever is in it", () => {
  const url = new URL(letter("a@b.fr", "Bail & loyer ? 100 %"));

  expect(url.searchParams.get("body")).toContain("Bail & loyer ? 100 %");
});

test("a quote is found in its passage by code points", () => {
  const passage = { text: "📎 Avant. La règle. Après.", before: "Plus haut.", after: "" };

  expect(around(passage, "La règle.", 9, 18)).toEqual({ before: "Plus haut.\n📎 Avant. ", after: " Après." });
});

test("a passage that changed gives no context", () => {
  expect(around({ text: "Autre chose.", before: "", after: "" }, "La règle.", 0, 9)).toBeNull();
});

test("a long context is cut between words", () => {
  const passage = { text: "un deux trois QUOTE quatre cinq six", before: "", after: "" };

  expect(around(passage, "QUOTE", 14, 19, 9)).toEqual({ before: "… trois ", after: " quatre …" });
});

test("the printed page is said when it is another", () => {
  expect(pageOf({ page: 12, page_label: "10" })).toBe("page\u00a012 (imprimée\u00a0:\u00a010)");
  expect(pageOf({ page: 12, page_label: "12" })).toBe("page\u00a012");
  expect(pageOf({ page: null, page_label: null })).toBe("");
});

test("a document opens at the quote, with the ticket that was given for it", () => {
  const at = { document_id: "a/b", passage_id: "p&1", start: 3, end: 9 };

  expect(readerUrl("https://g.fr", at)).toBe("https://g.fr/lire/a%2Fb?passage=p%261&debut=3&fin=9");
  expect(placed("https://g.fr/lire/a?billet=x", at)).toBe("https://g.fr/lire/a?billet=x&debut=3&fin=9");
});

test("a download keeps the name that the service gave, if it is a plain one", () => {
  expect(fileName('attachment; filename="note-2026.docx"', "note.docx")).toBe("note-2026.docx");
  expect(fileName('attachment; filename="../x"', "note.docx")).toBe("note.docx");
  expect(fileName(null, "note.docx")).toBe("note.docx");
});

test("suggestions are a list, or lists by theme", () => {
  expect(parsed('["Une  question ?", " "]')).toEqual([{ question: "Une question ?" }]);
  expect(parsed('{"Foncier": ["Une question ?"]}')).toEqual([{ question: "Une question ?", theme: "Foncier" }]);
});
