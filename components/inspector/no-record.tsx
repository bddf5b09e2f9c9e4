import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { glossary } from "@/components/ui/glossary";
import { Kbd } from "@/components/ui/kbd";

/** The words of the screen, in the order in which a person meets them. */
const words: readonly (readonly [word: string, means: string])[] = [
  ["Record", glossary.record],
  ["Image", glossary.image],
  ["Shard", glossary.shard],
  ["Lineage", glossary.lineage],
  ["Position", glossary.position],
  ["Trim horizon", glossary.trimHorizon],
  ["Coverage", glossary.coverage],
  ["Gap", glossary.gap],
  ["Behind", glossary.behind],
  ["TTL", glossary.timeToLive],
];

/** The detail while no record is chosen: how to choose one, and what the screen speaks of. */
export function NoRecord({ onWhy }: { onWhy: () => void }) {
  return (
    <div className="overflow-y-auto">
      <EmptyState
        title="No record is selected"
        className="mt-[6vh] pb-5"
        action={
          <Button size="sm" onClick={onWhy}>
            Why is there no record?
          </Button>
        }
      >
        Choose one in the list, or walk through it with <Kbd>j</Kbd> and <Kbd>k</Kbd>, to see what it changed.
      </EmptyState>
      <dl className="mx-auto grid max-w-[48ch] gap-x-3 border-t border-line px-4 pt-5 pb-6 text-xs text-ink-3 @min-[280px]:grid-cols-[auto_minmax(0,1fr)]">
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
