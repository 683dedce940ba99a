import type { IncomingMessage } from 'node:http';

/** A request to a service of the outside world, its path without the prefix of the service. */
export interface ServiceRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ServiceAnswer {
  readonly status: number;
  /** Sent as JSON; nothing when undefined. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something flows talk to, played on this machine. */
export interface Service {
  answer(request: ServiceRequest): ServiceAnswer | Promise<ServiceAnswer>;
  close?(): Promise<void>;
}
