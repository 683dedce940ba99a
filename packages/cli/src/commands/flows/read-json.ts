import { readFile } from 'node:fs/promises';
import { Failure } from '../../failure.ts';
import type { Terminal } from '../../terminal.ts';

/** The object in a JSON file, or on standard input for `-`. Throws a Failure for anything else. */
export async function readJsonObject(path: string, terminal: Terminal): Promise<Readonly<Record<string, unknown>>> {
  const text = path === '-' ? await terminal.readInput() : await readFile(path, 'utf8');
  const name = path === '-' ? 'Standard input' : path;
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
