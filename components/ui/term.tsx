import type { ReactNode } from "react";
import { Tooltip } from "./tooltip";

/** A word that not everyone knows: what it means stands behind it, on hover and on focus. */
export function Term({ children, means }: { children: ReactNode; means: ReactNode }) {
  return (
    <Tooltip label={means}>
      <button
        type="button"
        className="cursor-help rounded-sm underline decoration-line-strong decoration-dotted underline-offset-3"
      >
        {children}
      </button>
    </Tooltip>
  );
}
