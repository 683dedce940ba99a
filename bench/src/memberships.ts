import { person } from './people.ts';
import type { Load } from './upload.ts';

/** Groups in one bulk load. */
const BATCH = 200;
/** Bytes of a load of memberships, below Okta's 200 KB. */
const LOAD_BYTES = 190_000;

const groupId = (number: number) => `G${String(number).padStart(6, '0')}`;

/** The loads of `count` groups. */
export function groupLoads(count: number): readonly Load[] {
  return Array.from({ length: Math.ceil(count / BATCH) }, (_, load) => ({
    kind: 'bulk-groups-upsert',
    body: () => {
      const profiles = [];
      for (let number = load * BATCH; number < Math.min((load + 1) * BATCH, count); number++) {
        const profile = { displayName: `Team ${number}`, description: `Everybody who works in team ${number}` };
        profiles.push({ externalId: groupId(number), profile });
      }
      return JSON.stringify({ profiles });
    },
  }));
}

/** The loads of `count` memberships, spread over the groups, each load as large as Okta takes it. */
export function membershipLoads(count: number, groups: number, people: number): readonly Load[] {
  const perGroup = Math.ceil(count / groups);
  const bytesOfGroup = perGroup * 12 + 60;
  const perLoad = Math.min(BATCH, Math.max(1, Math.floor(LOAD_BYTES / bytesOfGroup)));
  return Array.from({ length: Math.ceil(groups / perLoad) }, (_, load) => ({
    kind: 'bulk-group-memberships-upsert',
    body: () => {
      const memberships = [];
      for (let group = load * perLoad; group < Math.min((load + 1) * perLoad, groups); group++) {
        memberships.push({ groupExternalId: groupId(group), memberExternalIds: members(group, perGroup, people) });
      }
      return JSON.stringify({ memberships });
    },
  }));
}

/** Members of a group: neighbours and some from everywhere, all different. */
function members(group: number, size: number, people: number): readonly string[] {
  const step = Math.max(1, Math.floor(people / size));
  return Array.from(
    { length: Math.min(size, people) },
    (_, index) => person((group + index * step) % people).externalId,
  );
}
