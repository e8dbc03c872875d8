/** What is stopped by itself, or with what it is a part of. AbortSignal.any is younger than the browsers we hold to. */
export function under(signal?: AbortSignal | null): AbortController {
  const own = new AbortController();
  if (signal?.aborted) own.abort();
  signal?.addEventListener("abort", () => own.abort(), { once: true });
  return own;
}
