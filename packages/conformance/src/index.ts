export { exchangeWith } from './exchange.ts';
export { loadSuite } from './load-suite.ts';
export type { OrgAccess } from './org-session.ts';
export { type CaseResult, type ConformanceReport, countOutcomes } from './report.ts';
export { type RunOptions, runSuite, SourceBusy } from './run-suite.ts';
export { FEATURES, type Feature } from './suite.ts';
