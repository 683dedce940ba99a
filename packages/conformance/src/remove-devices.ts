import { awaitEnd, createSession, jsonHeaders, type OrgAccess, patient } from './org-session.ts';
import type { Traces } from './traces.ts';

/** Devices have no endpoint of their own: a session removes them. */
export async function removeDevices(access: OrgAccess, traces: Traces): Promise<void> {
  if (traces.devices.length === 0) return;
  const headers = jsonHeaders(access);
  const { path } = await createSession(access, { method: 'POST', path: `${access.source}/sessions`, headers });
  const call = patient(access);
  await call({
    method: 'POST',
    path: `${path}/bulk-devices-delete`,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ externalIds: traces.devices }),
  });
  const started = await call({ method: 'POST', path: `${path}/start-import`, headers });
  if (started.status === 200) await awaitEnd(access, path);
  // Nothing was staged: there is no such device.
  else await call({ method: 'DELETE', path, headers });
  if (started.status === 200 || started.status === 400) traces.forgetDevices();
}
