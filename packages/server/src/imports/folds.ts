import { IMPORT_CLASSES, type ImportClass } from '@headwater/protocol';
import { Fold } from './fold.ts';
import type { LoadHead } from './uploads.ts';

/** The uploads of a session, folded class by class. Numbers count within a class. */
export type Folds = Readonly<Record<ImportClass, Fold>>;

export function foldLoads(heads: readonly LoadHead[]): Folds {
  const fold = (name: ImportClass) => new Fold(heads.filter((head) => head.class === name));
  return { users: fold('users'), groups: fold('groups'), memberships: fold('memberships'), devices: fold('devices') };
}

/** Of an import without uploads: a record outside a session. */
export const NO_FOLDS: Folds = foldLoads([]);

/** Uploads of all classes, dropped ones included: the number of receipts. */
export function countUploads(folds: Folds): number {
  return IMPORT_CLASSES.reduce((sum, name) => sum + folds[name].total + folds[name].dropped.length, 0);
}
