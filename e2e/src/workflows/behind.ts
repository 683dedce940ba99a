import type { Service } from './service.ts';

/**
 * A real server behind the gateway: requests go on to it as they came, and its answers back.
 * @param url gives its base address, which may change while it is restarted
 */
export function behind(url: () => string): Service {
  return {
    async answer({ method, path, headers, body }) {
      const { authorization, 'content-type': contentType } = headers;
      const response = await fetch(`${url()}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        },
        ...(body === '' ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, ...(text === '' ? {} : { body: JSON.parse(text) as unknown }) };
    },
  };
}
