import { randomBytes } from 'node:crypto';
import pg from 'pg';
import sql, { raw } from 'sql-template-tag';
import type { Database } from '../../database/database.ts';
import { orgSchemaName } from '../../database/org-name.ts';
import { createOrgSchema, listOrgSchemas } from '../../database/org-schema.ts';
import type { Transaction } from '../../database/transaction.ts';

/** No org can have a name that begins with a digit, so these are nobody's; migrations reach them like those of every org. */
const SPARE_STEM = '0spare';

/** Making the tables of an org takes longer than everything else about it. */
const SPARES = 6;

/** SQLSTATE of a name that has a schema already: it is refused, or taken over, where the org is made. */
const SCHEMA_EXISTS = '42P06';

/** Schemas that are made before an org needs them, so that making an org is quick. */
export class SpareSchemas {
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  #filling: Promise<void> | undefined;
  #closed = false;

  /** @param onError told when spares could not be made; orgs are then made without */
  constructor(database: Database, onError: (error: unknown) => void) {
    this.#database = database;
    this.#onError = onError;
  }

  /** Gives a new org a schema, if there is a spare one; otherwise nothing happens. */
  async give(org: string): Promise<void> {
    try {
      await this.#database.inPlatform((tx) => rename(tx, org));
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && error.code === SCHEMA_EXISTS)) throw error;
    }
    this.fill();
  }

  /** Makes what is missing, in the background. */
  fill(): void {
    this.#filling ??= this.#fill()
      .catch(this.#onError)
      .finally(() => {
        this.#filling = undefined;
      });
  }

  /** Waits for the one that is being made. Spares stay for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#filling;
  }

  async #fill(): Promise<void> {
    for (
      let found = (await this.#list()).length;
      found < SPARES && !this.#closed;
      found = (await this.#list()).length
    ) {
      await createOrgSchema(this.#database, `${SPARE_STEM}_${randomBytes(6).toString('hex')}`);
    }
  }

  async #list(): Promise<readonly string[]> {
    return (await listOrgSchemas(this.#database)).filter((name) => name.startsWith(SPARE_STEM));
  }
}

/** One at a time over all processes: nobody else can take the same one. */
async function rename(tx: Transaction, org: string): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended('headwater spare schemas', 0))`);
  const [spare] = await tx.query<{ readonly name: string }>(
    sql`SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, ${orgSchemaName(SPARE_STEM)}) LIMIT 1`,
  );
  if (spare === undefined) return;
  const [from, to] = [spare.name, orgSchemaName(org)].map((name) => pg.escapeIdentifier(name));
  await tx.execute(sql`${raw(`ALTER SCHEMA ${from} RENAME TO ${to}`)}`);
}
