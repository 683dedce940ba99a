export { type Administration, openAdministration } from './administration.ts';
export { DEFAULT_HOST, DEFAULT_PORT, ENVIRONMENT, readPort, resolveConfig, type ServerConfig } from './config.ts';
export type { FirstStart } from './first-start.ts';
export type { Log } from './http/log.ts';
export { type RunningServer, startServer } from './main.ts';
export { VERSION } from './version.ts';
