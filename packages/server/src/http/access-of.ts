import type { FastifyRequest } from 'fastify';
import type { Access } from './room.ts';

/** The access that the route of a request asks for. */
export function accessOf(request: FastifyRequest): Access {
  const { access } = request.routeOptions.config;
  if (access !== undefined) return access;
  return request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'manage';
}
