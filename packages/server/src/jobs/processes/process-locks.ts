/**
 * First key of the advisory locks that processes hold while they live; the second is the number of the process. Chosen
 * once, at random; the PostgreSQL manual, "Advisory Locks", has the rules.
 */
export const processLockClass = 1_752_656_482;

/** Announces that a process has joined. */
export const membershipChannel = 'headwater:processes';
