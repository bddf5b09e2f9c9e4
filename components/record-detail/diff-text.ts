import type { AttributeValue } from "@/lib/stream/attribute-value";
import type { DiffEntry } from "@/lib/stream/diff";
import { formatPath, type Path } from "@/lib/stream/path";

/** Differences as lines that any tool shows as a diff. Values are DynamoDB's typed JSON: nothing is lost. */
export function diffText(entries: readonly DiffEntry[]): string {
  return entries
    .flatMap((entry) => {
      if (entry.kind === "added") return [line("+", entry.path, entry.next)];
      if (entry.kind === "removed") return [line("-", entry.path, entry.old)];
      return [line("-", entry.oldPath ?? entry.path, entry.old), line("+", entry.path, entry.next)];
    })
    .join("\n");
}

function line(sign: "+" | "-", path: Path, value: AttributeValue): string {
  return `${sign} ${formatPath(path)}: ${JSON.stringify(value)}`;
}
