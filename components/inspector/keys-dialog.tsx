"use client";

import { useCommandKey } from "@/components/palette/command-key";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { keyGroups } from "./keys";

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
      <DialogContent title="Keys" className="w-248">
        <div className="-mb-4 gap-6 sm:columns-2 lg:columns-3">
          {keyGroups((key) => label.replace("K", key), live).map(({ title, keys }) => (
            <section key={title} className="break-inside-avoid pb-4">
              <h3 className="mb-2 text-xs font-medium text-ink-3">{title}</h3>
              <dl className="grid grid-cols-[84px_1fr] gap-x-3 gap-y-1 text-sm">
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
