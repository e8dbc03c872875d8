import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { Client } from "../src/client";

type Answers = (request: IncomingMessage, response: ServerResponse) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.restoreAllMocks();
});

/** A real server, and its address. */
async function serving(answers: Answers): Promise<string> {
  const server = createServer(answers);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The service, which notes what each request shows of its sender, and what the console is told meanwhile. */
async function service() {
  const shown: (string | undefined)[] = [];
  const api = await serving((request, response) => {
    shown.push(request.headers.authorization);
    response.end("{}");
  });
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  return { api, shown, warned };
}

const says =
  (text: string): Answers =>
  (_, response) =>
    response.end(text);

test("a member's token is shown, and traded for once", async () => {
  const { api, shown, warned } = await service();
  let trades = 0;
  const site = await serving((_, response) => response.end(`{"token":"jeton-${++trades}","expires_in":600}`));
  const client = new Client(api, () => site);

  await client.post("/v1/ask", {});
  await client.get("/v1/passages/1");

  expect(shown).toEqual(["Bearer jeton-1", "Bearer jeton-1"]);
  expect(warned).not.toHaveBeenCalled();
});

test.each<[string, Answers]>([
  ["a page to sign in", says("<!doctype html><title>Connexion</title>")],
  ["no token", says('{"expires_in":600}')],
  ["an empty token", says('{"token":"","expires_in":600}')],
  ["a token that is no text", says('{"token":{},"expires_in":600}')],
  ["a token that no header can carry", says('{"token":"jeton\\u2019","expires_in":600}')],
  ["nothing at all", says("null")],
  ["a line that is cut", (_, response) => response.destroy()],
])("a site that answers %s leaves one to ask like anyone, and the console tells it once", async (_, answers) => {
  const { api, shown, warned } = await service();
  const site = await serving(answers);
  const client = new Client(api, () => site);

  const asked = await client.post("/v1/ask", {});
  const read = await client.get("/v1/passages/1");

  expect([asked.status, read.status]).toEqual([200, 200]);
  expect(shown).toEqual([undefined, undefined]);
  expect(warned).toHaveBeenCalledOnce();
  expect(warned.mock.calls[0]?.[0]).toContain(site);
});

test("somebody who is not signed in on the site asks like anyone, and the console has nothing to tell", async () => {
  const { api, shown, warned } = await service();
  const site = await serving((_, response) => response.writeHead(401).end("{}"));

  await new Client(api, () => site).post("/v1/ask", {});

  expect(shown).toEqual([undefined]);
  expect(warned).not.toHaveBeenCalled();
});

test("a site that takes too long over a token is waited for once a minute", async () => {
  const { api, shown, warned } = await service();
  let trades = 0;
  const site = await serving(() => void ++trades);
  const client = new Client(api, () => site, 50);

  await client.post("/v1/ask", {});
  await client.post("/v1/ask", {});
  expect(trades).toBe(1);
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 61_000);
  await client.post("/v1/ask", {});

  expect(trades).toBe(2);
  expect(shown).toEqual([undefined, undefined, undefined]);
  expect(warned).toHaveBeenCalledOnce();
});

test("a question that is stopped waits for no token, and is not sent", async () => {
  const { api, shown, warned } = await service();
  const stop = new AbortController();
  const site = await serving(() => stop.abort());

  const sent = new Client(api, () => site).post("/v1/ask", {}, {}, stop.signal);

  await expect(sent).rejects.toThrow("abort");
  expect(shown).toEqual([]);
  expect(warned).not.toHaveBeenCalled();
});
