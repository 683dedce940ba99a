/** The paths that routes were added for, to tell a wrong method (405) from an unknown path (404). */
export interface KnownPaths {
  add(method: string | readonly string[], pattern: string): void;
  /** Methods of the path, sorted; empty for an unknown path. */
  methodsOf(path: string): readonly string[];
}

interface Known {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Makes an empty {@link KnownPaths}. Patterns have `:name` segments, as Fastify's. */
export function createKnownPaths(): KnownPaths {
  const paths = new Map<string, Known>();
  return {
    add(method, pattern) {
      const known = paths.get(pattern) ?? { pattern: toRegExp(pattern), methods: new Set() };
      for (const name of [method].flat()) known.methods.add(name);
      paths.set(pattern, known);
    },
    methodsOf(path) {
      const methods = [...paths.values()].flatMap(({ pattern, methods }) => (pattern.test(path) ? [...methods] : []));
      return [...new Set(methods)].sort();
    },
  };
}

function toRegExp(pattern: string): RegExp {
  const segments = pattern
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
