import type { CompileReport } from '../compile/program.ts';
import type { Pack } from '../pack/pack.ts';
import { placeText } from '../pack/place.ts';
import type { LintFinding } from './lint-finding.ts';
import { LINT_RULES } from './lint-rules.ts';
import { gatherFacts } from './pack-facts.ts';

/** What the compiler reports and a rule finds as well. */
const FOUND_BY_RULES: ReadonlySet<string> = new Set(['iterator_ambiguous', 'option_placeholder']);

const SEVERITIES = ['error', 'warning', 'hint'] as const;

/**
 * Likely mistakes of a pack (workflows-format 11, and what its rules in 5 to 7 make easy to get wrong), gravest first. With the
 * compiler's report also what it found: cards nobody has implemented, flows and tables that are missing.
 */
export function lintPack(pack: Pack, report?: CompileReport): readonly LintFinding[] {
  const facts = gatherFacts(pack);
  const findings: LintFinding[] = (report?.problems ?? [])
    .filter(({ code }) => !FOUND_BY_RULES.has(code))
    .map(({ code, place, message }) => ({ code, severity: 'error', place, message, remedy: 'See the message' }));
  for (const { code, severity, check } of LINT_RULES) {
    for (const { place, message, remedy } of check(facts)) {
      findings.push({ code, severity, place: placeText(place), message, remedy });
    }
  }
  return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
