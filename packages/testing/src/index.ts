export type { ArmedFault, Exchange, FaultKind, FaultMatch, NewFault } from '@headwater/server';
export type { Duration, OrgClock } from './org-clock.ts';
export type { OrgFaults } from './org-faults.ts';
export { type StartOrgOptions, startOrg } from './start-org.ts';
export { type StartedServer, startServer, type TestServer } from './start-server.ts';
export type { RequestFilter, TestGroup, TestOrg, TestSource } from './test-org.ts';
export { TestingError, type TestingErrorCode } from './testing-error.ts';
