"use client";

import { useState } from "react";
import { formatCount } from "@/components/ui/format";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { formatPath } from "@/lib/stream/path";
import { AttributeLine, TypeTag } from "./attribute-line";
import { imageLeaves } from "./image-leaves";
import { More, ValueView } from "./value-view";

const LEAF_LIMIT = 300;

/** One image, path by path. */
export function ImageView({ image, onFilterPath }: { image: AttributeMap; onFilterPath: (path: string) => void }) {
  const [whole, setWhole] = useState(false);
  const leaves = imageLeaves(image);
  const shown = whole ? leaves : leaves.slice(0, LEAF_LIMIT);
  return (
    <>
      <dl className="font-mono text-sm leading-normal">
        {shown.map(({ path, value }) => (
          <AttributeLine
            key={formatPath(path)}
            path={path}
            type={<TypeTag value={value} />}
            value={value}
            onFilterPath={onFilterPath}
          >
            <ValueView value={value} />
          </AttributeLine>
        ))}
      </dl>
      {shown.length < leaves.length && (
        <More onMore={() => setWhole(true)} className="m-3">
          Show all {formatCount(leaves.length)} values
        </More>
      )}
    </>
  );
}
