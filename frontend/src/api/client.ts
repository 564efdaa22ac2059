import createClient, { type Middleware } from "openapi-fetch";
import { ProblemError } from "./problem";
import type { paths } from "./schema";

const problems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await ProblemError.fromResponse(response);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return ProblemError.unreachable();
  },
};

/**
 * The typed client of the HTTP API. The cookie authenticates; every failure throws a
 * `ProblemError`. Use it through `unwrap`, which gives the answer's body.
 */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  // Looked up at each call, so that tests may put another fetch in its place.
  fetch: (request) => globalThis.fetch(request),
});
api.use(problems);

/** The body of a successful answer: `const run = await unwrap(api.GET("/api/runs/{id}", …))`. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data } = await call;
  return data as T;
}

export interface UploadOptions {
  /** Bytes sent and bytes in all; called as the upload goes on. */
  onProgress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
}

/** POST a form with files. `fetch` cannot report the progress of an upload, so this is XHR. */
export function upload<T>(path: string, form: FormData, options: UploadOptions = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.upload.onprogress = (event) => options.onProgress?.(event.loaded, event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve((request.responseText ? JSON.parse(request.responseText) : null) as T);
      } else {
        reject(ProblemError.fromText(request.status, request.statusText, request.responseText));
      }
    };
    request.onerror = () => reject(ProblemError.unreachable());
    request.onabort = () => reject(new DOMException("The upload was stopped", "AbortError"));
    options.signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
