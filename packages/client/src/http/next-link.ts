import type { Headers } from './org-connection.ts';

/**
 * Path and query of the `rel="next"` link of a list, or `undefined` on its last page. Only path and query are taken, so
 * that a credential never leaves for another host.
 */
export function nextLink(headers: Headers, origin: string): string | undefined {
  const lines = headers.link ?? [];
  for (const line of typeof lines === 'string' ? [lines] : lines) {
    for (const [, target, parameters] of line.matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g)) {
      if (target !== undefined && /;\s*rel\s*=\s*"?next"?(?=\s|;|$)/i.test(parameters ?? '')) {
        const url = new URL(target, origin);
        return url.pathname + url.search;
      }
    }
  }
  return undefined;
}
