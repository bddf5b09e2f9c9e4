/** The number in records.event. A delete by time to live is told apart without its record. */
export const EVENT_NUMBER = { INSERT: 0, MODIFY: 1, REMOVE: 2 } as const;
export const TTL_REMOVE = 3;
