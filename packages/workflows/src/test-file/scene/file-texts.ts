/** Texts of the files that a test file names, by path as it is written there. */
export type FileTexts = ReadonlyMap<string, string>;

/** Throws a TypeError when the file was not given. */
export function textOf(files: FileTexts, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new TypeError(`The text of ${path} was not given`);
  return text;
}
