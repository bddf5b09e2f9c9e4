import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";

/** The words of the screen, for a person who meets them here for the first time. */
const words: readonly (readonly [word: string, means: string])[] = [
  ["Record", "One change of one item: the item before and after it, if the stream keeps both."],
  [
    "Shard",
    "A stream is cut into shards. Each holds the changes of some items, in the order in which they were made. It is named by the end of its id.",
  ],
  [
    "Lineage",
    "A shard closes after some hours, and a child goes on where it ended; a busy one splits in two. Parent and children stand in one branch on the left.",
  ],
  ["Coverage", "The part of a shard that is captured. What could not be read any more is a gap, and is shown as one."],
  ["Lag", "How long a change takes from the table to this page, in the slowest shard."],
];

/** The detail while no record is chosen: how to choose one, and what the screen speaks of. */
export function NoRecord() {
  return (
    <div className="overflow-y-auto">
      <EmptyState title="No record is selected" className="mt-[12vh] pb-6">
        Choose one in the list, or walk through it with <Kbd>j</Kbd> and <Kbd>k</Kbd>, to see what it changed.
      </EmptyState>
      <dl className="mx-auto grid max-w-[46ch] gap-x-3 border-t border-line px-4 pt-5 pb-6 text-xs text-ink-3 @min-[280px]:grid-cols-[auto_minmax(0,1fr)]">
        {words.map(([word, means]) => (
          <div key={word} className="contents">
            <dt className="font-medium text-ink-2">{word}</dt>
            <dd className="mb-2">{means}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
