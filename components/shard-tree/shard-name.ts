/** What a person calls a shard: the last 4 characters of its id. Ids that differ early can share an end; the full id is one hover away. */
export function shardTail(shardId: string): string {
  return shardId.slice(-4);
}
