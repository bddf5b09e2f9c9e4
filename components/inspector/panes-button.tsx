import { ListTree, PanelsTopLeft } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import type { Pane } from "./url-state";

interface PanesButtonProps {
  wide: boolean;
  hidden: readonly Pane[];
  onShowAll: () => void;
  onTree: () => void;
}

/** The way back to what is not in sight: panes that were hidden, and the shards' drawer on a narrow screen. */
export function PanesButton({ wide, hidden, onShowAll, onTree }: PanesButtonProps) {
  const away = wide ? hidden.length > 0 : hidden.includes("timeline");
  return (
    <>
      {!wide && (
        <IconButton label="Shards" onClick={onTree}>
          <ListTree size={15} aria-hidden="true" />
        </IconButton>
      )}
      {away && (
        <IconButton label="Show all panels" onClick={onShowAll}>
          <PanelsTopLeft size={15} aria-hidden="true" />
        </IconButton>
      )}
    </>
  );
}
