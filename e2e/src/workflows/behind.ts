import { send } from '../http-call.ts';
import type { Service } from './service.ts';

/**
 * A real server behind the gateway: requests go on to it as they came, and its answers back.
 * @param url gives its base address, which may change while it is restarted
 * @param host the name by which it knows the org
 */
export function behind(url: () => string, host: string): Service {
  return {
    async answer({ method, path, headers, body }) {
      const { authorization, 'content-type': contentType } = headers;
      const answer = await send(url(), {
        method,
        path,
        headers: {
          host,
          ...(authorization === undefined ? {} : { authorization }),
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        },
        ...(body === '' ? {} : { body }),
      });
      return { status: answer.status, ...(answer.text === '' ? {} : { body: JSON.parse(answer.text) as unknown }) };
    },
  };
}
