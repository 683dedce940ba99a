import type { Room } from '../http/room.ts';
import type { TestModeParts } from './change-org.ts';
import { addClockRoutes } from './routes/clock-routes.ts';
import { addFaultRoutes } from './routes/fault-routes.ts';
import { addRecordingRoutes } from './routes/recording-routes.ts';
import { addSourceRoutes } from './routes/source-routes.ts';
import { addStateRoutes } from './routes/state-routes.ts';
import { requireTestMode } from './routes/test-route.ts';

/** The emulator: clock, faults, reset, snapshots and recordings of an org in test mode. Other orgs are answered `featureOff`. */
export function testModeRoom(parts: TestModeParts): Room {
  return (app) => {
    requireTestMode(app);
    addClockRoutes(app, parts);
    addFaultRoutes(app, parts);
    addStateRoutes(app, parts);
    addRecordingRoutes(app, parts);
    addSourceRoutes(app, parts);
  };
}
