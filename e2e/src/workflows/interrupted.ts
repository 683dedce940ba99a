import type { Service } from './service.ts';

/**
 * A service during whose calls something happens: before the answers with these numbers (1 for the first), `happen` runs to its end.
 * Whoever has called may then be gone.
 */
export function interrupted(service: Service, numbers: readonly number[], happen: () => Promise<void>): Service {
  let calls = 0;
  return {
    async answer(request) {
      calls += 1;
      const answer = await service.answer(request);
      if (numbers.includes(calls)) await happen();
      return answer;
    },
    ...(service.close === undefined ? {} : { close: () => service.close?.() ?? Promise.resolve() }),
  };
}
