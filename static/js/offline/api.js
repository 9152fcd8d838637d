// The one way to talk to the server. An answer counts only if it is ours: JSON, and about what was asked.

export const CLIENT = 1; // raised when the server must refuse older phones (min_client)
const SECOND = 1000;

/** Text or bytes -> SHA-256 in hex. */
export async function sha256(data) {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `Retry-After` in seconds or as a date -> milliseconds from now; null when absent or nonsense. */
export function retryAfter(header, now) {
  if (!header) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * SECOND : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3600 * SECOND) : null;
}

export class Api {
  csrf = null;

  constructor(userId, { base = "/api/v1", fetch = globalThis.fetch.bind(globalThis), now = Date.now } = {}) {
    Object.assign(this, { userId, base, fetch, now });
  }

  /**
   * -> { kind, status, json, wait }. kind: "ok" (2xx of ours) · "offline" (no answer, or not our answer) ·
   * "signin" (401 or sent elsewhere) · "csrf" · "busy" (429, 5xx; wait in ms or null) · "refused" (other 4xx).
   */
  async call(method, path, { body, headers = {}, seconds = 20 } = {}) {
    let answer;
    try {
      answer = await this.fetch(this.base + path, {
        method, body, redirect: "manual", cache: "no-store", credentials: "same-origin",
        signal: AbortSignal.timeout(seconds * SECOND),
        headers: { Accept: "application/json", "X-User": String(this.userId), "X-Client": String(CLIENT), ...(this.csrf && { "X-CSRFToken": this.csrf }), ...headers },
      });
    } catch {
      return { kind: "offline", status: 0, json: null, wait: null };
    }
    if (answer.type === "opaqueredirect") return { kind: "signin", status: 302, json: null, wait: null };
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    const json = isJson ? await answer.json().catch(() => null) : null;
    const wait = retryAfter(answer.headers.get("Retry-After"), this.now());
    return { kind: kindOf(answer.status, json), status: answer.status, json, wait };
  }

  /** True when our server answers; a captive portal, a proxy's page or a redirect does not pass for it. */
  async ping() {
    try {
      const answer = await this.fetch(`${this.base}/ping`, {
        redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(10 * SECOND),
      });
      return answer.status === 204 && answer.headers.get("X-Shop-App") === "1";
    } catch {
      return false;
    }
  }

  /** Who is signed in, with a fresh CSRF token. */
  async session() {
    const answer = await this.call("GET", "/session");
    if (answer.kind === "ok") this.csrf = answer.json.csrf;
    return answer;
  }

  /** A call that fetches a fresh CSRF token and tries once more when the old one is refused. */
  async send(method, path, options) {
    const first = await this.call(method, path, options);
    if (first.kind !== "csrf" || (await this.session()).kind !== "ok") return first;
    return this.call(method, path, options);
  }
}

function kindOf(status, json) {
  if (status === 401) return "signin";
  if (status === 429 || status >= 500) return "busy";
  if (json === null) return "offline"; // a 200 page of somebody else, or a cut answer: not our server
  if (status >= 200 && status < 300) return "ok";
  return status === 400 && json.error === "csrf" ? "csrf" : "refused";
}
