export { check, checkExpression } from './check/check.ts';
export { FEATURES, type Feature } from './check/features.ts';
export type { AttributeReference, CheckOptions } from './check/findings.ts';
export { SCOPES, type Scope, type ScopeName, type ScopeNames } from './check/scopes.ts';
export { type CompiledExpression, type CompileOptions, compileExpression } from './compile/compile-expression.ts';
export type { EvaluationContext, Group, Port } from './evaluate/context.ts';
export { type ContextDocument, readContextDocument } from './evaluate/context-document.ts';
export { type FunctionDefinition, type Parameter, signature, type ValueType } from './functions/definition.ts';
export { FUNCTIONS } from './functions/table.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export type { Node } from './parse/node.ts';
export { type ParsedExpression, parseExpression } from './parse/parse-expression.ts';
export {
  ExpressionError,
  PROBLEM_CODES,
  type Problem,
  type ProblemCode,
  type Severity,
} from './problem.ts';
export type { Profile, Value, ValueMap } from './value.ts';
