import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import { createUser } from '../../../src/directory/users/create-user.ts';
import { saveMapping } from '../../../src/mappings/save-mapping.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import type { TestServer } from '../../http/test-server.ts';
import { BADGE, residents, sessions, settings } from '../../imports/population.ts';
import { deletes, type ImportBench, openImportBench, upserts } from '../../support/import-harness.ts';
import { directoryOf, forget, pathsOf, startEntitiesServer, type Values } from './entities-server.ts';

/**
 * One org gets single calls, the other the same records as sessions of one record each. What a call refuses is no record of a session:
 * an import would keep a part of it.
 */
let server: TestServer;
let bench: ImportBench;
beforeAll(async () => {
  [server, bench] = await Promise.all([startEntitiesServer(), openImportBench()]);
  await server.org.transaction((tx) => addAttribute(tx, context(), 'user', { ...BADGE, unique: true }));
  server.choose({ createExisting: 'update' });
});
afterAll(async () => {
  await Promise.all([server.close(), bench.close()]);
});

const context = () => ({ at: server.clock.now(), actor: SYSTEM });

const MAPPING = { badge: { expression: 'source.badge', pushStatus: 'PUSH' } } as const;

/** The source of the calls, with the same attributes and mapping as that of the sessions. */
async function callSource(some: Parameters<TestServer['createSource']>[1]) {
  const { id } = await server.createSource('HR', some);
  await server.org.transaction(async (tx) => {
    await addAttribute(tx, context(), id, BADGE);
    await saveMapping(tx, server.org, id, MAPPING, { actor: SYSTEM });
  });
  return { id, ...pathsOf(id) };
}

async function peopleOf(sourceId: string): Promise<unknown> {
  const rows = await server.org.read((tx) =>
    tx.query<{ readonly externalId: string }>(sql`
      SELECT s.external_id AS "externalId", s.status, s.match_type AS "matchType", u.profile ->> 'login' AS "user",
             s.profile::json AS profile
        FROM source_users s LEFT JOIN users u ON u.id = s.user_id WHERE s.source_id = ${sourceId}`),
  );
  return Object.fromEntries(rows.map(({ externalId, ...known }) => [externalId, known]));
}

interface CallItem {
  readonly externalId: string;
  /** Undefined for a deletion. */
  readonly profile: Values | undefined;
  /** Sent as a change of somebody known, where there is somebody, else as a creation. */
  readonly change: boolean;
}

const items: fc.Arbitrary<readonly CallItem[]> = fc
  .tuple(sessions, fc.array(fc.boolean(), { minLength: 1 }))
  .map(([all, coins]) =>
    all
      .flat()
      .flatMap((upload): readonly (readonly [string, Values | undefined])[] =>
        'deletes' in upload ? upload.deletes.map((id) => [id, undefined] as const) : upload.upserts,
      )
      .map(([externalId, profile], index) => ({ externalId, profile, change: coins[index % coins.length] === true })),
  );

it('the same people by single calls and by imports lead to the same directory', async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(items, settings, residents, async (all, someSettings, people) => {
      await Promise.all([bench.clear(), forget(server)]);
      await bench.addUserAttribute({ ...BADGE, unique: true });
      for (const { login, ...profile } of people) {
        await bench.addUser(login, { profile });
        const whole = { ...profile, login: `${login}@example.com` };
        await server.org.transaction((tx) => createUser(tx, server.org.ids, context(), { profile: whole }));
      }
      const calls = await callSource(someSettings);
      const imports = await bench.addSource(someSettings);
      await imports.addAttribute(BADGE);
      await imports.map(MAPPING);
      const update = someSettings.absentAttributes === 'replace' ? 'PUT' : 'PATCH';
      for (const { externalId, profile, change } of all) {
        if (profile === undefined) {
          const { status } = await server.call('DELETE', calls.user(externalId));
          if (status !== 204) continue;
          await imports.run(deletes(externalId));
        } else {
          const changed = change ? await server.call(update, calls.user(externalId), { json: { profile } }) : undefined;
          const answer =
            changed === undefined || changed.status === 404
              ? await server.call('POST', calls.users, { json: { externalId, profile } })
              : changed;
          expect([200, 400]).toContain(answer.status);
          if (answer.status !== 200) continue;
          await imports.run(upserts([externalId, profile]));
        }
        accepted++;
        expect(await peopleOf(calls.id)).toEqual(await imports.people());
        expect(await directoryOf(server)).toEqual(await bench.users());
      }
    }),
    { numRuns: 25, interruptAfterTimeLimit: 20_000 },
  );
  expect(accepted).toBeGreaterThan(0);
});
