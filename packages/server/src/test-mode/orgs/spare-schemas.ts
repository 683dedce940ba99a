import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Database } from '../../database/database.ts';
import { orgSchemaName } from '../../database/org-name.ts';
import { createOrgSchema, listOrgSchemas } from '../../database/org-schema.ts';

/** No org can have a name that begins with a digit, so these are nobody's; migrations reach them like those of every org. */
const SPARE = '0spare_';

/** Making the tables of an org takes longer than everything else about it. */
const SPARES = 6;

/** SQLSTATEs of a spare that another process was quicker to take, and of a name that has a schema already. */
const TAKEN: ReadonlySet<unknown> = new Set(['3F000', '42P06']);

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
    const [spare] = await this.#list();
    if (spare !== undefined) await this.#rename(spare, org);
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
      await createOrgSchema(this.#database, `${SPARE}${randomBytes(6).toString('hex')}`);
    }
  }

  async #list(): Promise<readonly string[]> {
    return (await listOrgSchemas(this.#database)).filter((name) => name.startsWith(SPARE));
  }

  async #rename(spare: string, org: string): Promise<void> {
    const [from, to] = [spare, org].map((name) => pg.escapeIdentifier(orgSchemaName(name)));
    try {
      await this.#database.pool.query(`ALTER SCHEMA ${from} RENAME TO ${to}`);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && TAKEN.has(error.code))) throw error;
    }
  }
}
