import { type Application, notFound, SERVICE_APP, SOURCE_APP } from '@headwater/protocol';
import { findServiceApp, listServiceApps, type ServiceApp } from '../access/service-apps/service-app.ts';
import type { Transaction } from '../database/transaction.ts';
import { getIdentitySource, type IdentitySource, listIdentitySources } from '../identity-sources/identity-source.ts';
import type { AppPresentation } from './app-presentation.ts';
import { presentService } from './present-service.ts';
import { presentSource } from './present-source.ts';

interface AnyApp {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
}

/** An app of the org: an identity source, or a service that calls the API. */
export type App =
  | (AnyApp & { readonly kind: 'source'; readonly source: IdentitySource })
  | (AnyApp & { readonly kind: 'service'; readonly service: ServiceApp });

/** All apps, in the order in which they were made. */
export async function allApps(tx: Transaction): Promise<readonly App[]> {
  const sources = await listIdentitySources(tx);
  const services = await listServiceApps(tx);
  return [...sources.map(sourceApp), ...services.map(serviceApp)].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** One app. Throws `notFound`. */
export async function getApp(tx: Transaction, appId: string): Promise<App> {
  const service = await findServiceApp(tx, appId);
  return service === undefined ? sourceApp(await getIdentitySource(tx, appId)) : serviceApp(service);
}

/** The identity source that an app is. Throws `notFound` for every other app. */
export async function getSourceApp(tx: Transaction, appId: string): Promise<IdentitySource> {
  const app = await getApp(tx, appId);
  if (app.kind !== 'source') throw notFound(appId, 'AppInstance');
  return app.source;
}

/** The app as it goes over the wire. */
export function presentApp(app: App, presentation: AppPresentation): Application {
  switch (app.kind) {
    case 'source':
      return presentSource(app.source, presentation);
    case 'service':
      return presentService(app.service, presentation);
  }
}

function sourceApp(source: IdentitySource): App {
  const { id, label, status } = source;
  return { kind: 'source', id, name: SOURCE_APP, label, status, source };
}

function serviceApp(service: ServiceApp): App {
  const { id, label, status } = service;
  return { kind: 'service', id, name: SERVICE_APP, label, status, service };
}
