import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { type ArnPart, parseStreamArn } from "@/lib/stream/arn";

type Slot = "region" | "accountId" | "tableName" | "label";

const slots: { slot: Slot; title: string }[] = [
  { slot: "region", title: "Region" },
  { slot: "accountId", title: "Account" },
  { slot: "tableName", title: "Table" },
  { slot: "label", title: "Stream since" },
];

/** The slot that shows a fault; what stands before the region has none. */
function slotOf(part: ArnPart): Slot | undefined {
  if (part === "resource") return "tableName";
  if (part === "partition" || part === "service" || part === "arn") return undefined;
  return part;
}

interface ArnAnatomyProps {
  text: string;
  judged: boolean;
  id: string;
  /** That of the chosen connection to AWS. */
  region: string | undefined;
}

/**
 * What was typed, taken apart. The four slots are always there, so nothing moves while typing. A fault is named in red only
 * once it is `judged` (left, pasted or sent); until then it is what is still to come.
 */
export function ArnAnatomy({ text, judged, id, region }: ArnAnatomyProps) {
  const address = parseStreamArn(text);
  const wrong = judged && address.kind === "error" ? address : undefined;
  const parts: Partial<Record<Slot, ReactNode>> =
    address.kind === "error"
      ? address.parts
      : address.kind === "tableName"
        ? { tableName: address.tableName, region: <Quiet>the connection's</Quiet>, label: <Quiet>the latest</Quiet> }
        : address.kind === "table"
          ? { ...address, label: <Quiet>the latest</Quiet> }
          : { ...address, label: `${address.label.slice(0, 19).replace("T", " ")} UTC` };
  return (
    <div className="grid gap-2">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 md:grid-cols-[1fr_1fr_1.3fr_1.5fr]">
        {slots.map(({ slot, title }) => {
          const fault = wrong && text.trim() !== "" && slotOf(wrong.part) === slot;
          return (
            <div
              key={slot}
              className={cn("grid min-w-0 gap-0.5 border-l-2 pl-2", fault ? "border-danger" : "border-line")}
            >
              <dt className={cn("text-xs", fault ? "font-medium text-danger" : "text-ink-3")}>{title}</dt>
              <dd className="h-4 truncate font-mono text-sm/4">
                {fault && wrong.length > 0 ? (
                  <span className="text-danger">{text.slice(wrong.position, wrong.position + wrong.length)}</span>
                ) : (
                  (parts[slot] ?? <Quiet>–</Quiet>)
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      <p id={id} aria-live="polite" className="flex min-h-4 items-start gap-1.5 text-sm/4 text-ink-2">
        {wrong ? (
          <>
            <CircleAlert size={13} aria-hidden="true" className="mt-[1.5px] shrink-0 text-danger" />
            <span className="wrap-anywhere">
              <span className="font-medium text-danger">{wrong.message}</span> {wrong.hint}
            </span>
          </>
        ) : address.kind === "error" ? (
          text.trim() === "" ? (
            "A table's ARN or its name will do: its latest stream is taken."
          ) : (
            `Still to come: ${comesNext(address.part)}.`
          )
        ) : (
          <>
            <CircleCheck size={13} aria-hidden="true" className="mt-[1.5px] shrink-0 text-live" />
            {address.kind === "stream"
              ? "A stream ARN."
              : `A table${address.kind === "table" ? " ARN" : "'s name"}: its latest stream is taken.`}
            {address.kind !== "tableName" &&
              region !== undefined &&
              address.region !== region &&
              ` It is read in its own region, ${address.region}.`}
          </>
        )}
      </p>
    </div>
  );
}

function comesNext(part: ArnPart): string {
  switch (part) {
    case "region":
      return "the region";
    case "accountId":
      return "the account, 12 digits";
    case "resource":
      return "table/ and the table's name";
    case "tableName":
      return "the table's name";
    case "label":
      return "the stream's date";
    default:
      return "arn:aws:dynamodb: and where the stream is";
  }
}

function Quiet({ children }: { children: ReactNode }) {
  return <span className="font-sans text-ink-3">{children}</span>;
}
