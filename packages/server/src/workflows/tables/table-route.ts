import Type from 'typebox';

export const TABLES = '/api/v1/headwater/flow-tables';
export const TABLE = `${TABLES}/:tableId`;
export const tags = ['FlowTable'];
export const TableParams = Type.Object({ tableId: Type.String() });

/** Tables may hold what flows sign in with elsewhere, so that they are no business of tokens that only load. */
export const READ = { access: 'administer', scope: 'headwater' } as const;
export const CHANGE = { access: 'administer', scope: 'headwater' } as const;
