/** What the words of a stream mean, in a sentence or two, for a person who meets them for the first time. */
export const glossary = {
  record: "One change of one item: INSERT, MODIFY or REMOVE.",
  image: "The item as it was before a change (old image) or is after it (new image).",
  viewType: "What a record holds, as it was chosen when the stream was enabled.",
  shard:
    "A stream is cut into shards. Each holds the changes of some items, in the order in which they were made. It is named by the end of its id.",
  lineage:
    "A shard closes after some hours and rolls over: a child goes on where it ended. A busy one splits: two children share its items. Parents and children are a lineage, one branch on the left.",
  position: "Where in a shard reading stands. It begins at the newest record, at a time, or at the trim horizon.",
  trimHorizon: "The oldest record that AWS still has of a shard. AWS drops each after 24 hours.",
  coverage: "The part of a shard that is captured.",
  gap: "A range that is known to be missing, because AWS dropped it before it was read. It is shown, never silent.",
  behind: "The time from a change in the table until its record is here, in the slowest shard.",
  sequenceNumber: "The number of a record, rising within its shard. Shard and number together name a record.",
  timeToLive:
    "An attribute can tell when an item expires. DynamoDB deletes it some time after, with a REMOVE like any other.",
} as const;
