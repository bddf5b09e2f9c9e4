"use client";

import { useState } from "react";
import { formatBytes } from "@/components/ui/format";
import { More } from "./value-view";

/** Characters laid out without asking: an image of 400 KB would hold the page up. */
const LIMIT = 64 * 1024;

/** A document as JSON, to read. A line breaks only where it is full: after its indent it would look like two. */
export function JsonView({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false);
  const text = JSON.stringify(value, null, 2);
  const cut = !whole && text.length > LIMIT;
  return (
    <>
      <pre className="px-3 py-2 font-mono text-sm leading-normal break-all whitespace-pre-wrap text-ink-2">
        {cut ? text.slice(0, LIMIT) : text}
      </pre>
      {cut && (
        <More onMore={() => setWhole(true)} className="m-3">
          Show all {formatBytes(text.length)}
        </More>
      )}
    </>
  );
}
