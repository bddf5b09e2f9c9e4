import type { Command } from "./command";
import { matchText } from "./match-text";

export interface FoundCommand {
  command: Command;
  /** Letters of the title that answer to what was typed. */
  letters: ReadonlySet<number>;
}

export interface CommandGroup {
  name: string;
  found: readonly FoundCommand[];
  /** So many more were found. */
  more: number;
}

/** Rows of one group: who sees more types another letter rather than scroll. */
const MOST = 8;
/** Of words that are no title. */
const WORD_SCORE = 50;

/**
 * What answers to every word of the query, grouped; the group with the best answer first. Without a query: everything
 * that is not one of many, as it was given.
 */
export function searchCommands(commands: readonly Command[], query: string): CommandGroup[] {
  const words = query.split(/\s+/).filter(Boolean);
  const groups = new Map<string, { best: number; found: (FoundCommand & { score: number })[] }>();
  for (const command of commands) {
    if (words.length === 0 && command.searched) continue;
    const match = matchCommand(command, words);
    if (!match) continue;
    const group = groups.get(command.group) ?? { best: 0, found: [] };
    groups.set(command.group, group);
    group.found.push({ command, ...match });
    group.best = Math.max(group.best, match.score);
  }
  const ordered = [...groups].map(([name, { best, found }]) => ({
    name,
    best,
    found: words.length === 0 ? found : found.toSorted((a, b) => b.score - a.score).slice(0, MOST),
    more: words.length === 0 ? 0 : Math.max(0, found.length - MOST),
  }));
  return ordered.toSorted((a, b) => b.best - a.best);
}

function matchCommand(
  { title, detail, words: others }: Command,
  words: readonly string[],
): { score: number; letters: ReadonlySet<number> } | undefined {
  const letters = new Set<number>();
  let score = 0;
  for (const word of words) {
    const inTitle = matchText(word, title);
    const elsewhere = `${detail ?? ""} ${others ?? ""}`.toLowerCase().includes(word.toLowerCase()) ? WORD_SCORE : 0;
    if (!inTitle && elsewhere === 0) return undefined;
    if (inTitle && inTitle.score >= elsewhere) for (const letter of inTitle.letters) letters.add(letter);
    score += Math.max(inTitle?.score ?? 0, elsewhere);
  }
  return { score: words.length === 0 ? 0 : score / words.length, letters };
}
