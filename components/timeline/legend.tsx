import { Info } from "lucide-react";
import type { ReactNode } from "react";
import { glossary } from "@/components/ui/glossary";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Term } from "@/components/ui/term";

/** What the colours, lines and hatches of the timeline stand for. */
export function Legend() {
  return (
    <Popover>
      <PopoverTrigger
        render={
          <button
            type="button"
            aria-label="Legend of the timeline"
            title="What the colours and lines mean"
            className="grid size-6 cursor-default place-items-center rounded hover:bg-hover hover:text-ink data-popup-open:bg-hover data-popup-open:text-ink"
          />
        }
      >
        <Info size={12} aria-hidden="true" />
      </PopoverTrigger>
      <PopoverContent label="Legend of the timeline" align="start" className="w-96 max-w-[calc(100vw-1rem)]">
        <div className="grid gap-3">
          <Group
            name={
              <>
                A line for each <Term means={glossary.shard}>shard</Term>
              </>
            }
          >
            <Entry sign={<Bars part="insert" />} name="INSERT">
              stands above the line
            </Entry>
            <Entry sign={<Bars part="modify" />} name="MODIFY">
              lies across it
            </Entry>
            <Entry sign={<Bars part="remove" />} name="REMOVE">
              hangs below it
            </Entry>
            <Entry
              sign={<i className="h-0.5 w-full bg-live/75" />}
              name={<Term means={glossary.coverage}>Captured</Term>}
            >
              without a bar, nothing happened
            </Entry>
            <Entry
              sign={
                <i className="h-px w-full bg-[repeating-linear-gradient(90deg,var(--ink-3)_0_2px,transparent_2px_4px)]" />
              }
              name="Not read"
            >
              the shard was there, nothing is captured
            </Entry>
            <Entry
              sign={
                <i className="size-full rounded-[2px] bg-gap-bg bg-[repeating-linear-gradient(135deg,var(--gap-ink)_0_1.5px,transparent_1.5px_5px)]" />
              }
              name={<Term means={glossary.gap}>Gap</Term>}
            >
              known to be missing
            </Entry>
            <Entry sign={<Playhead />} name="Where you are">
              the time that the list went to
            </Entry>
          </Group>
          <Group name="The strip above">
            <Entry sign={<i className="h-2.5 w-1.5 self-end bg-modify/60" />} name="All records">
              of all shards together
            </Entry>
            <Entry sign={<i className="size-full border-x-2 border-select-line bg-select-line/15" />} name="Range">
              the list shows what lies in it
            </Entry>
          </Group>
        </div>
      </PopoverContent>
    </Popover>
  );
}

function Group({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-1.5">
      <h3 className="text-xs font-medium text-ink-3">{name}</h3>
      <dl className="grid gap-1">{children}</dl>
    </section>
  );
}

function Entry({ sign, name, children }: { sign: ReactNode; name: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2.5">
      <span aria-hidden="true" className="relative flex h-3.5 w-6 shrink-0 items-center justify-center overflow-hidden">
        {sign}
      </span>
      <dt className="w-24 shrink-0 font-medium">{name}</dt>
      <dd className="min-w-0 text-ink-2">{children}</dd>
    </div>
  );
}

const places = {
  insert: "top-0 h-[7px] bg-insert",
  modify: "top-1 h-[6px] bg-modify",
  remove: "top-2 h-[6px] bg-remove",
};

/** A bar at its place on the axis of a lane. */
function Bars({ part }: { part: keyof typeof places }) {
  return (
    <>
      <i className="absolute inset-x-0 top-[7px] h-px bg-line-strong" />
      <i className={`absolute left-2 w-2 ${places[part]}`} />
    </>
  );
}

function Playhead() {
  return (
    <i className="relative h-full w-[1.5px] bg-select-line before:absolute before:top-0 before:-left-1 before:border-x-[5px] before:border-t-[6px] before:border-x-transparent before:border-t-select-line" />
  );
}
