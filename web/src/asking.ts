import type { Answer, Citation, Meta, Problem, Sentence } from "./answer";
import { under } from "./signals";
import { EventReader, type ServerEvent } from "./sse";

export const RESUMES = 3;
/** The service gives a sign of life every ten seconds. */
export const SILENCE_MS = 35_000;
const PAUSE_MS = 1_000;

export type Told =
  | { name: "meta"; data: Meta }
  | { name: "sentence"; data: Sentence }
  | { name: "citation"; data: Citation }
  | { name: "done"; data: Answer };

/** The service answered with a problem. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** The stream ended before the answer did; `after` is the last event that came, "" when none did. */
export class Cut extends Error {
  constructor(readonly after: string) {
    super("the stream was cut");
  }
}

export interface Asking {
  /** Send the question again, with the last event received when there is one. */
  send(headers: Record<string, string>, signal: AbortSignal): Promise<Response>;
  tell(event: Told): void;
  /** The line was cut, and is about to be tried again; then, it came back. */
  cut(): void;
  back(): void;
  signal: AbortSignal;
  silence?: number;
  pause?: number;
}

/**
 * Follow an answer to its end. A line cut after the first event is taken up where it stood, RESUMES times in a row.
 *
 * Throws Refused, Cut, or what `fetch` throws when nothing came at all.
 */
export async function follow(asking: Asking, after = ""): Promise<void> {
  let last = after;
  for (let tries = 0; ; ) {
    try {
      for await (const event of received(asking, last)) {
        if (tries) asking.back();
        tries = 0;
        if (event.name === "error") throw new Refused(JSON.parse(event.data));
        last = event.id || last;
        asking.tell({ name: event.name, data: JSON.parse(event.data) } as Told);
        if (event.name === "done") return;
      }
      throw new Cut(last);
    } catch (error) {
      if (error instanceof Refused || asking.signal.aborted || !last) throw error;
      if (++tries > RESUMES) throw new Cut(last);
      asking.cut();
      await new Promise((resume) => setTimeout(resume, tries * (asking.pause ?? PAUSE_MS)));
    }
  }
}

async function* received(asking: Asking, last: string): AsyncGenerator<ServerEvent> {
  const headers = { Accept: "text/event-stream", ...(last && { "Last-Event-ID": last }) };
  const trying = under(asking.signal);
  const lively = <T>(promise: Promise<T>): Promise<T> => within(promise, asking.silence ?? SILENCE_MS, last);
  const events = new EventReader();
  try {
    const response = await lively(asking.send(headers, trying.signal));
    if (response.status >= 500 && last) throw new Cut(last); // a service that restarts may yet take the answer up
    if (!response.ok || !response.body) throw new Refused(await lively(problemOf(response)));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await lively(reader.read());
      if (done) return;
      yield* events.push(value);
    }
  } finally {
    trying.abort(); // what is not over by now is waited for no more
  }
}

/** A promise, or Cut when it takes too long. */
function within<T>(promise: Promise<T>, limit: number, last: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Cut(last)), limit);
  });
  return Promise.race([promise, silence]).finally(() => clearTimeout(timer));
}

export async function problemOf(response: Response): Promise<Problem> {
  const fallback = { title: "Une erreur est survenue", detail: `Le service a répondu ${response.status}.` };
  if (!response.headers.get("content-type")?.includes("json")) return fallback;
  return { ...fallback, ...((await response.json()) as Problem) };
}
