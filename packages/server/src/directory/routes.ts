import type { Room } from '../http/room.ts';
import { groupRoutes } from './groups/routes.ts';
import { lifecycleRoutes } from './users/lifecycle-routes.ts';
import { userRoutes } from './users/routes.ts';

/** The Users API and the Groups API (identity-sources-api 7.3, 7.4). */
export const directoryRoom: Room = (app) => {
  userRoutes(app);
  lifecycleRoutes(app);
  groupRoutes(app);
};
