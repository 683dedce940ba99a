import { createHash } from 'node:crypto';
import { base62, ID_PREFIXES, type Ids } from '@headwater/protocol';

/**
 * Who draws ids. Each lane counts for itself, so that what one does is not changed by how fast another is.
 * - `setup`: what there is when test mode begins.
 * - `requests`: what requests make.
 * - `background`: what imports make.
 * - `workflows`: what executions of flows make.
 */
export type IdLane = 'setup' | 'requests' | 'background' | 'workflows';

const LANE_LETTERS: Readonly<Record<IdLane, string>> = { setup: '0', requests: '1', background: '2', workflows: '3' };

const EPOCH_LENGTH = 2;
const COUNTER_LENGTH = 7;
const HASH_LENGTH = 7;

/** Epochs that the form of an id has room for. */
const MOST_EPOCHS = 62 ** EPOCH_LENGTH;

/**
 * Ids that are a function of the seed and of how many were drawn before: 2 characters of the epoch, 7 of the counter, 1 of the
 * lane, 7 of a hash over all that and the seed. They sort by the time they were made, within a lane.
 * @param epoch how often the lane was opened before, since the state that ids count from
 */
export function seededIds(seed: string, lane: IdLane, epoch: number): Ids {
  if (epoch >= MOST_EPOCHS) throw new RangeError(`Epoch ${epoch} is more than ids have room for; reset the org`);
  const head = base62(epoch, EPOCH_LENGTH);
  let counter = 0;
  return {
    next(kind) {
      const place = `${head}${base62(counter, COUNTER_LENGTH)}${LANE_LETTERS[lane]}`;
      counter += 1;
      return `${ID_PREFIXES[kind]}${place}${hash(`${seed}\n${kind}\n${place}`)}`;
    },
  };
}

function hash(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return Array.from({ length: HASH_LENGTH }, (_, index) => base62(digest.readUInt16BE(index * 2), 1)).join('');
}
