/**
 * What the help says about defaults of the server, so that showing help need not load it; a test ties these to the server's
 * own.
 */
export const DEFAULTS = {
  port: 8080,
  host: '127.0.0.1',
  dataFolder: '.headwater',
  org: 'default',
} as const;

/** Where an import goes when nobody says otherwise: a Headwater on this machine. */
export const DEFAULT_URL: string = `http://${DEFAULTS.host}:${DEFAULTS.port}`;
