import type { FaultMatch } from './fault.ts';

/** A request as faults see it. */
export interface Matched {
  readonly method: string;
  /** Without query, as the client wrote it. */
  readonly path: string;
  readonly operationId: string | undefined;
  readonly identitySourceId: string | undefined;
}

/** Whether a request has everything that the fault asks for. */
export function matchesRequest(match: FaultMatch, request: Matched): boolean {
  return (
    (match.method === undefined || match.method === request.method) &&
    (match.operationId === undefined || match.operationId === request.operationId) &&
    (match.identitySourceId === undefined || match.identitySourceId === request.identitySourceId) &&
    (match.path === undefined || new RegExp(pathExpression(match.path)).test(request.path))
  );
}

// `*` is one segment, `/**` at the end everything below.
/** A pattern of paths as a regular expression that means the same in JavaScript and in PostgreSQL. */
export function pathExpression(pattern: string): string {
  const below = pattern.endsWith('/**');
  const segments = (below ? pattern.slice(0, -3) : pattern)
    .split('/')
    .map((segment) => (segment === '*' ? '[^/]+' : segment.replace(/[\\^$.|?*+()[\]{}-]/g, '\\$&')));
  return `^${segments.join('/')}${below ? '/.+' : ''}$`;
}
