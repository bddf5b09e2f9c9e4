"use client";

import { useCommandKey } from "@/components/palette/command-key";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";

interface KeyGroup {
  title: string;
  keys: readonly (readonly [keys: readonly string[], does: string])[];
}

/** Keys with Ctrl or ⌘ are called by another name on each system. */
const groups = (commandKey: string, allKey: string, live: boolean): readonly KeyGroup[] => [
  {
    title: "Records",
    keys: [
      [["j", "↓"], "Next record down"],
      [["k", "↑"], "Next record up"],
      [["o", "Enter"], "Open its detail"],
      [["PgUp", "PgDn"], "A page up, down"],
      [["Home", "End"], live ? "First, last; at the head the list follows" : "First, last"],
      [["d"], "Next detail view"],
      [["i"], "Only the records of this item"],
      [["["], "Older version of the item"],
      [["]"], "Newer version of the item"],
      [["c"], "Compare this version with others"],
      [["x"], "Choose this record too, or not"],
      [["⇧j", "⇧k"], "Choose the next ones with it"],
      [[allKey], "Choose all that are loaded"],
    ],
  },
  {
    title: "Everywhere",
    keys: [
      [["/"], "Filter; there ↓ offers what it can hold, ↑ filters used before"],
      [[commandKey], "Every action, capture and shard by name"],
      [["Esc"], "Close what is open, back to the list"],
      [["g"], "Go to a time"],
      ...(live ? [[["Space"], "Pause the view, resume"] as const] : []),
      [["e"], "Export"],
      [["t"], "Light, dark"],
      [["?"], "These keys"],
    ],
  },
];

interface KeysDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** There is something to pause and to follow. */
  live: boolean;
}

export function KeysDialog({ open, onOpenChange, live }: KeysDialogProps) {
  const { label } = useCommandKey();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Keys" className="w-160">
        <div className="grid gap-6 sm:grid-cols-2">
          {groups(label, label.replace("K", "A"), live).map(({ title, keys }) => (
            <section key={title}>
              <h3 className="mb-2 text-xs font-medium text-ink-3">{title}</h3>
              <dl className="grid grid-cols-[84px_1fr] gap-x-3 gap-y-1.5 text-sm">
                {keys.map(([names, does]) => (
                  <div key={does} className="contents">
                    <dt className="flex gap-1">
                      {names.map((name) => (
                        <Kbd key={name} className="text-ink-2">
                          {name}
                        </Kbd>
                      ))}
                    </dt>
                    <dd className="text-ink-2">{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}
