import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileExpression, type EvaluationContext, ExpressionError, type Profile, type Value } from '../src/index.ts';

const FILE = new URL('../../../../shared/vectors/expression-vectors.json', import.meta.url);

interface Vector {
  readonly id: string;
  readonly dialect: string;
  readonly expression: string;
  readonly context: VectorContext;
  readonly expected: unknown;
  readonly accept?: readonly unknown[];
}

interface Related {
  readonly user: Profile;
  readonly appusers: Readonly<Record<string, Profile>>;
}

interface VectorContext {
  readonly feature?: string;
  readonly source?: Profile;
  readonly appuser?: Profile;
  readonly root?: Profile;
  readonly user?: Profile;
  readonly app?: Profile;
  readonly apps?: Readonly<Record<string, Profile>>;
  readonly target_app?: Profile;
  readonly appusers?: Readonly<Record<string, readonly Profile[]>>;
  readonly org?: Profile;
  readonly idpuser?: Profile;
  readonly session?: Profile;
  readonly access?: Profile;
  readonly internal?: Profile;
  readonly groups?: readonly {
    readonly id: string;
    readonly name: string;
    readonly type?: string;
    readonly sourceId?: string;
  }[];
  readonly linked?: Readonly<Record<string, Profile>>;
  readonly manager?: Related;
  readonly assistant?: Related;
  readonly now?: string;
  readonly val?: Value;
}

/** The vectors' own names for what an {@link EvaluationContext} has. */
function toContext(given: VectorContext): EvaluationContext {
  const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
    record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
  return {
    source: given.source ?? given.appuser ?? given.root ?? (given.val === undefined ? null : { val: given.val }),
    user: given.user ?? null,
    app: given.app ?? null,
    org: given.org ?? null,
    idpuser: given.idpuser ?? null,
    session: given.session ?? null,
    access: given.access ?? null,
    appInstance: (name) => (name === 'target' ? given.target_app : own(given.apps, name)) ?? null,
    appUsers: (name) => own(given.appusers, name) ?? [],
    groups: () =>
      (given.groups ?? []).map(({ id, name, type = 'OKTA_GROUP', sourceId = null }) => ({ id, name, type, sourceId })),
    linkedObject: (name) => own(given.linked, name) ?? null,
    relatedUser: (relation, app) =>
      (app === null ? given[relation]?.user : own(given[relation]?.appusers, app)) ?? null,
    internalProperty: (name) => own(given.internal, name) ?? null,
    ...(given.now === undefined ? {} : { clock: { now: () => new Date(given.now ?? 0) } }),
  };
}

function outcomeOf({ expression, context }: Vector): unknown {
  try {
    const options = context.feature === 'group_rule' ? { feature: 'group-rule' as const } : {};
    return compileExpression(expression, options).evaluate(toContext(context));
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.message };
    throw error;
  }
}

/** Groups are compared by id. */
function comparable(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map((item: unknown) => (typeof item === 'object' && item !== null && 'id' in item ? item.id : item))
    : value;
}

describe.skipIf(!existsSync(FILE))('published samples of the classic dialect', () => {
  const vectors: readonly Vector[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];
  const classic = vectors.filter(({ dialect }) => dialect === 'classic');

  test.each(classic.map((vector) => [vector.id, vector.expression, vector] as const))(
    '%s: %s',
    (_id, _text, vector) => {
      const outcome = comparable(outcomeOf(vector));
      const { expected, accept = [] } = vector;
      if (typeof expected === 'object' && expected !== null && 'error' in expected) {
        expect(outcome).toEqual({ error: expect.stringContaining(String(expected.error)) });
      } else {
        expect([expected, ...accept]).toContainEqual(outcome);
      }
    },
  );
});
