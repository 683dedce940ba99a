import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry } from './catalogue.ts';

export type ErrorData = Readonly<Record<string, string | number>>;

/** Okta's error object (identity-sources-api 4.1); `errorCauses` is always an array. */
export interface OktaErrorBody {
  readonly errorCode: string;
  readonly errorSummary: string;
  readonly errorLink: string;
  readonly errorId: string;
  readonly errorCauses: readonly { readonly errorSummary: string }[];
}

export interface ApiErrorOptions {
  /** Fills the templates of the catalogue. */
  readonly data?: ErrorData;
  /** One sentence per thing that is wrong; the catalogue's own cause when absent. */
  readonly causes?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A failure that the API answers with its status and Okta's error object. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly summary: string;
  readonly causes: readonly string[];
  readonly data: ErrorData;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    const entry: ErrorEntry = ERROR_CATALOGUE[code];
    const data = options.data ?? {};
    const summary = fill(entry.summary, data);
    const causes = options.causes ?? (entry.cause === undefined ? [] : [fill(entry.cause, data)]);
    super([summary, ...causes].join(' '), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = entry.status;
    this.summary = summary;
    this.causes = causes;
    this.data = data;
    this.headers = options.headers ?? {};
  }

  /** The body to send; `errorId` identifies this occurrence (`oae…`). */
  toBody(errorId: string): OktaErrorBody {
    const { oktaCode } = ERROR_CATALOGUE[this.code];
    return {
      errorCode: oktaCode,
      errorSummary: this.summary,
      errorLink: oktaCode,
      errorId,
      errorCauses: this.causes.map((errorSummary) => ({ errorSummary })),
    };
  }
}

/** A 400 whose causes name the fields: `Api validation failed: {subject}`. */
export function validationFailed(subject: string, causes: readonly string[]): ApiError {
  return new ApiError('validationFailed', { data: { subject }, causes });
}

/** A 404 in Okta's words; `type` is the resource's type name, such as `AppInstance` or `User`. */
export function notFound(id: string, type: string): ApiError {
  return new ApiError('notFound', { data: { id, type } });
}

function fill(template: string, data: ErrorData): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(data, name) ? String(data[name]) : whole,
  );
}
