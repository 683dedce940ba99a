import type { Room } from '../../http/room.ts';
import { addGroupRoutes } from './groups/routes.ts';
import { addMembershipRoutes } from './memberships/routes.ts';
import { addUserRoutes } from './users/routes.ts';

/** Single users, groups and memberships of an identity source: calls that act at once, without a session (identity-sources-api 2.13-2.15). */
export const entitiesRoom: Room = (app) => {
  addUserRoutes(app);
  addGroupRoutes(app);
  addMembershipRoutes(app);
};
