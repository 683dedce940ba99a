export * from '../../src/testing/build-pack.ts';
