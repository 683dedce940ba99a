import type { Port } from '../evaluate/context.ts';
import { type Problem, type ProblemCode, problemAt, type Severity, type Span } from '../problem.ts';
import { FEATURES, type Feature } from './features.ts';
import type { Names, ScopeNames } from './scopes.ts';
import { didYouMean } from './suggest.ts';

/** An attribute that an expression reads; `scope` is `source`, `user`, …, an app's name or `{app}_app`. */
export interface AttributeReference {
  readonly scope: string;
  readonly attribute: string;
}

export interface CheckOptions {
  /** The kind of expression; without it nothing is refused for where it stands. */
  readonly feature?: Feature;
  /** Names that exist; what is absent is not checked. */
  readonly scopes?: ScopeNames;
}

/** Gathers everything that a check finds. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly references: AttributeReference[] = [];
  readonly uses = new Set<Port>();
  readonly feature: Feature | undefined;
  readonly scopes: ScopeNames;
  readonly #text: string;

  constructor(text: string, options: CheckOptions) {
    this.#text = text;
    this.feature = options.feature;
    this.scopes = options.scopes ?? {};
  }

  error(code: ProblemCode, span: Span, message: string): void {
    this.#add('error', code, span, message);
  }

  warning(code: ProblemCode, span: Span, message: string): void {
    this.#add('warning', code, span, message);
  }

  hint(code: ProblemCode, span: Span, message: string): void {
    this.#add('hint', code, span, message);
  }

  use(port: Port): void {
    this.uses.add(port);
  }

  /** Refuses what is limited to other kinds of expression. */
  requireFeature(allowed: readonly Feature[] | undefined, span: Span, subject: string): void {
    if (this.feature === undefined || allowed === undefined || allowed.includes(this.feature)) return;
    const where = allowed.map((feature) => FEATURES[feature]).join(', ');
    this.error(
      'not_allowed',
      span,
      `${subject} is not allowed in ${FEATURES[this.feature]}; it is allowed in ${where}.`,
    );
  }

  reference(span: Span, scope: string, attribute: string, known: Names | null | undefined): void {
    if (!this.references.some((seen) => seen.scope === scope && seen.attribute === attribute)) {
      this.references.push({ scope, attribute });
    }
    if (known === null || known === undefined) return;
    const names = new Set(known);
    if (names.has(attribute)) return;
    const advice = didYouMean(attribute, names) || ' Add it to the schema first.';
    this.error('unknown_attribute', span, `${scope} has no attribute ${attribute}.${advice}`);
  }

  linkedObject(span: Span, name: string): void {
    if (this.scopes.linkedObjects === undefined) return;
    const names = new Set(this.scopes.linkedObjects);
    if (names.has(name)) return;
    const advice = didYouMean(name, names);
    this.error('unknown_name', span, `There is no linked object relation ${name}.${advice}`);
  }

  #add(severity: Severity, code: ProblemCode, span: Span, message: string): void {
    this.problems.push(problemAt(this.#text, severity, code, span, message));
  }
}
