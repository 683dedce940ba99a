import Type from 'typebox';
import type { Room } from './room.ts';

/** `GET /health` for load balancers: 200 while `check` works, 503 when it fails because the database is away. */
export function healthRoom(check: () => Promise<void>): Room {
  return (app) => {
    app.get(
      '/health',
      {
        config: { access: 'public' },
        schema: {
          operationId: 'getHealth',
          summary: 'Whether this process can serve requests',
          tags: ['Server'],
          response: { 200: Type.Object({ status: Type.Literal('ok') }, { $id: 'Health' }) },
        },
      },
      async () => {
        await check();
        return { status: 'ok' };
      },
    );
  };
}
