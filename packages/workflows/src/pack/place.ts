/** Where in a pack: one step of a path from the pack down. Written out only when there is something to say about it. */
export interface Place {
  readonly parent: Place | null;
  readonly kind: 'pack' | 'folder' | 'table' | 'connection' | 'flow' | 'card' | 'block' | 'input' | 'output' | 'column';
  readonly name: string;
  /** Empty for what has no id of its own. */
  readonly id: string;
}

export const PACK_PLACE: Place = { parent: null, kind: 'pack', name: '', id: '' };

export function within(parent: Place, kind: Place['kind'], name: string, id = ''): Place {
  return { parent, kind, name, id };
}

/** `flow "Import" (ffc2f685…) › card "Map" (VGfKwlzVl) › input "list"` */
export function placeText(place: Place): string {
  const steps: string[] = [];
  for (let at: Place | null = place; at !== null && at.kind !== 'pack'; at = at.parent) steps.push(stepText(at));
  return steps.length === 0 ? 'pack' : steps.reverse().join(' › ');
}

function stepText({ kind, name, id }: Place): string {
  return `${kind} ${quoted(name)}${id === '' ? '' : ` (${shortId(id)})`}`;
}

const LONGEST_NAME = 60;

/** A text as a person may read it in a message: one line, quoted, not longer than 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text);
}

const LONGEST_ID = 32;

function shortId(id: string): string {
  const printable = JSON.stringify(id).slice(1, -1);
  return printable.length > LONGEST_ID ? `${printable.slice(0, 8)}…` : printable;
}

/** A value as it was seen, short enough for a message. */
export function seen(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
