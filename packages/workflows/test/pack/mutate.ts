type Path = readonly (string | number)[];

/** A hostile change: where, by a number that is taken modulo the number of places, and what. */
export interface Mutation {
  readonly at: number;
  readonly change: Change;
}

export const CHANGES = [
  'delete',
  'null',
  'text',
  'number',
  'list',
  'object',
  'twice',
  'swap',
  'proto',
  'self',
] as const;
export type Change = (typeof CHANGES)[number];

/** A copy of the JSON with the changes made. */
export function mutate(json: unknown, mutations: readonly Mutation[]): unknown {
  let mutated: unknown = JSON.parse(JSON.stringify(json));
  for (const mutation of mutations) {
    const places = placesOf(mutated);
    const path = places[mutation.at % places.length];
    if (path !== undefined)
      mutated = change(mutated, path, mutation.change, places[(mutation.at * 31) % places.length] ?? path);
  }
  return mutated;
}

function placesOf(json: unknown): Path[] {
  const places: Path[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (path.length > 0) places.push(path);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(json, []);
  return places;
}

function change(json: unknown, path: Path, how: Change, other: Path): unknown {
  const key = path.at(-1) as string;
  const parent = at(json, path.slice(0, -1)) as Record<string, unknown>;
  switch (how) {
    case 'delete':
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case 'null':
      parent[key] = null;
      break;
    case 'text':
      parent[key] = 'x\0';
      break;
    case 'number':
      parent[key] = -1.5;
      break;
    case 'list':
      parent[key] = [[]];
      break;
    case 'object':
      parent[key] = { '': {} };
      break;
    case 'twice':
      if (Array.isArray(parent)) parent.push(parent[Number(key)]);
      else parent[`${key}2`] = parent[key];
      break;
    case 'swap':
      parent[key] = JSON.parse(JSON.stringify(at(json, other) ?? null));
      break;
    case 'proto':
      Object.defineProperty(parent, '__proto__', {
        value: parent[key],
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 'self':
      parent[key] = key;
      break;
  }
  return json;
}

function at(json: unknown, path: Path): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
