const TOKEN_MARGIN_S = 30;

/** Calls the service: no cookie, and a member's token when the site gives one. */
export class Client {
  #token: string | undefined;
  #ends = 0;

  constructor(
    private readonly api: string,
    private readonly tokenUrl: () => string | null,
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
    const headers = { ...(init.headers as Record<string, string>), ...(await this.#bearer()) };
    return fetch(this.api + path, { ...init, headers, credentials: "omit" });
  }

  /** Members: the site's own server trades its key for a token of ten minutes. No key is ever in a page. */
  async #bearer(): Promise<Record<string, string>> {
    const address = this.tokenUrl();
    if (!address) return {};
    if (!this.#token || Date.now() >= this.#ends) {
      const given = await fetch(address, { method: "POST", credentials: "same-origin" });
      if (!given.ok) return {}; // nobody is signed in on the site: asks like anyone
      const { token, expires_in: seconds } = (await given.json()) as { token: string; expires_in: number };
      this.#token = token;
      this.#ends = Date.now() + (seconds - TOKEN_MARGIN_S) * 1000;
    }
    return { Authorization: `Bearer ${this.#token}` };
  }
}
