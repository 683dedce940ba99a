import { type FlowScene, flowScene, type SceneOptions } from './flow-scene.ts';
import { type GraphUser, graph, microsoftLogin } from './graph.ts';
import { publishedPack } from './published-packs.ts';
import type { Service } from './service.ts';

const CLIENT = { id: 'CID', secret: 'SEC', token: 'AADTOKEN' };
const GRAPH = 'https://graph.microsoft.com';

export interface PaginationOptions extends Omit<SceneOptions, 'pack' | 'services'> {
  /** Grows with the users that flows make. */
  readonly users: GraphUser[];
  /** Users on a page. */
  readonly page: number;
  /** Puts something before Graph. */
  readonly around?: (graph: Service) => Service;
  readonly services?: Readonly<Record<string, Service>>;
}

/** The scene of the published pack that reads the pages of Graph, configured. */
export async function paginationScene(options: PaginationOptions): Promise<FlowScene> {
  const { users, page, around = (service) => service, services, ...place } = options;
  const scene = await flowScene({
    ...place,
    pack: publishedPack('graph'),
    services: {
      [GRAPH]: around(graph(users, CLIENT.token)),
      'https://login.microsoftonline.com': microsoftLogin(CLIENT),
      ...services,
    },
  });
  await scene.fill('Configuration', [
    'name,value,description',
    'domain,contoso.test,',
    `client_id,${CLIENT.id},`,
    `page_size,${page},`,
    'tenant_id,TID,',
    `client_secret,${CLIENT.secret},`,
  ]);
  return scene;
}

/** So many enabled users of Graph; one of them may be of another department. Two disabled ones follow. */
export function graphUsers(enabled: number, elsewhere = 0): GraphUser[] {
  return Array.from({ length: enabled + 2 }, (_, place) => {
    const number = place + 1;
    const address = `user${number}@contoso.test`;
    return {
      accountEnabled: number <= enabled,
      userPrincipalName: address,
      givenName: `Given${number}`,
      surname: `Sur${number}`,
      mail: address,
      mobilePhone: `555-000${number}`,
      displayName: `User ${number}`,
      department: number === elsewhere ? 'Sales' : 'Okta Workflows',
      jobTitle: 'Mr',
      streetAddress: `${number} Main St`,
      city: 'Perth',
      state: 'WA',
      country: 'Australia',
      postalCode: '6000',
      companyName: 'Okta',
    };
  });
}
