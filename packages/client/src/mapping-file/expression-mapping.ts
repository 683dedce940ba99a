import { type EvaluationContext, ExpressionError, type Value } from '@headwater/expression';
import type { Clock } from '@headwater/protocol';
import type { SourceRecord } from '../pacing/source-record.ts';
import type { SourceRow } from '../sources/source.ts';
import type { MappingRules, Rule } from './compile-rule.ts';
import { externalIdText, type Mapping, originOf, rejectedRow } from './mapping.ts';

/** A mapping of compiled expressions; `profile` attributes are written in the order of the file. */
export function expressionMapping(rules: MappingRules, clock: Clock): Mapping {
  const all = [rules.externalId, ...rules.profile.map(({ rule }) => rule), rules.removeWhen, rules.skipWhen];
  return {
    attributes: rules.profile.map(({ attribute }) => attribute),
    warnings: all.flatMap((rule) => warningsOf(rule)),
    map: (row) => {
      try {
        return mapRow(rules, row, { source: row.values, clock });
      } catch (error) {
        if (!(error instanceof RuleFailure)) throw error;
        return rejectedRow(row, 'expressionFailed', error.message);
      }
    },
  };
}

/** One expression gave no usable value for one row. */
class RuleFailure extends Error {}

function mapRow(rules: MappingRules, row: SourceRow, context: EvaluationContext): SourceRecord {
  const origin = originOf(row);
  if (isTrue(rules.skipWhen, context)) return { kind: 'skipped', origin };

  const externalId = externalIdText(evaluate(rules.externalId, context));
  if (externalId === undefined) throw new RuleFailure('externalId gave a list or an object, not one value.');
  if (isTrue(rules.removeWhen, context)) return { kind: 'remove', externalId, origin };

  const profile = rules.profile.map(({ attribute, rule }) => [attribute, evaluate(rule, context)] as const);
  return { kind: 'upsert', externalId, profile: Object.fromEntries(profile), origin };
}

/** Only true is true; what a column says as text counts as what it says. */
function isTrue(rule: Rule | undefined, context: EvaluationContext): boolean {
  if (rule === undefined) return false;
  const value = evaluate(rule, context);
  const said = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (said === true || said === 'true') return true;
  if (said === false || said === 'false' || said === '' || said === null) return false;
  throw new RuleFailure(`${rule.name} gave ${JSON.stringify(value)}, which is neither true nor false.`);
}

function evaluate({ name, expression }: Rule, context: EvaluationContext): Value {
  try {
    return expression.evaluate(context);
  } catch (error) {
    if (error instanceof ExpressionError) throw new RuleFailure(`${name}: ${error.message}`);
    throw error;
  }
}

function warningsOf(rule: Rule | undefined): readonly string[] {
  const notices = rule?.expression.notices ?? [];
  return notices.flatMap(({ severity, message }) => (severity === 'warning' ? [`${rule?.name}: ${message}`] : []));
}
