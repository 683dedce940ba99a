import type { TestDocument } from './test-document.ts';

/** Paths of the files that a test file names: bindings, rows, recordings; each once, as they are written. */
export function referencedFiles({ bindings, tables, recording, cases }: TestDocument): readonly string[] {
  const around = [{ tables, recording }, ...cases];
  const paths = [
    ...(typeof bindings === 'string' ? [bindings] : []),
    ...around.flatMap((part) => Object.values(part.tables ?? {})).filter((rows) => typeof rows === 'string'),
    ...around.flatMap((part) => recordingPaths(part.recording)),
  ];
  return [...new Set(paths)];
}

/** Recordings may be one or several. */
export function recordingPaths(recording: string | readonly string[] | undefined): readonly string[] {
  if (recording === undefined) return [];
  return typeof recording === 'string' ? [recording] : recording;
}
