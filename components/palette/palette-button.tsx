"use client";

import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Tooltip } from "@/components/ui/tooltip";
import { useCommandKey } from "./command-key";

/** For those who do not know the key: it is called by its name. */
export function PaletteButton({ onOpen }: { onOpen: () => void }) {
  const { label, aria } = useCommandKey();
  return (
    <Tooltip label="Every action, capture and shard by name">
      <Button variant="ghost" aria-label="Commands" aria-keyshortcuts={aria} onClick={onOpen} className="px-1.5">
        <Kbd className="h-[18px] min-w-9 text-ink-2">{label}</Kbd>
      </Button>
    </Tooltip>
  );
}
