import { readFile } from 'node:fs/promises';
import { Failure } from '../../failure.ts';
import type { Terminal } from '../../terminal.ts';

/**
 * A JSON object: of a file, of standard input for `-`, or written out on the command line. Throws a Failure for anything else.
 */
export async function readJsonObject(given: string, terminal: Terminal): Promise<Readonly<Record<string, unknown>>> {
  const isWrittenOut = given.trimStart().startsWith('{');
  const name = given === '-' ? 'Standard input' : isWrittenOut ? 'What is written out' : given;
  const text = given === '-' ? await terminal.readInput() : isWrittenOut ? given : await readFile(given, 'utf8');
  const value = parse(text.replace(/^\uFEFF/, ''), name);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw jsonInvalid(`${name} holds ${Array.isArray(value) ? 'a list' : JSON.stringify(value)} instead of an object.`);
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw jsonInvalid(`${name} holds no JSON: ${error instanceof Error ? error.message : String(error)}.`, error);
  }
}

function jsonInvalid(message: string, cause?: unknown): Failure {
  const remedy = 'Write a JSON object, such as {"name": "value"}.';
  return new Failure({ code: 'jsonInvalid', message, remedy }, { cause });
}
