/** Requests to the desk's API: one place for the CSRF token, errors and the server's clock. */

const NETWORK = "网络暂时不通，请稍后再试。";
const PATIENCE_MS = 15_000;

/** The server refused, or could not be reached (`status` 0). `message` is for the person here. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The whole body, for the refusals that say more. */
  readonly body: Record<string, unknown>;
  /** Seconds after which it may be tried again, if the server says so. */
  readonly retryAfter: number | null;

  constructor(status: number, body: Record<string, unknown>, retryAfter: number | null = null) {
    super(typeof body.message === "string" ? body.message : NETWORK);
    this.status = status;
    this.code = typeof body.error === "string" ? body.error : "network";
    this.body = body;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later without anybody changing it. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

let csrf = "";
let skew = 0;
let onSessionLost: () => void = () => {};

export function useCsrf(token: string): void {
  csrf = token;
}

/** `lost` is called when the server says that there is no session, or no longer. */
export function whenSessionLost(lost: () => void): void {
  onSessionLost = lost;
}

/** The server's time in milliseconds, as far as its answers tell. */
export function serverNow(): number {
  return Date.now() + skew;
}

export function get<T>(path: string, query: Record<string, unknown> = {}, patience = PATIENCE_MS): Promise<T> {
  return request<T>("GET", withQuery(path, query), undefined, patience);
}

export function post<T = void>(path: string, body: unknown = {}, patience = PATIENCE_MS): Promise<T> {
  return request<T>("POST", path, json(body), patience);
}

export function put<T = void>(path: string, body: unknown): Promise<T> {
  return request<T>("PUT", path, json(body), PATIENCE_MS);
}

export function remove<T = void>(path: string, query: Record<string, unknown> = {}): Promise<T> {
  return request<T>("DELETE", withQuery(path, query), json({}), PATIENCE_MS);
}

/** Post the bytes of `file` as they are. */
export function send<T = void>(
  path: string,
  query: Record<string, unknown>,
  file: Blob,
  patience = PATIENCE_MS,
): Promise<T> {
  return request<T>("POST", withQuery(path, query), { type: "application/octet-stream", data: file }, patience);
}

/** `path` with the parts of `query` that say something. */
export function withQuery(path: string, query: Record<string, unknown>): string {
  const known = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(known.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

interface Body {
  type: string;
  data: BodyInit;
}

function json(value: unknown): Body {
  return { type: "application/json", data: JSON.stringify(value) };
}

async function request<T>(method: string, path: string, body: Body | undefined, patience: number): Promise<T> {
  const asked = csrf;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: body === undefined ? {} : { "Content-Type": body.type, "X-CSRF-Token": csrf },
      body: body?.data,
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new ApiError(0, {});
  }
  readClock(response);
  const answer = response.status === 204 ? undefined : await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  const error = new ApiError(response.status, answer ?? {}, seconds(response.headers.get("Retry-After")));
  const lost = error.code === "session_needed" || error.code === "session_expired";
  // The late answer to a request of the session before says nothing of the one that has begun since.
  if (lost && csrf === asked) onSessionLost();
  throw error;
}

/** A countdown must not depend on the clock of this machine. */
function readClock(response: Response): void {
  const at = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isNaN(at)) return;
  const apart = at - Date.now();
  // The header counts whole seconds; less than two apart is no difference.
  skew = Math.abs(apart) < 2000 ? 0 : apart;
}

function seconds(text: string | null): number | null {
  const value = Number(text);
  return text !== null && Number.isFinite(value) ? value : null;
}
