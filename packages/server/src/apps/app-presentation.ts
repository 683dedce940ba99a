import type { Application } from '@headwater/protocol';

/** What the wire form of apps depends on besides the app. */
export interface AppPresentation {
  /** `00o…` of the org. */
  readonly orgId: string;
  /** `https://host` for links. */
  readonly origin: string;
}

interface AnyApp {
  readonly id: string;
  readonly name: Application['name'];
  readonly label: string;
  readonly status: Application['status'];
  readonly created: Date;
  readonly lastUpdated: Date;
  readonly hidden: boolean;
}

type Common = Omit<Application, '_embedded'>;

/**
 * What every app object has, in the recorded form and order (identity-sources-api 7.1), without features and a way to sign on; links
 * lead only to what is served here.
 */
export function presentCommon(app: AnyApp, { orgId, origin }: AppPresentation): Common {
  const self = `${origin}/api/v1/apps/${app.id}`;
  const change = app.status === 'ACTIVE' ? 'deactivate' : 'activate';
  return {
    id: app.id,
    orn: `orn:okta:idp:${orgId}:apps:${app.name}:${app.id}`,
    name: app.name,
    label: app.label,
    status: app.status,
    lastUpdated: app.lastUpdated.toISOString(),
    created: app.created.toISOString(),
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: {
      autoLaunch: false,
      autoSubmitToolbar: false,
      hide: { iOS: app.hidden, web: app.hidden },
      appLinks: {},
    },
    features: [],
    signOnMode: null,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is the value
    credentials: { userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' }, signing: {} },
    universalLogout: { status: 'UNSUPPORTED' },
    settings: {
      app: {},
      notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } },
      manualProvisioning: false,
      implicitAssignment: false,
      emOptInStatus: 'NONE',
      notes: { admin: null, enduser: null },
    },
    _links: {
      appLinks: [],
      groups: { href: `${self}/groups` },
      logo: [],
      users: { href: `${self}/users` },
      [change]: { href: `${self}/lifecycle/${change}` },
    },
  };
}
