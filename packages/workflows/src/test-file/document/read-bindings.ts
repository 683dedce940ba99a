import Value from 'typebox/value';
import { parse } from 'yaml';
import type { Bindings } from '../../compile/program.ts';
import { BindingsDocument } from './test-document.ts';

/** Reads a file of bindings, YAML or JSON. Throws a TypeError that says what is wrong with it. */
export function readBindings(text: string): Bindings {
  const read: unknown = parse(text);
  if (Value.Check(BindingsDocument, read)) return read;
  const [problem] = Value.Errors(BindingsDocument, read);
  const place = (problem?.instancePath ?? '').split('/').filter((step) => step !== '');
  const at = place.length === 0 ? '' : `${place.join('.')}: `;
  throw new TypeError(
    `${at}bindings are an object with applications, ids, connections, hosts, each an object of texts; ${problem?.message ?? ''}`,
  );
}
