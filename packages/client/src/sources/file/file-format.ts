import { extname } from 'node:path';

export type FileFormat = 'delimited' | 'json' | 'json-lines';

/** The format of a file, by its name where that is clear, else by how it begins. */
export function fileFormat(path: string, sample: string): FileFormat {
  switch (extname(path).toLowerCase()) {
    case '.csv':
    case '.tsv':
    case '.tab':
    case '.psv':
      return 'delimited';
    case '.jsonl':
    case '.ndjson':
      return 'json-lines';
    default:
      return byContent(sample.trimStart());
  }
}

function byContent(text: string): FileFormat {
  if (text.startsWith('[')) return 'json';
  if (!text.startsWith('{')) return 'delimited';
  const [first = '', ...others] = text.split('\n');
  const record = objectOf(first);
  if (record === undefined) return 'json';
  const next = others.find((line) => line.trim() !== '');
  if (next !== undefined) return next.trimStart().startsWith('{') ? 'json-lines' : 'json';
  return Object.values(record).some(Array.isArray) ? 'json' : 'json-lines';
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
