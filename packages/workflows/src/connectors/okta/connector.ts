import type { Connector } from '../connector.ts';
import { applicationActions } from './applications.ts';
import { customActions } from './custom-action.ts';
import { oktaEvents } from './events.ts';
import { groupActions } from './groups.ts';
import { importSessionActions } from './import-sessions.ts';
import { systemLogActions } from './system-log.ts';
import { userLifecycleActions } from './user-lifecycle.ts';
import { userActions } from './users.ts';

/** Okta, or any org with its API, such as Headwater's (workflows-format 6.3, 6.4, 8.2). */
export const okta: Connector = {
  name: 'okta',
  title: 'Okta',
  connections: ['okta'],
  actions: {
    ...importSessionActions,
    ...customActions,
    ...userActions,
    ...userLifecycleActions,
    ...groupActions,
    ...applicationActions,
    ...systemLogActions,
  },
  events: oktaEvents,
  boundOptions: { application: 'application', instance: 'application', group: 'id', groupId: 'id' },
};
