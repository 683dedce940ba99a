import { readFile } from 'node:fs/promises';
import { decodeValue, fromJson, isObject, type ValueObject } from '@headwater/workflows';
import { UsageFailure } from '../../failure.ts';
import type { Terminal } from '../../terminal.ts';

/**
 * An object of values: from a JSON file, from standard input for `-`, or written out as JSON. `{"$date": "2026-01-31T12:00:00Z"}` is an
 * instant. Throws a UsageFailure for anything else.
 */
export async function readValues(given: string | undefined, option: string, terminal: Terminal): Promise<ValueObject> {
  if (given === undefined) return {};
  const text = await textOf(given, terminal);
  const value = decodeValue(parse(text, given, option));
  if (isObject(value)) return value;
  throw new UsageFailure(`${option} is no JSON object.`, 'Write it like {"name": "value"}.');
}

async function textOf(given: string, terminal: Terminal): Promise<string> {
  if (given === '-') return terminal.readInput();
  return given.trimStart().startsWith('{') ? given : readFile(given, 'utf8');
}

function parse(text: string, given: string, option: string) {
  try {
    // Parsed JSON has no other types.
    return fromJson(JSON.parse(text)) as Parameters<typeof decodeValue>[0];
  } catch (cause) {
    const where = given === '-' ? 'Standard input' : given === text ? option : given;
    throw new UsageFailure(`${where} holds no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
