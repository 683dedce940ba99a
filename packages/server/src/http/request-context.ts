import type { IncomingMessage } from 'node:http';
import { type Choices, DEFAULT_CHOICES, notFound } from '@headwater/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import type { Org } from '../orgs/org.ts';
import type { OrgAddresses } from '../test-mode/org-address.ts';
import { hostOf } from './request-url.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The org's answers to the questions of the ambiguity register; the defaults where the request means no org. */
    readonly choices: Choices;
  }
}

/** What the server found out about a request before its handler runs. */
export interface RequestContext {
  org(request: FastifyRequest, org: Org): void;
  caller(request: FastifyRequest, caller: Caller): void;
  /** The org that was found, if one was. */
  orgOf(request: FastifyRequest): Org | undefined;
}

/** Adds `org`, `choices`, `caller`, `origin` and `client` to requests; the result sets the first two. */
export function decorateRequests(app: FastifyInstance, addresses?: OrgAddresses): RequestContext {
  const orgs = new WeakMap<IncomingMessage, Org>();
  const callers = new WeakMap<IncomingMessage, Caller>();
  app.decorateRequest('org', {
    getter() {
      const org = orgs.get(this.raw);
      if (org === undefined) throw notFound(hostOf(this.host) ?? '', 'Organization');
      return org;
    },
  });
  app.decorateRequest('choices', {
    getter() {
      return orgs.get(this.raw)?.choices ?? DEFAULT_CHOICES;
    },
  });
  app.decorateRequest('caller', {
    getter() {
      const caller = callers.get(this.raw);
      if (caller === undefined) throw new TypeError(`The route ${this.url} is public and must not ask who calls`);
      return caller;
    },
  });
  app.decorateRequest('origin', {
    getter() {
      const prefix = addresses?.prefixOf(this.raw) ?? '';
      return `${this.protocol}://${hostOf(this.host) ?? 'localhost'}${prefix}`;
    },
  });
  app.decorateRequest('client', {
    getter() {
      return { ipAddress: this.ip, userAgent: this.headers['user-agent'] ?? null, requestId: this.id };
    },
  });
  return {
    org: (request, org) => void orgs.set(request.raw, org),
    caller: (request, caller) => void callers.set(request.raw, caller),
    orgOf: (request) => orgs.get(request.raw),
  };
}
