/** One place that is to blame: a field, a row or a line, with what was expected there. */
export interface ProblemItem {
  loc: string;
  message: string;
  expected?: string | undefined;
  actual?: string | undefined;
}

/**
 * Every failed request ends as this error, whether the server answered with
 * `application/problem+json`, with something else, or not at all (then `status` is 0).
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly title: string;
  readonly detail: string;
  readonly status: number;
  readonly errors: ProblemItem[];

  constructor(problem: { title: string; detail?: string; status: number; errors?: ProblemItem[] }) {
    super(problem.detail || problem.title);
    this.title = problem.title;
    this.detail = problem.detail ?? "";
    this.status = problem.status;
    this.errors = problem.errors ?? [];
  }

  static async fromResponse(response: Response): Promise<ProblemError> {
    return ProblemError.fromText(response.status, response.statusText, await response.text());
  }

  static fromText(status: number, statusText: string, text: string): ProblemError {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = null; // a proxy or a crash answered, not our server
    }
    const problem = isRecord(body) ? body : {};
    return new ProblemError({
      title: asText(problem.title) ?? (statusText || `The server answered ${status}`),
      detail: asText(problem.detail) ?? "",
      status,
      errors: Array.isArray(problem.errors) ? problem.errors.filter(isRecord).map(asItem) : [],
    });
  }

  static unreachable(): ProblemError {
    return new ProblemError({
      title: "The server cannot be reached",
      detail: "It may have been stopped. Start it again with: yolosmith serve",
      status: 0,
    });
  }

  /** Anything that was thrown, as a problem that can be shown. */
  static from(error: unknown): ProblemError {
    if (error instanceof ProblemError) return error;
    const detail = error instanceof Error ? error.message : String(error);
    return new ProblemError({ title: "Something went wrong in the page", detail, status: -1 });
  }
}

/** Whether what is asked for is not there, or no longer: then what was known of it is of no use. */
export function isMissing(error: unknown): boolean {
  return ProblemError.from(error).status === 404;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function asText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function asItem(item: Record<string, unknown>): ProblemItem {
  const loc = Array.isArray(item.loc) ? item.loc.join(" › ") : asText(item.loc);
  return {
    loc: loc ?? "",
    message: asText(item.message) ?? "",
    expected: asText(item.expected),
    actual: asText(item.actual),
  };
}
