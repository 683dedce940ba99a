import type { Pack } from '../pack/pack.ts';
import { quoted } from '../pack/place.ts';
import type { FrameOutcome } from '../run/journal.ts';
import { toJson } from '../values/encode.ts';
import { getKey, type ValueObject } from '../values/value.ts';
import { checkCalls } from './check-calls.ts';
import type { Path } from './document/positions.ts';
import type { TestFile } from './document/read-test-file.ts';
import type { Expected } from './document/test-document.ts';
import { durationMilliseconds } from './duration.ts';
import { asksOfText, matchValue, show } from './match/match-value.ts';
import type { CaseProblem } from './report.ts';
import { MOST_STARTED, type RanCase, type RanFlow } from './run-case.ts';
import type { Scene } from './scene/build-scene.ts';

interface Finding {
  readonly path: Path;
  readonly message: string;
}

/** Everything in which a case did not go as it says, in the order of importance. */
export function checkCase(
  pack: Pack,
  file: TestFile,
  index: number,
  ran: RanCase,
  scene: Scene,
): readonly CaseProblem[] {
  const expected = file.document.cases[index]?.expect ?? {};
  const path = ['cases', index, 'expect'];
  const found = [
    ...scene.door.unexpected.slice(0, 10).map((message) => ({ path: ['cases', index], message })),
    // A flow that got no answer from the test fails for that reason.
    ...(scene.door.unexpected.length > 0 && ran.main.outcome.status === 'failed'
      ? []
      : checkOutcome(pack, expected, path, ran.main)),
    ...checkAnswer(expected, path, ran.main),
    ...prefixed([...path, 'calls'], checkCalls(expected.calls, scene.door.sent)),
    ...scene.exchanges.unmet().map((message) => ({ path: ['cases', index], message })),
    ...checkWaits(expected, path, ran.waits),
    ...checkTables(pack, expected, path, scene),
    ...checkOrgs(expected, path, scene),
    ...(ran.isEndless
      ? [{ path: ['cases', index], message: `more than ${MOST_STARTED} flows were started; the others did not run` }]
      : checkStarted(pack, expected, path, ran.started)),
  ];
  return found.map((one) => ({ line: file.position(one.path).line, message: one.message }));
}

function checkOutcome(pack: Pack, expected: Expected, path: Path, { outcome }: RanFlow): readonly Finding[] {
  const end = endOf(expected);
  if (outcome.status !== end) {
    return [{ path, message: `${endText(pack, outcome)}, expected ${EXPECTED_ENDS[end]}` }];
  }
  if (outcome.status === 'failed') {
    return prefixed([...path, 'error'], matchError(expected.error, outcome.error, 'error'));
  }
  const { result } = outcome;
  const [wanted, name] = outcome.status === 'halted' ? [expected.halted, 'halted'] : [expected.result, 'result'];
  if (wanted === undefined || wanted === true) return [];
  return prefixed([...path, name], matchValue(wanted, toJson(result), name));
}

const EXPECTED_ENDS = {
  returned: 'it to go through to its end',
  halted: 'it to be ended by Continue If',
  failed: 'it to fail',
} as const;

function endOf({ error, halted }: Expected): FrameOutcome['status'] {
  if (error !== undefined) return 'failed';
  return halted === undefined || halted === false ? 'returned' : 'halted';
}

/** How a flow ended, with the place of a failure. */
function endText(pack: Pack, outcome: FrameOutcome): string {
  switch (outcome.status) {
    case 'returned':
      return `the flow ended with ${show(toJson(outcome.result))}`;
    case 'halted':
      return `the flow was ended by Continue If with ${show(toJson(outcome.result))}`;
    case 'failed':
      return `the flow failed at ${failurePlace(pack, outcome.error)}: ${String(getKey(outcome.error, 'message'))}`;
  }
}

function failurePlace(pack: Pack, error: ValueObject): string {
  const flow = pack.flows.get(String(getKey(error, 'flo')));
  const id = String(getKey(error, 'method'));
  const card = flow?.scope.cards.find((one) => one.id === id);
  const cardText = card === undefined ? `card ${id}` : `card ${quoted(card.title)} (${id})`;
  return flow === undefined ? cardText : `flow ${quoted(flow.name)} › ${cardText}`;
}

