import { ApiError, validationFailed } from '@headwater/protocol';
import sql from 'sql-template-tag';
import Type, { type Static } from 'typebox';
import { type ClockChange, changeClock, showClock } from '../clock.ts';
import { readDuration } from '../duration.ts';
import { readTestMode } from '../test-mode.ts';
import { type AddTestRoutes, TEST_PATH, TEST_ROUTE, TEST_TAGS } from './test-route.ts';

const CLOCK = `${TEST_PATH}/clock`;

const OrgClock = Type.Object(
  {
    now: Type.String({ format: 'date-time', description: 'The org’s time' }),
    frozen: Type.Boolean({ description: 'Whether it stands still' }),
  },
  { $id: 'OrgClock' },
);

const SetClock = Type.Object(
  {
    now: Type.Optional(Type.String({ description: 'ISO 8601, not before the org’s present time; default: that' })),
    frozen: Type.Optional(
      Type.Boolean({ description: 'Whether the clock stands still from then on; default: as it was' }),
    ),
  },
  { additionalProperties: false, $id: 'SetClock' },
);

const AdvanceClock = Type.Object(
  {
    seconds: Type.Optional(Type.Number({ minimum: 0 })),
    duration: Type.Optional(Type.String({ description: 'ISO 8601, of weeks to seconds: `P1DT12H`' })),
  },
  { additionalProperties: false, $id: 'AdvanceClock' },
);

/** The clock of the org. */
export const addClockRoutes: AddTestRoutes = (app, parts) => {
  app.get(
    CLOCK,
    {
      config: TEST_ROUTE,
      schema: { operationId: 'getTestClock', summary: 'Read the clock', tags: TEST_TAGS, response: { 200: OrgClock } },
    },
    async ({ org }) => {
      const [row] = await org.read((tx) =>
        tx.query<{ readonly mode: unknown }>(
          sql`SELECT settings -> 'testMode' AS mode FROM headwater.orgs WHERE name = ${org.name}`,
        ),
      );
      const mode = readTestMode(row?.mode);
      if (mode === undefined) throw new ApiError('featureOff');
      return showClock(mode);
    },
  );
  app.put(
    CLOCK,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'setTestClock',
        summary: 'Set the clock, or let it stand still or run',
        tags: TEST_TAGS,
        body: SetClock,
        response: { 200: OrgClock },
      },
    },
    async ({ org, body }) => changeClock(parts, org, toChange(body)),
  );
  app.post(
    `${CLOCK}/advance`,
    {
      config: TEST_ROUTE,
      schema: {
        operationId: 'advanceTestClock',
        summary: 'Move the clock forward',
        tags: TEST_TAGS,
        body: AdvanceClock,
        response: { 200: OrgClock },
      },
    },
    async ({ org, body }) => changeClock(parts, org, { advance: toMilliseconds(body) }),
  );
};

function toChange({ now, frozen }: Static<typeof SetClock>): ClockChange {
  const instant = now === undefined ? undefined : new Date(now);
  if (Number.isNaN(instant?.getTime())) {
    throw validationFailed('now', [`now: "${now}" is no instant; write it like 2026-03-01T10:00:00Z`]);
  }
  return { ...(instant === undefined ? {} : { now: instant }), ...(frozen === undefined ? {} : { frozen }) };
}

function toMilliseconds({ seconds, duration }: Static<typeof AdvanceClock>): number {
  if ((seconds === undefined) === (duration === undefined)) {
    throw validationFailed('seconds', ['seconds: Give either seconds or duration']);
  }
  const milliseconds = duration === undefined ? Math.round((seconds ?? 0) * 1000) : readDuration(duration);
  if (milliseconds === undefined) {
    throw validationFailed('duration', [`duration: "${duration}" is no duration; write it like PT5M or P1DT12H`]);
  }
  return milliseconds;
}
