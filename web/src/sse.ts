/** A server-sent event (WHATWG HTML, « Server-sent events »). */
export interface ServerEvent {
  name: string;
  data: string;
  id: string;
}

/** The events of a stream that comes in pieces cut anywhere. */
export class EventReader {
  #rest = "";
  #name = "";
  #data: string[] = [];
  #id = "";

  push(piece: string): ServerEvent[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): ServerEvent[] {
    if (line === "") return this.#dispatch();
    const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id") this.#id = value;
    return [];
  }

  #dispatch(): ServerEvent[] {
    const event = { name: this.#name || "message", data: this.#data.join("\n"), id: this.#id };
    const told = this.#data.length > 0;
    this.#name = "";
    this.#data = [];
    return told ? [event] : [];
  }
}
