import type { LintRule } from '../lint-finding.ts';
import type { CardFacts, PackFacts } from '../pack-facts.ts';

/** Flows whose cards of a connector name no connection of the pack. Tables need none. */
export const connectionUnset: LintRule = {
  code: 'connection_unset',
  severity: 'hint',
  *check({ cards, pack }: PackFacts) {
    const seen = new Set<string>();
    for (const card of cards) {
      const connector = connectorOf(card);
      if (connector === null) continue;
      const { connectionId } = card.card;
      if (connectionId !== null && pack.connections.has(connectionId)) continue;
      const key = JSON.stringify([card.flow.id, connector, connectionId]);
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        place: card.place,
        message: connectionId === null ? 'It has no connection' : `Its connection ${connectionId} is not in the pack`,
        remedy: `Bind a connection to "${connector}" on import`,
      };
    }
  },
};

/** Connectors whose cards compute or wait, and reach nothing. */
const WITHOUT: ReadonlySet<string> = new Set(['stash', 'httpfunctions:close']);

function connectorOf({ card, name }: CardFacts): string | null {
  if (card.kind.type === 'kernel' || WITHOUT.has(card.kind.connector) || WITHOUT.has(name)) return null;
  return card.kind.connector;
}
