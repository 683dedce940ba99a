declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A server that speaks DynamoDB's protocol and keeps everything in memory. */
  function dynalite(options?: { readonly createTableMs?: number; readonly path?: string }): Server;
  export = dynalite;
}
