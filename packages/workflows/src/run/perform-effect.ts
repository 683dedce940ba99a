import { CardError } from './card-error.ts';
import { asCardError } from './error-object.ts';
import type { Step } from './step.ts';

/** The execution was cancelled while the effect was under way. */
export const CANCELLED = Symbol('cancelled');

/**
 * Performs an effect within the card's time. What the flow may see comes back as a CardError; an error that is none of the flow's (the
 * database is away) rejects. A write to a table is never left alone: it has no time limit but the host's.
 */
export async function performEffect(
  step: Extract<Step, { type: 'effect' }>,
  callId: string,
  timeoutMilliseconds: number,
  cancel: AbortSignal | null,
): Promise<Step | CardError | typeof CANCELLED> {
  if (cancel?.aborted === true) return CANCELLED;
  const controller = new AbortController();
  const perform = () => settled(step.perform({ callId, signal: controller.signal }));
  if (step.effect === 'tables') return perform();

  let timer: ReturnType<typeof setTimeout> | undefined;
  let onCancel: (() => void) | undefined;
  const interruption = new Promise<CardError | typeof CANCELLED>((resolve) => {
    const stop = (result: CardError | typeof CANCELLED): void => {
      // First, so that it wins over what the effect makes of being aborted.
      resolve(result);
      controller.abort();
    };
    if (timeoutMilliseconds > 0) timer = setTimeout(() => stop(timeoutError(timeoutMilliseconds)), timeoutMilliseconds);
    onCancel = () => stop(CANCELLED);
    cancel?.addEventListener('abort', onCancel);
  });
  try {
    // An effect that is interrupted may still fail: the race has taken that over, and nobody asks any more.
    return await Promise.race([interruption, perform()]);
  } finally {
    clearTimeout(timer);
    if (onCancel !== undefined) cancel?.removeEventListener('abort', onCancel);
  }
}

async function settled(work: Promise<Step>): Promise<Step | CardError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CardError) return error;
    if (isMistake(error)) return asCardError(error);
    throw error;
  }
}

/** A mistake in the code of a card would fail again and again if it were taken for trouble of the host. */
function isMistake(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
}

function timeoutError(milliseconds: number): CardError {
  return new CardError(`Method timeout exceeded: the card took longer than its ${milliseconds} ms`, {
    kind: 'timeout',
  });
}
