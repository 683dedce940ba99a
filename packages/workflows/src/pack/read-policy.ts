import type { ErrorPolicy, PackScope } from './pack.ts';
import { type Place, seen, within } from './place.ts';
import { isJsonObject, type JsonObject, own, type Reading } from './reading.ts';

const then: ErrorPolicy['then'] = { type: 'finish' };

const FINISH: ErrorPolicy = {
  then,
  retries: 0,
  delayMilliseconds: [0, 0],
  onlyRateLimits: false,
};

const MOST_RETRIES = 100;

/** What a card does when it fails: `policy.error` (workflows-format 3.8). */
export function readPolicy(
  reading: Reading,
  policy: unknown,
  card: Place,
  readBlock: (block: JsonObject, place: Place) => PackScope,
): ErrorPolicy {
  const raw = own(reading.object(policy, card, 'Its policy'), 'error');
  if (!isJsonObject(raw)) return FINISH;
  const then = readThen(reading, raw, card, readBlock);
  const retries = readRetries(reading, own(raw, 'retry'), card);
  if (then.type === 'finish' && retries === 0) return FINISH;
  return {
    then,
    retries,
    delayMilliseconds: readDelay(reading, own(raw, 'delay'), card),
    onlyRateLimits: own(raw, 'retryCondition') === 'ratelimits',
  };
}

function readThen(
  reading: Reading,
  raw: JsonObject,
  card: Place,
  readBlock: (block: JsonObject, place: Place) => PackScope,
): ErrorPolicy['then'] {
  const type = own(raw, 'type');
  const flow = own(raw, 'flo');
  switch (type) {
    case 'return':
      return { type };
    case 'flo':
      // Numbers are left over from another system of ids (workflows-format 3.8).
      if (typeof flow !== 'number' && reading.isId(flow, card, 'The flow to run on an error')) {
        return { type: 'flow', flowId: flow };
      }
      return { type: 'finish' };
    case 'handler':
      if (isJsonObject(flow)) return { type, block: readBlock(flow, within(card, 'block', 'handler')) };
      reading.refuse('handler_missing', card, `Its error handler must be a block of cards, and is ${seen(flow)}`);
      return { type: 'finish' };
    case 'finish':
    case undefined:
      return { type: 'finish' };
    default:
      reading.warn('policy_unknown', card, `Its error policy ${seen(type)} is unknown; an error ends the flow`);
      return { type: 'finish' };
  }
}

function readRetries(reading: Reading, retry: unknown, card: Place): number {
  if (retry === undefined || retry === null) return 0;
  if (typeof retry === 'number' && Number.isInteger(retry) && retry >= 0 && retry <= MOST_RETRIES) return retry;
  reading.warn('retry_invalid', card, `It shall be tried again ${seen(retry)} times; it is tried once`);
  return 0;
}

/** What the designer offers, in milliseconds (workflows-functions 1.4). */
const USUAL_DELAY = 5 * 60_000;

/** A number of milliseconds, or the range from which the delay is drawn; five minutes where the card says nothing. */
function readDelay(reading: Reading, delay: unknown, card: Place): readonly [number, number] {
  if (delay === undefined || delay === null) return [USUAL_DELAY, USUAL_DELAY];
  const [least, most] = Array.isArray(delay) ? delay : [delay, delay];
  if (isDelay(least) && isDelay(most) && least <= most) return [least, most];
  reading.warn('delay_invalid', card, `The delay before the next try is ${seen(delay)}; there is none`);
  return [0, 0];
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
