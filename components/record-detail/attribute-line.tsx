import { Columns3, Filter } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { isColumn, useColumns } from "@/components/record-list/use-columns";
import { CopyButton } from "@/components/ui/copy-button";
import { IconButton } from "@/components/ui/icon-button";
import { type AttributeValue, attributeType } from "@/lib/stream/attribute-value";
import { formatPath, type Path } from "@/lib/stream/path";

/** What DynamoDB calls its types, in words. */
const typeNames: Record<string, string> = {
  S: "String",
  N: "Number",
  B: "Binary",
  BOOL: "Boolean",
  NULL: "Null",
  M: "Map",
  L: "List",
  SS: "String set",
  NS: "Number set",
  BS: "Binary set",
};

export function TypeTag({ value }: { value: AttributeValue }) {
  const type = attributeType(value);
  return (
    <abbr title={typeNames[type] ?? type} className="no-underline">
      {type}
    </abbr>
  );
}

interface AttributeLineProps {
  path: Path;
  /** Its DynamoDB type, or both. */
  type: ReactNode;
  /** What the copy button copies: the value as it is now, or as it was. */
  value: AttributeValue;
  /** Filters for records that changed this path. */
  onFilterPath: (path: string) => void;
  note?: ReactNode;
  children: ReactNode;
}

/** One attribute path, its type, its value or values (below the path where the panel is narrow); copying and filtering appear where the pointer or the focus is. */
export function AttributeLine({ path, type, value, onFilterPath, note, children }: AttributeLineProps) {
  const name = formatPath(path);
  const columns = useColumns();
  const isShown = columns.paths.includes(name);
  return (
    <div className="group relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 border-b border-line/60 px-3 py-[3px] @min-[360px]:grid-cols-[minmax(72px,32%)_36px_minmax(0,1fr)]">
      <dt className="min-w-0 wrap-anywhere">
        <Breakable path={name} />
        {note && <span className="block font-sans text-xs text-ink-3">{note}</span>}
      </dt>
      <dd className="pt-0.5 text-[10.5px] text-ink-3">{type}</dd>
      <dd className="col-span-2 grid min-w-0 content-start gap-px @min-[360px]:col-span-1">{children}</dd>
      <dd className="absolute top-0 right-1.5 flex rounded bg-raised opacity-0 shadow-popup group-focus-within:opacity-100 group-hover:opacity-100">
        <CopyButton text={() => copyText(value)} label={`Copy the value of ${name}`} />
        <IconButton size="sm" label={`Show records that changed ${name}`} onClick={() => onFilterPath(name)}>
          <Filter size={12} aria-hidden="true" />
        </IconButton>
        {isColumn(name) && (isShown || !columns.full) && (
          <IconButton
            size="sm"
            label={isShown ? `Remove the column ${name}` : `Show ${name} as a column of the list`}
            aria-pressed={isShown}
            onClick={() => (isShown ? columns.remove(name) : columns.add(name))}
            className={isShown ? "text-accent" : ""}
          >
            <Columns3 size={12} aria-hidden="true" />
          </IconButton>
        )}
      </dd>
    </div>
  );
}

/** A path that breaks between its parts before it breaks within one. */
function Breakable({ path }: { path: string }) {
  let at = 0;
  return path.split(/(?=[.[])/).map((part) => {
    at += part.length;
    return (
      <Fragment key={at}>
        {part}
        <wbr />
      </Fragment>
    );
  });
}

/** A string or number bare, since that is what one pastes elsewhere; all else in DynamoDB's own typed JSON. */
function copyText(value: AttributeValue): string {
  if ("S" in value) return value.S;
  if ("N" in value) return value.N;
  return JSON.stringify(value);
}
