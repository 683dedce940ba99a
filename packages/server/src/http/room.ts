import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Choices, Limits } from '@headwater/protocol';
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Caller } from '../access/caller.ts';
import type { ScopeFamily } from '../access/scopes.ts';
import type { Org } from '../orgs/org.ts';
import type { EventClient } from '../system-log/record-event.ts';

/** Gives `request.params`, `query` and `body` the types of the route's TypeBox schemas. */
export interface SchemaTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  serializer: unknown;
}

/** The HTTP server as rooms see it. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>;

/** One room's routes: adds them to `app`. Everything that crosses rooms is done around them (see README.md beside). */
export type Room = (app: App) => void;

/**
 * Who may call a route.
 * - `public`: everybody.
 * - `read`, `manage`: a token of an administrator; a token bound to a source only on paths with that `:identitySourceId`.
 * - `administer`: a token of an administrator that is bound to no source, so never one that only uploads.
 */
export type Access = 'public' | 'read' | 'manage' | 'administer';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Default: `read` for GET and HEAD, `manage` for everything else. */
    readonly access?: Access;
    /** Default: none, and then only an API token opens the route. */
    readonly scope?: ScopeFamily;
    /**
     * Routes that name the same bucket share one rate limit. Default: `/api/v1` and the first segment after it, the first two of our own
     * routes.
     */
    readonly bucket?: string;
    /** Largest body in bytes. Default 1 MiB. */
    readonly maxBodyBytes?: (limits: Limits, choices: Choices) => number;
    /** Whether the route takes a body over 1 MiB as a `JsonStream`, so that none is held whole. */
    readonly streamed?: boolean;
  }

  interface FastifyInstance {
    /** Names of all buckets, for those who set their limits. */
    readonly rateLimitBuckets: ReadonlySet<string>;
  }

  interface FastifyRequest {
    /** The org that the host name of the request means. */
    readonly org: Org;
    /** Who calls. A TypeError on public routes. */
    readonly caller: Caller;
    /** `http://host` or `https://host` as the client wrote it, and the prefix of a test org, for absolute links. */
    readonly origin: string;
    /** Address, user agent and request id, for events. */
    readonly client: EventClient;
  }
}
