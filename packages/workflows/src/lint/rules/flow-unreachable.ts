import { flowPlace } from '../../pack/walk-scopes.ts';
import type { LintRule } from '../lint-finding.ts';

/** A helper that no card of the pack calls, except its own. People can still start it by hand. */
export const flowUnreachable: LintRule = {
  code: 'flow_unreachable',
  severity: 'hint',
  *check({ pack, callers }) {
    for (const flow of pack.flows.values()) {
      if (flow.kind !== 'helper') continue;
      if ((callers.get(flow.id) ?? []).some((card) => card.flow !== flow)) continue;
      yield {
        place: flowPlace(flow),
        message: 'No flow of the pack calls this helper',
        remedy: 'Call it, start it by hand, or remove it',
      };
    }
  },
};
