import { type Path, pathText } from '../document/positions.ts';
import type { TestFile } from '../document/read-test-file.ts';
import { recordingPaths } from '../document/referenced-files.ts';
import type { Expectation } from '../document/test-document.ts';
import { TestFileError } from '../document/test-file-error.ts';
import type { PlacedExpectation } from '../door/expected-exchanges.ts';
import { readRecording } from '../door/recording.ts';
import { type FileTexts, textOf } from './file-texts.ts';

interface Requests {
  readonly http?: readonly Expectation[];
  readonly recording?: string | readonly string[];
}

/** The requests that a case, or the file around it, expects; recorded ones behind those that are written out. */
export function placedExpectations(
  file: TestFile,
  path: Path,
  { http = [], recording }: Requests,
  files: FileTexts,
): readonly PlacedExpectation[] {
  const written = http.map((expectation, index) => {
    const place = [...path, 'http', index];
    return { expectation, place: `${pathText(place)} (line ${file.position(place).line})` };
  });
  const recorded = recordingPaths(recording).flatMap((name) =>
    recordedExchanges(file, [...path, 'recording'], name, files).map((expectation, index) => ({
      expectation,
      place: `exchange ${index + 1} of ${name}`,
    })),
  );
  return [...written, ...recorded];
}

/** A flow may ask less than was recorded. */
function recordedExchanges(file: TestFile, path: Path, name: string, files: FileTexts): readonly Expectation[] {
  try {
    return readRecording(textOf(files, name));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const problem = { ...file.position(path), at: pathText(path), message: `${name}: ${cause.message}` };
    throw new TestFileError(file.label, [problem], { cause });
  }
}
