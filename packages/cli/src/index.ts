export type { CommandContext } from './command-context.ts';
export { createProgram } from './program.ts';
export { run } from './run.ts';
export { processTerminal, type Terminal } from './terminal.ts';
