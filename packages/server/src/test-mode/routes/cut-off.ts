import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFault } from '../faults/fault.ts';

/** What is sent instead of an answer that is ready: nothing, or its beginning, and then the connection is cut. */
export function cutOff(fault: RequestFault, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  if (fault.kind === 'drop') {
    request.raw.socket.destroy();
    return payload;
  }
  if (fault.kind !== 'truncate' || !(typeof payload === 'string' || Buffer.isBuffer(payload))) return payload;
  const whole = Buffer.from(payload);
  reply.header('content-length', whole.length);
  return Readable.from(beginning(whole.subarray(0, fault.bytes), reply));
}

/** Never ends by itself: the client is promised more. */
async function* beginning(part: Buffer, reply: FastifyReply): AsyncGenerator<Buffer> {
  const { socket } = reply.raw;
  reply.raw.flushHeaders();
  if (part.length > 0) yield part;
  if (socket === null || socket.destroyed) return;
  const closed = once(socket, 'close');
  socket.destroySoon();
  await closed;
}
