import { CallRefused, type Load, type SourceApi } from './source-api.ts';

/** What a stubborn client tells about its progress. Calls that are about to be sent can be disturbed. */
export interface Progress {
  /** Sends a call; a test may cut it off. */
  readonly sending: <T>(step: Step, call: () => Promise<T>) => Promise<T>;
  /** Resolves when a server answers again. */
  readonly serverIsBack: () => Promise<void>;
}

/** A call of the upload: the creation, the load of that number (from 0), or the start. */
export type Step = 'create' | 'start' | number;

/**
 * Uploads by the rules for a client that was cut off: it asks what became of the session, and sends again what it has no answer for. Gives
 * the id of the session.
 */
export async function uploadStubbornly(
  api: SourceApi,
  loads: readonly Load[],
  { sending, serverIsBack }: Progress,
): Promise<string> {
  async function insist<T>(step: Step, call: () => Promise<T>, known: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      try {
        return await sending(step, call);
      } catch (error) {
        if (error instanceof CallRefused) throw error;
      }
      await serverIsBack();
      const done = await known();
      if (done !== undefined) return done;
    }
  }

  const { id } = await insist(
    'create',
    () => api.create(),
    async () => (await api.list())[0],
  );
  for (const [number, load] of loads.entries()) {
    await insist(
      number,
      () => api.load(id, load),
      async () => {
        const { status } = await api.get(id);
        if (status !== 'CREATED' && status !== 'IN_PROGRESS')
          throw new Error(`The session became ${status} while it was loaded`);
        return undefined;
      },
    );
  }
  await insist(
    'start',
    () => api.start(id),
    async () => {
      const session = await api.get(id);
      return session.status === 'IN_PROGRESS' ? undefined : session;
    },
  );
  return id;
}
