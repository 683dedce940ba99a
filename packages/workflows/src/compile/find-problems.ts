import type { Pack, PackInput, PackProblem } from '../pack/pack.ts';
import { PACK_PLACE, type Place, placeText, within } from '../pack/place.ts';
import { isAmbiguousIterator } from './ambiguous-iterator.ts';
import type { ScopePlace, SeenCard } from './compile-scope.ts';
import { calledFlowIds, tableIds } from './references.ts';

/** Cards that call a flow for every item of something; `control:times` has no item. */
const ITERATORS: ReadonlySet<string> = new Set([
  'list:each',
  'list:asyncEach',
  'list:map',
  'list:filter',
  'list:find',
  'list:sort',
  'list:unique',
  'object:each',
  'object:map',
  'object:process',
]);

/** Option of a template that was never filled in. */
const PLACEHOLDER = /^-- .* --$/;

/** What will not work as the author of a card meant, though it can be run. */
export function findProblems({ source, compiled, missing }: SeenCard, place: ScopePlace, pack: Pack): PackProblem[] {
  const problems: PackProblem[] = [];
  const at = placeOf(place, compiled.title, compiled.id);
  const report = (code: string, message: string, input?: PackInput): void => {
    problems.push({ code, place: placeText(input === undefined ? at : within(at, 'input', input.key)), message });
  };
  if (missing !== null && compiled.work.type === 'missing') report(missing, compiled.work.message);
  for (const id of calledFlowIds(source)) {
    if (!pack.flows.has(id))
      report('flow_missing', `Calls flow ${id}, which is not in the pack; import the pack it is in as one`);
  }
  for (const id of tableIds(source)) {
    if (!pack.tables.has(id))
      report('table_missing', `Uses table ${id}, which is not in the pack; create it, or choose another on the card`);
  }
  if (ITERATORS.has(compiled.name) && isAmbiguousIterator(compiled.inputs)) {
    const message =
      'Its only argument is an empty object that nothing is mapped to; it is taken for the item unless the switch staticIteratorObject says "literal"';
    report('iterator_ambiguous', message);
  }
  for (const { field, literal } of compiled.inputs.fields) {
    if (!field.isOption || typeof literal !== 'string' || !PLACEHOLDER.test(literal) || hasApplication(compiled))
      continue;
    report('option_placeholder', `The option is still "${literal}"; bind it to a value`, field);
  }
  return problems;
}

/** Whether the card takes from an input what its option leaves open (workflows-format 6.3). */
function hasApplication({ inputs }: SeenCard['compiled']): boolean {
  return inputs.places.get('Application')?.has('applicationID') === true;
}

function placeOf({ flowId, flowName, block }: ScopePlace, title: string, id: string): Place {
  const flow = within(PACK_PLACE, 'flow', flowName, flowId);
  return within(block === '' ? flow : within(flow, 'block', block), 'card', title, id);
}
