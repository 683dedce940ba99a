import type { FlowKind, PackCard, PackFlow, PackScope } from './pack.ts';
import { type Place, seen } from './place.ts';
import { kindName } from './read-kind.ts';
import { readSchedule } from './read-schedule.ts';
import { readScope } from './read-scope.ts';
import { type JsonObject, own, type Reading } from './reading.ts';

/** Reads a flow (workflows-format 2). `folderId` is null for a folder that the pack does not have. */
export function readFlow(
  reading: Reading,
  raw: JsonObject,
  id: string,
  place: Place,
  folders: ReadonlyMap<string, unknown>,
): PackFlow {
  const data = reading.object(own(raw, 'data'), place, 'Its data');
  const uuid = own(data, 'uuid');
  if (uuid !== undefined && uuid !== id) {
    reading.refuse('id_differs', place, `Its data.uuid is ${seen(uuid)}, and its id ${seen(id)}; they must be equal`);
  }
  const scope = readScope(reading, data, id, place);
  const start = startOf(scope);
  const isScheduled = own(data, 'scheduled') === true;
  const kind = start === null ? 'helper' : kindOf(start, isScheduled);
  const folder = own(data, 'group');
  return {
    id,
    name: reading.name(own(raw, 'name'), place, 'Its name'),
    description: reading.text(own(raw, 'description'), place, 'Its description'),
    kind,
    folderId: typeof folder === 'string' && folders.has(folder) ? folder : null,
    securityLevel: readSecurityLevel(reading, own(data, 'security_level'), kind, place),
    schedule: kind === 'scheduled' ? readSchedule(reading, own(data, 'cron'), place) : null,
    savesData: own(data, 'log') !== false,
    scope,
  };
}

/** The card that nothing comes before. */
export function startOf(scope: PackScope): PackCard | null {
  const reached = new Set(scope.edges.map(([, to]) => to));
  for (const { branches } of scope.cards) {
    if (branches !== null) reached.add(branches.whenTrue).add(branches.whenFalse);
  }
  return scope.cards.find((card) => !reached.has(card.id)) ?? null;
}

function kindOf(start: PackCard, isScheduled: boolean): FlowKind {
  switch (kindName(start.kind)) {
    case 'control:callable':
      return isScheduled ? 'scheduled' : 'helper';
    case 'http:accept':
      return 'endpoint';
    case 'http:delegated':
      return 'delegated';
    case 'control:noop':
      return 'manual';
    default:
      return 'event';
  }
}

function readSecurityLevel(reading: Reading, level: unknown, kind: FlowKind, place: Place): PackFlow['securityLevel'] {
  if (level === 'open' || level === 'medium' || level === 'high') return level;
  if (level !== null && level !== undefined) {
    reading.refuse(
      'security_level_unknown',
      place,
      `Its security level is ${seen(level)}; it must be open, medium or high`,
    );
  }
  if (kind !== 'endpoint') return null;
  reading.warn(
    'security_level_missing',
    place,
    'It is an API endpoint without a security level; it asks for the client token',
  );
  return 'medium';
}
