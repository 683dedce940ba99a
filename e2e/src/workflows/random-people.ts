import type { Service } from './service.ts';

/** The service that makes people up, with always the same one. */
export function randomPeople(person: object): Service {
  return { answer: () => ({ status: 200, body: { results: [person] } }) };
}
