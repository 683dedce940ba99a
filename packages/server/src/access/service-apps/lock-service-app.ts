import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { getServiceApp, type ServiceApp } from './service-app.ts';

/** Reads an app that nobody else changes until the transaction ends. Throws `notFound`. */
export async function lockServiceApp(tx: Transaction, appId: string): Promise<ServiceApp> {
  await tx.execute(sql`SELECT FROM service_apps WHERE id = ${appId} FOR UPDATE`);
  return getServiceApp(tx, appId);
}
