import type { LintRule } from './lint-finding.ts';
import { applicationSeveral } from './rules/application-several.ts';
import { argumentUnknown } from './rules/argument-unknown.ts';
import { cardUnused } from './rules/card-unused.ts';
import { columnUnknown } from './rules/column-unknown.ts';
import { compareNumbersAsText } from './rules/compare-numbers-as-text.ts';
import { concurrencyClamped } from './rules/concurrency-clamped.ts';
import { connectionUnset } from './rules/connection-unset.ts';
import { elseMissing } from './rules/else-missing.ts';
import { errorsHidden } from './rules/errors-hidden.ts';
import { filterOperandMissing } from './rules/filter-operand-missing.ts';
import { flowUnreachable } from './rules/flow-unreachable.ts';
import { httpUnencrypted } from './rules/http-unencrypted.ts';
import { inputMissing } from './rules/input-missing.ts';
import { iteratorAmbiguous } from './rules/iterator-ambiguous.ts';
import { joinSourceOutside } from './rules/join-source-outside.ts';
import { operandUnset } from './rules/operand-unset.ts';
import { pinStale } from './rules/pin-stale.ts';
import { placeholderValue } from './rules/placeholder-value.ts';
import { recursionUnbounded } from './rules/recursion-unbounded.ts';
import { resultMissing } from './rules/result-missing.ts';
import { secretLiteral } from './rules/secret-literal.ts';
import { segmentEndUnset } from './rules/segment-end-unset.ts';
import { sessionAfterLimit } from './rules/session-after-limit.ts';
import { sessionMaybeEmpty } from './rules/session-maybe-empty.ts';
import { statusUnread } from './rules/status-unread.ts';
import { templatePlaceholderUnknown } from './rules/template-placeholder-unknown.ts';
import { waitLong } from './rules/wait-long.ts';

/** Every rule; findings come in this order within a severity. */
export const LINT_RULES: readonly LintRule[] = [
  applicationSeveral,
  argumentUnknown,
  cardUnused,
  columnUnknown,
  compareNumbersAsText,
  concurrencyClamped,
  connectionUnset,
  elseMissing,
  errorsHidden,
  filterOperandMissing,
  flowUnreachable,
  httpUnencrypted,
  inputMissing,
  iteratorAmbiguous,
  joinSourceOutside,
  operandUnset,
  pinStale,
  placeholderValue,
  recursionUnbounded,
  resultMissing,
  secretLiteral,
  segmentEndUnset,
  sessionAfterLimit,
  sessionMaybeEmpty,
  statusUnread,
  templatePlaceholderUnknown,
  waitLong,
];
