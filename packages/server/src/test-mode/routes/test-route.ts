import { ApiError } from '@headwater/protocol';
import Type from 'typebox';
import type { App } from '../../http/room.ts';
import type { TestModeParts } from '../change-org.ts';
import { TEST_PATH } from './watch-requests.ts';

export { TEST_PATH };

/** What every route of test mode says of itself. */
export const TEST_ROUTE = { access: 'administer', scope: 'headwater', bucket: TEST_PATH } as const;

export const TEST_TAGS: string[] = ['TestMode'];

export const NoContent = Type.Null({ description: 'No Content' });

/** Adds routes of test mode, for orgs that are in it: others are answered `featureOff`. */
export type AddTestRoutes = (app: App, parts: TestModeParts) => void;

/** Makes every route of `app` refuse orgs that are not in test mode. */
export function requireTestMode(app: App): void {
  app.addHook('preHandler', async ({ org }) => {
    if (org.testMode === undefined) throw new ApiError('featureOff');
  });
}
