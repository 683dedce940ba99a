import type { LintRule } from '../lint-finding.ts';
import { type CardFacts, inputPlace, isRead, sourcesOf } from '../pack-facts.ts';

/** A Join whose value is read, and one of the two branches gives none: it is null then (workflows-format 3.4, 3.6). */
export const elseMissing: LintRule = {
  code: 'else_missing',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      if (card.name !== 'control:if' || card.card.branches === null) continue;
      const { whenTrue, whenFalse } = card.card.branches;
      const join = joinOf(card);
      if (join === undefined) continue;
      for (const { input, output } of join.card.joins) {
        const into = join.card.inputs.find((candidate) => candidate.id === input);
        const out = join.card.outputs.find((candidate) => candidate.id === output);
        if (into === undefined || out === undefined || !isRead(join, out)) continue;
        const given = sourcesOf(join, into).length;
        if (given >= 2) continue;
        yield {
          place: inputPlace(join, into),
          message: `${given === 0 ? 'Neither branch gives' : 'Only one branch gives'} it a value, and it is read behind the Join`,
          remedy: `Map a value in both branches of "${card.card.title}" (${whenTrue}, ${whenFalse})`,
        };
      }
    }
  },
};

function joinOf({ card, scope }: CardFacts): CardFacts | undefined {
  const behind = (head: string | undefined) => scope.scope.edges.filter(([from]) => from === head).map(([, to]) => to);
  const both = behind(card.branches?.whenFalse);
  const id = behind(card.branches?.whenTrue).find(
    (to) => both.includes(to) && scope.byId.get(to)?.name === 'control:join',
  );
  return id === undefined ? undefined : scope.byId.get(id);
}
