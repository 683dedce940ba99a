import { ApiError, ERROR_CATALOGUE } from '@headwater/protocol';
import { Failure, type FailureFacts } from '../failure.ts';

const SYSTEM_REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path.',
  EISDIR: 'Name a file, not a folder.',
  EACCES: 'Give this user access, or name another path.',
  EPERM: 'Give this user access, or name another path.',
  ENOSPC: 'Free some space on the disk.',
};

/** What is told of any error: the same facts for people and for programs. */
export function describeError(error: unknown): FailureFacts {
  if (error instanceof Failure) return error.facts;
  if (error instanceof ApiError) return describeApiError(error);
  if (!(error instanceof Error)) return { code: 'unexpected', message: String(error) };
  const code = codeOf(error);
  const remedy = SYSTEM_REMEDIES[code];
  if (remedy !== undefined) return { code, message: error.message, remedy };
  // Errors of our own packages carry a code, and their message says what to do.
  if (code !== '') return { code, message: error.message };
  return {
    code: 'unexpected',
    message: `${error.name}: ${error.message}`,
    details: (error.stack ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim()),
    remedy: 'This should not have happened; report it with the lines above.',
  };
}

/** The lines for people: what happened, its details indented, what to do. */
export function failureLines({ message, details = [], picture = [], remedy }: FailureFacts): readonly string[] {
  const [first = '', ...more] = message.split('\n');
  const lines = [`headwater: ${first}`, ...[...more, ...details].map((line) => `  ${line}`), ...picture];
  return remedy === undefined ? lines : [...lines, `  ${remedy}`];
}

/** The same as the one JSON document that a program reads. */
export function failureJson({ code, message, details, remedy, data }: FailureFacts): string {
  return JSON.stringify({
    error: {
      code,
      message,
      ...(details === undefined ? {} : { details }),
      ...(remedy === undefined ? {} : { remedy }),
      ...data,
    },
  });
}

function describeApiError({ code, summary, causes }: ApiError): FailureFacts {
  // A single cause says it better than the summary, which only names the field.
  if (code === 'validationFailed' && causes.length === 1) return { code, message: sentence(causes[0] ?? summary) };
  return {
    code,
    message: summary,
    ...(causes.length === 0 ? {} : { details: causes }),
    ...(code === 'validationFailed' ? {} : { remedy: ERROR_CATALOGUE[code].remedy }),
  };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function codeOf(error: Error): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
