import type { FlowTableColumn, FlowTableRequest } from '@headwater/protocol';
import { UsageFailure } from '../../../failure.ts';

type Type = FlowTableColumn['type'];

/** Words for the types of columns. */
export const COLUMN_WORDS: Readonly<Record<Type, string>> = {
  str: 'text',
  dte: 'date',
  dec: 'number',
  bln: 'boolean',
  ctr: 'counter',
};

/** A column from `name`, `name:type` or `name:type=default`; without a type it is text. Throws a UsageFailure. */
export function readColumn(text: string): FlowTableRequest['columns'][number] {
  const [, name = '', word = 'text', given] = /^([^:]+)(?::([a-z]+)(?:=(.*))?)?$/s.exec(text) ?? [];
  const [type] = Object.entries(COLUMN_WORDS).find(([short, long]) => word === short || word === long) ?? [];
  if (name === '' || type === undefined) {
    throw new UsageFailure(
      `"${text}" is no column.`,
      `Write it like email, age:number or active:boolean=true; types are ${Object.values(COLUMN_WORDS).join(', ')}.`,
    );
  }
  // A key of the record of all types.
  return { name, type: type as Type, ...(given === undefined ? {} : { default: given }) };
}
