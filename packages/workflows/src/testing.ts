/** Packs out of few words, for tests of flows and measurements. Not for production. */
export * from './testing/build-pack.ts';