/** A text, or what is asked of one, is about the message; `true` is any failure. */
function matchError(wanted: unknown, error: ValueObject, place: string): readonly string[] {
  if (wanted === true) return [];
  if (typeof wanted === 'string' || asksOfText(wanted))
    return matchValue(wanted, toJson(getKey(error, 'message')), `${place}.message`);
  return matchValue(wanted, toJson(error), place);
}

/** The body is compared with what it means where more than a text is expected. */
function checkAnswer({ answer }: Expected, path: Path, ran: RanFlow): readonly Finding[] {
  if (answer === undefined) return [];
  if (ran.answer === null) return prefixed([...path, 'answer'], matchValue(answer, null, 'answer'));
  const body = typeof getBody(answer) === 'string' ? ran.answer.body : meaning(ran.answer.body);
  return prefixed([...path, 'answer'], matchValue(answer, { ...ran.answer, body }, 'answer'));
}

function getBody(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'body' in answer ? answer.body : undefined;
}

function meaning(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function checkWaits({ waits }: Expected, path: Path, ran: readonly string[]): readonly Finding[] {
  if (waits === undefined) return [];
  const isSame =
    waits.length === ran.length &&
    waits.every((wait, at) => durationMilliseconds(wait) === durationMilliseconds(ran[at] ?? 'PT0S'));
  if (isSame) return [];
  return [{ path: [...path, 'waits'], message: `waits were ${listText(ran)}, expected ${listText(waits)}` }];
}

function checkTables(pack: Pack, { tables = {} }: Expected, path: Path, scene: Scene): readonly Finding[] {
  const known = [...pack.tables.values()];
  return Object.entries(tables).flatMap(([name, wanted]) => {
    const table = known.find((one) => one.id === name || one.name === name);
    const rows = table === undefined ? [] : scene.tables.rows(table.id).map(({ values }) => toJson(values));
    return prefixed([...path, 'tables', name], matchValue(wanted, rows, `table ${name}`));
  });
}

function checkOrgs({ orgs = {} }: Expected, path: Path, scene: Scene): readonly Finding[] {
  return Object.entries(orgs).flatMap(([name, wanted]) => {
    const state = scene.orgs.get(name)?.state;
    const here = [...path, 'orgs', name];
    if (state === undefined) return [{ path: here, message: `the test has no org ${name}; add it to orgs` }];
    return Object.entries(wanted).flatMap(([part, value]) =>
      prefixed([...here, part], matchValue(value, state[part as keyof typeof state], `${name}.${part}`)),
    );
  });
}

/** Without `started` they only have to go through. */
function checkStarted(pack: Pack, { started }: Expected, path: Path, ran: readonly RanFlow[]): readonly Finding[] {
  const here = [...path, 'started'];
  const names = ran.map(({ flowId }) => pack.flows.get(flowId)?.name ?? flowId);
  const wanted = started?.map((one) => (typeof one === 'string' ? { flow: one } : one));
  if (wanted !== undefined && !wanted.every(({ flow }, at) => [names[at], ran[at]?.flowId].includes(flow))) {
    return [
      {
        path: here,
        message: `started flows are ${listText(names)}, expected ${listText(wanted.map((one) => one.flow))}`,
      },
    ];
  }
  if (wanted !== undefined && wanted.length !== ran.length) {
    return [{ path: here, message: `started flows are ${listText(names)}, expected ${wanted.length}` }];
  }
  return ran.flatMap((flow, at) => {
    const { error, result } = wanted?.[at] ?? {};
    const { outcome } = flow;
    const place = `started flow ${quoted(names[at] ?? '')}`;
    if (outcome.status === 'failed') {
      return error === undefined
        ? [{ path: here, message: `${place}: ${endText(pack, outcome)}` }]
        : prefixed(here, matchError(error, outcome.error, `${place}, error`));
    }
    if (error !== undefined) return [{ path: here, message: `${place} did not fail` }];
    return result === undefined ? [] : prefixed(here, matchValue(result, toJson(outcome.result), `${place}, result`));
  });
}

function prefixed(path: Path, messages: readonly string[]): readonly Finding[] {
  return messages.map((message) => ({ path, message }));
}

function listText(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.join(', ');
}
