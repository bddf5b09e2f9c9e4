import { shardTail } from "@/components/shard-tree/shard-name";
import type { ShardInfo } from "@/lib/api/contract";
import { type Lexeme, lex } from "@/lib/filter/lexer";

/** A stretch of a filter that chooses shards: `shard:351a`, or `(shard:351a OR shard:7f2c)`. */
interface ShardGroup {
  start: number;
  end: number;
  /** Ends of shard ids. */
  tails: string[];
}

/** The shards that a filter names, in the terms that `withShards` writes. */
export function shardsIn(filter: string, shardIds: readonly string[]): string[] {
  const tails = new Set(shardGroups(filter).flatMap((group) => group.tails));
  // Hundreds may be chosen of thousands, and their ends are of one length or two: each end is looked up, not compared.
  const lengths = [...new Set([...tails].map((tail) => tail.length))];
  return shardIds.filter((id) => lengths.some((length) => tails.has(id.slice(-length))));
}

/** Those of `shards` that a filter names, as ids. */
export function chosenShards(filter: string, shards: readonly Pick<ShardInfo, "shardId">[]): string[] {
  return shardsIn(
    filter,
    shards.map(({ shardId }) => shardId),
  );
}

/** The filter with its shard terms replaced; the rest of it stays as it was written. */
export function withShards(filter: string, shardIds: readonly string[]): string {
  let rest = filter;
  for (const { start, end } of shardGroups(filter).toReversed()) {
    rest = `${rest.slice(0, start).trimEnd()} ${rest.slice(end).trimStart()}`.trim();
  }
  const terms = shardIds.map((id) => `shard:${shardTail(id)}`);
  const group = terms.length > 1 ? `(${terms.join(" OR ")})` : terms.join("");
  rest = rest.trim();
  // AND binds closer than OR: the choice must hold for the whole of it.
  if (group && lex(rest).some((lexeme) => isWord(lexeme, "OR"))) rest = `(${rest})`;
  return [rest, group].filter(Boolean).join(" ");
}

/** Only what every match must meet: neither negated, nor one side of an OR, nor inside another group. */
function shardGroups(filter: string): ShardGroup[] {
  const lexemes = lex(filter);
  const groups: ShardGroup[] = [];
  for (let at = 0; at < lexemes.length; at++) {
    const first = lexemes[at];
    if (!first) break;
    const close = first.kind === "open" ? matchingClose(lexemes, at) : at;
    const last = lexemes[close] ?? first;
    const inside = first.kind === "open" ? lexemes.slice(at + 1, close) : [first];
    const tails = inside.filter((_, index) => index % 2 === 0).map(shardTerm);
    const joined = inside.every((lexeme, index) => index % 2 === 0 || isWord(lexeme, "OR"));
    const before = lexemes[at - 1];
    const bound = before?.kind === "not" || isWord(before, "NOT") || isWord(before, "OR");
    if (joined && !bound && !isWord(lexemes[close + 1], "OR") && tails.every((tail) => tail !== undefined)) {
      groups.push({ start: first.start, end: last.end, tails });
    }
    at = close;
  }
  return groups;
}

function matchingClose(lexemes: readonly Lexeme[], open: number): number {
  let depth = 0;
  for (let at = open; at < lexemes.length; at++) {
    if (lexemes[at]?.kind === "open") depth += 1;
    if (lexemes[at]?.kind === "close" && --depth === 0) return at;
  }
  return lexemes.length;
}

function shardTerm(lexeme: Lexeme): string | undefined {
  if (lexeme.kind !== "term" || lexeme.field?.text !== "shard" || lexeme.operator?.text !== ":") return undefined;
  const { pieces } = lexeme.value;
  return pieces.length === 1 && pieces[0] ? pieces[0] : undefined;
}

function isWord(lexeme: Lexeme | undefined, word: string): boolean {
  return lexeme?.kind === "keyword" && lexeme.word === word;
}
