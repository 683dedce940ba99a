export * from './testing/source-conformance.ts';
