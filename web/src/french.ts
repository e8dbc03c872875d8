/** Unbreakable spaces where French wants them. */
export function french(text: string): string {
  return text.replace(/ (?=[:;?!»%€]|\d{3}\b)/g, "\u00a0").replace(/« /g, "«\u00a0");
}

/** « 2 novembre 2026 » for 2026-11-02; the value itself when it is no date. */
export function frenchDate(iso: string): string {
  const day = new Date(`${iso.slice(0, 10)}T12:00:00Z`);
  if (Number.isNaN(day.getTime())) return iso;
  return day.toLocaleDateString("fr-FR", { dateStyle: "long", timeZone: "UTC" }).replace(/^1 /, "1er ");
}

/** Today where the reader is: 2026-11-02. */
export function localDay(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

export function count(number: number, one: string, several = `${one}s`): string {
  return `${number}\u00a0${number > 1 ? several : one}`;
}

/** A text as it opens a sentence: a capital letter, unless it begins with an address. */
export function opening(text: string): string {
  return /^\S*[/@.]\S/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** A message of the service as a sentence: how it opens, a full stop. */
export function sentence(text: string): string {
  return opening(text) + (/[.!?…]$/.test(text) ? "" : ".");
}
