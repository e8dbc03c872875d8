import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Cut, follow, type Refused } from "../src/asking";

type Answers = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A real server that answers each request in turn, and what follows an answer from it. */
async function asking(...turns: Answers[]) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers["last-event-id"] as string | undefined);
    turns[Math.min(seen.length, turns.length) - 1]?.(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  const told: string[] = [];
  const stop = new AbortController();
  const means = {
    send: (headers: Record<string, string>, signal: AbortSignal) =>
      fetch(`http://127.0.0.1:${port}`, { headers, signal }),
    tell: (event: { name: string }) => told.push(event.name),
    cut: () => told.push("cut"),
    back: () => told.push("back"),
    signal: stop.signal,
    pause: 1,
  };
  return { means, told, seen, stop };
}

const events = (...names: string[]): string =>
  names.map((name) => `event: ${name.split(":")[0]}\nid: a:${name.split(":")[1]}\ndata: {"title":"Non"}\n\n`).join("");

const whole =
  (...names: string[]): Answers =>
  (_, response) =>
    response.end(events(...names));
const cutAfter =
  (...names: string[]): Answers =>
  (_, response) => {
    response.write(events(...names), () => setTimeout(() => response.destroy(), 20));
  };

test("an answer is followed to its end", async () => {
  const { means, told } = await asking(whole("meta:1", "sentence:2", "done:3"));

  await follow(means);

  expect(told).toEqual(["meta", "sentence", "done"]);
});

test("a line that is cut in the middle is taken up after the last event that came", async () => {
  const { means, told, seen } = await asking(cutAfter("meta:1", "sentence:2"), whole("sentence:3", "done:4"));

  await follow(means);

  expect(told).toEqual(["meta", "sentence", "cut", "back", "sentence", "done"]);
  expect(seen).toEqual([undefined, "a:2"]);
});

test("a line that stays cut is given up after three more tries, and says where it stood", async () => {
  const { means, seen } = await asking(cutAfter("meta:1"), (_, response) => response.destroy());

  const given = await follow(means).catch((error: unknown) => error);

  expect(given).toBeInstanceOf(Cut);
  expect((given as Cut).after).toBe("a:1");
  expect(seen).toHaveLength(4);
});

test("a service that stays silent is a line that is cut", async () => {
  const { means, told } = await asking((_, response) => response.write(events("meta:1")), whole("done:2"));

  await follow({ ...means, silence: 50 });

  expect(told).toEqual(["meta", "cut", "back", "done"]);
});

test("a service that never begins to answer is waited for no longer than one that falls silent", async () => {
  let closed = (): void => {};
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const { means, told, seen } = await asking((_, response) => response.once("close", closed));

  const given = await follow({ ...means, silence: 50 }).catch((error: unknown) => error);

  expect(given).toBeInstanceOf(Cut);
  expect((given as Cut).after).toBe("");
  expect(told).toEqual([]);
  expect(seen).toHaveLength(1);
  await ended; // the request that nobody waits for does not stay open
});

test("an answer is taken up again after a try that never began", async () => {
  const { means, told } = await asking(cutAfter("meta:1"), () => {}, whole("done:2"));

  await follow({ ...means, silence: 50 });

  expect(told).toEqual(["meta", "cut", "cut", "back", "done"]);
});

test("nothing is asked again when nothing came", async () => {
  const { means, seen } = await asking((_, response) => response.destroy());

  await expect(follow(means)).rejects.toThrow(TypeError);
  expect(seen).toHaveLength(1);
});

test.each<[string, Answers]>([
  [
    "by its status",
    (_, response) => response.writeHead(429, { "content-type": "application/problem+json" }).end('{"title":"Non"}'),
  ],
  ["in the stream", whole("error:1")],
])("a problem told %s is not tried again", async (_, answers) => {
  const { means, seen } = await asking(answers);

  const given = await follow(means).catch((error: unknown) => error);

  expect((given as Refused).problem.title).toBe("Non");
  expect(seen).toHaveLength(1);
});

test("a person who stops an answer stops its tries", async () => {
  const { means, stop, seen } = await asking((_, response) => response.write(events("meta:1")));

  await expect(follow({ ...means, tell: () => stop.abort() })).rejects.toThrow();
  expect(seen).toHaveLength(1);
});
