import type { ImportClass, RecordAction } from '@headwater/protocol';
import type { Folds } from './folds.ts';
import type { ImportChoices } from './plan/basis.ts';

/** One pass over the uploads of one class, in the plan and again in its application. */
export interface Step {
  readonly class: ImportClass;
  readonly action: RecordAction;
}

const UPSERTS: readonly Step[] = [
  { class: 'users', action: 'upsert' },
  { class: 'groups', action: 'upsert' },
  { class: 'devices', action: 'upsert' },
  { class: 'memberships', action: 'upsert' },
];

const DELETES: readonly Step[] = [
  { class: 'memberships', action: 'delete' },
  { class: 'groups', action: 'delete' },
  { class: 'devices', action: 'delete' },
  { class: 'users', action: 'delete' },
];

const ORDERS: Readonly<Record<ImportChoices['importOrder'], readonly Step[]>> = {
  upsertsFirst: [...UPSERTS, ...DELETES],
  deletesFirst: [...DELETES, ...UPSERTS],
};

/** The steps of an import that have something to do, in their order (import-semantics 2.8). */
export function stepsOf(folds: Folds, order: ImportChoices['importOrder']): readonly Step[] {
  return ORDERS[order].filter((step) => {
    const fold = folds[step.class];
    return step.action === 'upsert' ? fold.hasUpserts : fold.hasDeletes;
  });
}
