import type { LoadEvent, OrgConnection } from '@headwater/client';

/** Asks a Headwater how far the imports of a load are; other orgs do not tell, and are asked once. */
export class ImportProgress {
  readonly #org: OrgConnection;
  readonly #running: string[] = [];
  #tells = true;

  constructor(org: OrgConnection) {
    this.#org = org;
  }

  /** The part of the oldest running import that is done, 0 to 1; undefined when this event is no occasion to ask. */
  async after(event: LoadEvent): Promise<number | undefined> {
    if (event.type === 'session-triggered') this.#running.push(event.sessionId);
    if (event.type === 'session-finished' || event.type === 'session-restarted') {
      this.#running.splice(this.#running.indexOf(event.sessionId), 1);
    }
    const [sessionId] = this.#running;
    const waiting = event.type === 'waiting' && event.reason === 'import-running';
    return waiting && this.#tells && sessionId !== undefined ? this.#ask(sessionId) : undefined;
  }

  async #ask(sessionId: string): Promise<number | undefined> {
    try {
      const path = `/api/v1/headwater/imports?sessionId=${encodeURIComponent(sessionId)}`;
      const { body } = await this.#org.request({ method: 'GET', path });
      return partDone(Array.isArray(body) ? body[0] : undefined);
    } catch {
      // The load itself finds out whether the org is in trouble.
      this.#tells = false;
      return undefined;
    }
  }
}

/** Every record is decided first and applied afterwards. */
function partDone(imported: unknown): number | undefined {
  const { total, planned, applied } = fields(fields(imported).progress);
  if (typeof total !== 'number' || typeof planned !== 'number' || typeof applied !== 'number') return undefined;
  return total === 0 ? undefined : (planned + applied) / (2 * total);
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
