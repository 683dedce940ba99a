import type { Group } from '../evaluate/context.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { ValueMap } from '../value.ts';

/** The person's groups, charged for being looked at. */
export function groupsOf(evaluation: Evaluation): readonly Group[] {
  const groups = evaluation.context.groups?.() ?? [];
  evaluation.work(groups.length);
  return groups;
}

/** A group as expressions see it: `id`, `name`, `type`, `source.id`, `profile.name`. */
export function toGroupValue(evaluation: Evaluation, group: Group): ValueMap {
  evaluation.makeList(4);
  return {
    id: group.id,
    name: group.name,
    type: group.type,
    source: { id: group.sourceId },
    profile: group.profile ?? { name: group.name },
  };
}
