import { cn } from "@/components/ui/cn";
import { formatCount } from "@/components/ui/format";
import type { ChangeSummary } from "@/lib/stream/change";
import type { ColumnValue } from "@/lib/stream/column-value";

/** "status PENDING → SHIPPED +2": what a record changed, in one line. */
export function ChangeText({ change }: { change: ChangeSummary }) {
  return (
    // Beside chosen attributes there may be too little room for anything but one line that is cut at its end.
    <span className={cn("block truncate", change.kind === "changed" && "@min-[150px]:flex @min-[150px]:gap-x-1")}>
      {content(change)}
    </span>
  );
}

/** "PENDING → SHIPPED", "SHIPPED", or what was there before it went: what a column shows of a record. */
export function ColumnText({ value }: { value: ColumnValue }) {
  const both = value.old !== undefined && value.new !== undefined;
  return (
    <span className="block truncate" title={both ? `${value.old} → ${value.new}` : (value.new ?? value.old)}>
      {value.old !== undefined && <del className="text-remove decoration-1">{value.old}</del>}
      {both && <span className="text-ink-3"> → </span>}
      {value.new !== undefined &&
        (both ? <ins className="text-insert no-underline">{value.new}</ins> : <span>{value.new}</span>)}
    </span>
  );
}

function content(change: ChangeSummary) {
  switch (change.kind) {
    case "new":
      return <span className="text-ink-3">new item{attributes(change.attributes)}</span>;
    case "removed":
      return (
        <span className="text-ink-3">
          {change.ttl ? "expired by TTL" : "deleted"}
          {attributes(change.attributes)}
        </span>
      );
    case "unknown":
      return <span className="text-ink-3">changed; attributes unknown</span>;
    case "changed":
      return (
        <>
          <span className={cn("text-ink-2", room(change.path, 8))}>{change.path}</span>{" "}
          {change.old !== undefined && (
            <del className={cn("text-remove decoration-1", room(change.old, 6, "shrink-1000000"))}>{change.old}</del>
          )}
          {change.old !== undefined && change.new !== undefined && <span className="shrink-0 text-ink-3"> → </span>}
          {change.new !== undefined && (
            <ins className={cn("text-insert no-underline", room(change.new, 10, "shrink-10000"))}>{change.new}</ins>
          )}
          {change.new === undefined && <span className="shrink-0 text-ink-3"> removed</span>}
          {change.more > 0 && <span className="shrink-0 text-ink-3"> +{formatCount(change.more)}</span>}
        </>
      );
  }
}

/**
 * Where the line is too long, first the old value is cut, then the new one, then the path; of each its beginning stays, and
 * one of `short` letters or fewer stays whole. The steps are so far apart that the next is not cut by a hair while the one
 * before still has letters to give.
 */
function room(text: string, short: number, shrink?: string): string {
  return text.length <= short ? "shrink-0" : cn("min-w-10 truncate", shrink);
}

/** None are counted where the view type leaves the image out. */
function attributes(count: number): string {
  return count === 0 ? "" : `, ${formatCount(count)} ${count === 1 ? "attribute" : "attributes"}`;
}
