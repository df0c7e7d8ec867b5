/** What the server said when it said no: a code that the client has sentences for, and its own words. */
export class ApiFailure extends Error {
  constructor(
    /** HTTP status; 0 when the server could not be reached at all. */
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "ApiFailure";
  }
}

/** Too much for now: the server says after how many seconds it takes more. */
export class OverBudget extends ApiFailure {
  constructor(readonly seconds: number) {
    super(429, "over_budget", "Too much at once.");
    this.name = "OverBudget";
  }
}

interface ErrorBody {
  error: { code: string; message: string };
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== "object" || body === null || !("error" in body)) return false;
  const { error } = body;
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    typeof error.code === "string" &&
    "message" in error &&
    typeof error.message === "string"
  );
}

/** The failure that a response with `status` and this decoded `body` stands for. */
export function failureOf(status: number, body: unknown): ApiFailure {
  if (isErrorBody(body)) return new ApiFailure(status, body.error.code, body.error.message);
  return new ApiFailure(status, "unexpected", `The server answered with status ${status}.`);
}

/** The failure of a request that never reached the server. */
export function unreachable(): ApiFailure {
  return new ApiFailure(0, "unreachable", "The server cannot be reached.");
}
