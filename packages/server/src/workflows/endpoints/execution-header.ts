/** Names the execution that a call started. */
export const EXECUTION_HEADER = 'x-headwater-execution-id';
