import type { ErrorPolicy } from '../pack/pack.ts';
import type { ValueObject } from '../values/value.ts';
import type { Ports } from './ports.ts';

/** When a card that failed is tried again; null when it is not (workflows-format 3.8). */
export function retryAt(
  policy: ErrorPolicy,
  attempt: number,
  error: ValueObject,
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
): Date | null {
  if (attempt > policy.retries) return null;
  if (policy.onlyRateLimits && error.statusCode !== TOO_MANY_REQUESTS) return null;
  const [least, most] = policy.delayMilliseconds;
  const delay = least + Math.round(random() * Math.max(0, most - least));
  return new Date(clock.now().getTime() + delay);
}

const TOO_MANY_REQUESTS = 429;
