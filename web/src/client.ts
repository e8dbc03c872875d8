import { under } from "./signals";

const TOKEN_MARGIN_S = 30;
const TOKEN_LIMIT_MS = 10_000;
const TOKEN_REST_MS = 60_000; // a site that let a question wait so long lets the next ones go at once

/** Calls the service: no cookie, and a member's token when the site gives one. */
export class Client {
  #token: string | undefined;
  #ends = 0;
  #restsUntil = 0;
  #warned = false;

  constructor(
    private readonly api: string,
    private readonly tokenUrl: () => string | null,
    private readonly tokenLimit = TOKEN_LIMIT_MS,
  ) {}

  get(path: string): Promise<Response> {
    return this.#call(path, {});
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    return this.#call(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  }

  async #call(path: string, init: RequestInit): Promise<Response> {
    const response = await this.#once(path, init);
    if (response.status !== 401 || !this.#token) return response;
    this.#token = undefined; // the service restarted, or its key was changed
    return this.#once(path, init);
  }

  async #once(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), ...(await this.#bearer(init.signal)) };
    return fetch(this.api + path, { ...init, headers, credentials: "omit" });
  }

  /** Members: the site's own server trades its key for a token of ten minutes. No key is ever in a page. */
  async #bearer(signal?: AbortSignal | null): Promise<Record<string, string>> {
    const address = this.tokenUrl();
    if (!address) return {};
    const now = Date.now();
    if ((!this.#token || now >= this.#ends) && now >= this.#restsUntil) await this.#trade(address, signal);
    return this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
  }

  /** A new token, or none: whatever goes wrong on the site, one asks like anyone. */
  async #trade(address: string, signal?: AbortSignal | null): Promise<void> {
    this.#token = undefined;
    const trying = under(signal);
    const timer = setTimeout(() => trying.abort(new Error("too slow")), this.tokenLimit);
    try {
      const given = await fetch(address, { method: "POST", credentials: "same-origin", signal: trying.signal });
      if (!given.ok) return; // nobody is signed in on the site
      const { token, expires_in: seconds } = (await given.json()) as { token: unknown; expires_in: number };
      if (typeof token !== "string" || !/^[!-~]+$/.test(token)) throw new TypeError("no token in the answer");
      this.#token = token;
      this.#ends = Date.now() + (seconds - TOKEN_MARGIN_S) * 1000;
    } catch (error) {
      if (signal?.aborted) return;
      if (trying.signal.aborted) this.#restsUntil = Date.now() + TOKEN_REST_MS;
      if (this.#warned) return;
      this.#warned = true;
      console.warn(`guichet-assistant: token-url ${address} gives no token, public documents only`, error);
    } finally {
      clearTimeout(timer);
    }
  }
}
