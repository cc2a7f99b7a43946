/** A refusal of the gateway, in words (RFC 9457). */

/** One field of a request or one place of a document that does not fit. */
export interface Finding {
  /** JSON pointer. */
  path: string;
  code: string;
  message: string;
  severity: string;
  hint: string;
}

export interface ProblemDetails {
  code: string;
  title: string;
  detail: string;
  hint: string;
  status: number;
  trace_id?: string;
  retryable?: boolean;
  errors?: readonly Finding[] | null;
  /** The broker's own code, and the order it is about. */
  retcode?: number | null;
  order_id?: string | null;
}

export class Problem extends Error {
  constructor(readonly details: ProblemDetails) {
    super(details.detail || details.title);
    this.name = "Problem";
  }

  get isSignedOut(): boolean {
    return this.details.status === 401;
  }

  get isForbidden(): boolean {
    return this.details.status === 403;
  }

  static unreachable(): Problem {
    return new Problem({
      code: "gateway_unreachable", status: 0, title: "The gateway does not answer",
      detail: "The gateway does not answer.",
      hint: "Check that the platform is running; this page tries again by itself.",
    });
  }

  static async from(response: Response): Promise<Problem> {
    const body = (await response.json().catch(() => ({}))) as Partial<ProblemDetails>;
    return new Problem({
      code: body.code ?? `http_${response.status}`,
      status: response.status,
      title: body.title ?? response.statusText,
      detail: body.detail ?? `The gateway answered ${response.status}.`,
      hint: body.hint ?? "",
      trace_id: body.trace_id,
      retryable: body.retryable,
      errors: body.errors,
      retcode: body.retcode,
      order_id: body.order_id,
    });
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({
    code: "page_fault", status: 0, title: "The page made a mistake",
    detail: error instanceof Error ? error.message : String(error), hint: "Reload the page.",
  });
}
