import { type Change, type Changes, isEmptyDiff, type PackDiff } from './pack-diff.ts';

/**
 * A difference for people, one line each: `+` added, `-` removed, `~` changed.
 *
 * ```
 * ~ flow "Import"
 *     + card "Wait For" (control:wait after "Map")
 *     ~ value "Get".Request.URL: "https://a" -> "https://b"
 * ```
 */
export function formatDiff(diff: PackDiff): string {
  const lines = [
    ...section('flow', diff.flows),
    ...section('table', diff.tables),
    ...section('connection', diff.connections),
    ...section('folder', diff.folders),
    ...diff.notes.map((note) => `  ${note}`),
  ];
  return isEmptyDiff(diff) ? ['No difference in meaning', ...lines].join('\n') : lines.join('\n');
}

function section(kind: string, { added, removed, changed }: Changes): readonly string[] {
  return [
    ...removed.map((name) => `- ${kind} ${JSON.stringify(name)}`),
    ...added.map((name) => `+ ${kind} ${JSON.stringify(name)}`),
    ...changed.flatMap(({ name, changes }) => [
      `~ ${kind} ${JSON.stringify(name)}`,
      ...changes.map((change) => `    ${line(change)}`),
    ]),
  ];
}

function line({ what, subject, before, after }: Change): string {
  const name = subject === '' ? what : `${what} ${subject}`;
  if (before === null) return what === 'card' ? `+ ${name} (${after})` : `+ ${name}: ${oneLine(after)}`;
  if (after === null) return what === 'card' ? `- ${name} (${before})` : `- ${name}: ${oneLine(before)}`;
  return `~ ${name}: ${oneLine(before)} -> ${oneLine(after)}`;
}

function oneLine(text: string | null): string {
  return (text ?? 'nothing').replaceAll('\r', '').replaceAll('\n', '⏎');
}
