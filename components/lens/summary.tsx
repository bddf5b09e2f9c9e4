import { formatCount } from "@/components/ui/format";
import { glossary } from "@/components/ui/glossary";
import { Term } from "@/components/ui/term";
import type { ChangesReport } from "@/lib/api/contract";
import { shareText } from "./share";

/** What kinds of changes there are, and two things worth knowing about them. */
export function Summary({ report }: { report: ChangesReport }) {
  const { counted, inserts, modifies, removes, ttlRemoves, compared, oneAttribute } = report;
  const events = [
    { name: "INSERT", count: inserts, bar: "bg-insert", text: "text-insert" },
    { name: "MODIFY", count: modifies, bar: "bg-modify", text: "text-modify" },
    { name: "REMOVE", count: removes, bar: "bg-remove", text: "text-remove" },
  ];
  return (
    <section aria-label="Summary" className="grid shrink-0 gap-2 border-b border-line px-3 py-2.5 text-sm">
      <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full bg-line">
        {events.map(({ name, count, bar }) =>
          count > 0 ? <span key={name} className={bar} style={{ flexGrow: count, flexBasis: 0, minWidth: 2 }} /> : null,
        )}
      </div>
      <dl className="grid grid-cols-3 gap-2">
        {events.map(({ name, count, text }) => (
          <div key={name} className="grid">
            <dt className={`font-mono text-xs font-semibold ${text}`}>{name}</dt>
            <dd>
              {formatCount(count)} <span className="text-xs text-ink-3">{shareText(count, counted)}</span>
            </dd>
          </div>
        ))}
      </dl>
      {compared > 0 && (
        <p className="text-ink-2">
          <b className="font-semibold text-ink">{shareText(oneAttribute, compared)}</b> of MODIFYs touch a single
          attribute
        </p>
      )}
      {removes > 0 && (
        <p className="text-ink-2">
          <b className="font-semibold text-ink">{shareText(ttlRemoves, removes)}</b> of REMOVEs are by{" "}
          <Term means={glossary.timeToLive}>time to live</Term> ({formatCount(ttlRemoves)}),{" "}
          {formatCount(removes - ttlRemoves)} by a program or person
        </p>
      )}
    </section>
  );
}
