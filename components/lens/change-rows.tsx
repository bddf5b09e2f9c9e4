import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format";
import type { ChangeList, ChangeRow } from "@/lib/api/contract";
import { shareText } from "./share";

interface ChangeRowsProps {
  list: ChangeList;
  /** What the shares are of. */
  of: number;
  /** "keys" */
  what: string;
  /** Why there may be none. */
  empty: string;
  onFilter: (filter: string) => void;
}

/** The most frequent ones, each with its share as a bar; a press shows its records. */
export function ChangeRows({ list, of, what, empty, onFilter }: ChangeRowsProps) {
  const most = list.top[0]?.count ?? 1;
  if (list.top.length === 0) return <EmptyState title={`No ${what}`}>{empty}</EmptyState>;
  const others = list.distinct - list.top.length;
  return (
    <>
      <ul aria-label={`${what}, most frequent first`} className="py-1">
        {list.top.map((row) => (
          <li key={row.name}>
            <Row row={row} most={most} of={of} onFilter={onFilter} />
          </li>
        ))}
      </ul>
      {others > 0 && <p className="px-3 pb-3 text-xs text-ink-3">and {formatCount(others)} others</p>}
    </>
  );
}

function Row({ row, most, of, onFilter }: { row: ChangeRow; most: number } & Pick<ChangeRowsProps, "of" | "onFilter">) {
  const { name, count, inserts, modifies, removes } = row;
  const parts = [
    { count: inserts, look: "bg-insert", text: "INSERT" },
    { count: modifies, look: "bg-modify", text: "MODIFY" },
    { count: removes, look: "bg-remove", text: "REMOVE" },
  ].filter((part) => part.count > 0);
  const told = parts.map((part) => `${formatCount(part.count)} ${part.text}`).join(", ");
  return (
    <button
      type="button"
      title={`${name}\n${told}\nPress to see these records`}
      onClick={() => onFilter(row.filter)}
      className="group grid w-full cursor-default grid-cols-[minmax(0,1fr)_auto_44px] items-baseline gap-x-2 px-3 py-1 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span className="truncate font-mono group-hover:underline group-hover:underline-offset-2">{name}</span>
      <b className="text-right font-semibold">{formatCount(count)}</b>
      <span className="text-right text-xs text-ink-3">{shareText(count, of)}</span>
      <span aria-hidden="true" className="col-span-3 mt-0.5 flex h-1 gap-px overflow-hidden rounded-full bg-line/60">
        {parts.map((part) => (
          <span key={part.text} className={part.look} style={{ width: `${(part.count / most) * 100}%` }} />
        ))}
      </span>
      <span className="sr-only">{told}. Show these records.</span>
    </button>
  );
}
