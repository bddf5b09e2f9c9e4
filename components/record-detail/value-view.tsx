"use client";

import { type ReactNode, useState } from "react";
import { cn } from "@/components/ui/cn";
import { formatBytes, formatCount, formatFull } from "@/components/ui/format";
import { useTimeStyle } from "@/components/ui/time-text";
import type { AttributeValue } from "@/lib/stream/attribute-value";
import { base64Bytes, formatValue, hexText, visible } from "@/lib/stream/format-value";
import { epochSeconds } from "./image-leaves";

/** Characters and members of a value that are shown before a person asks for the rest. */
const TEXT_LIMIT = 2000;
const MEMBER_LIMIT = 200;
const BINARY_LIMIT = 48;

/** A value, whole or nearly so, as text a person can trust: nothing rounded, nothing hidden. */
export function ValueView({ value, textLimit = TEXT_LIMIT }: { value: AttributeValue; textLimit?: number }) {
  if ("S" in value) return <LongText text={value.S} limit={textLimit} />;
  if ("N" in value) return <NumberView number={value.N} />;
  if ("B" in value) return <BinaryView base64={value.B} />;
  if ("SS" in value) return <Members members={value.SS} />;
  if ("NS" in value) return <Members members={value.NS} />;
  if ("BS" in value) return <Members members={value.BS.map((member) => hexText(member, BINARY_LIMIT))} />;
  return <span className="wrap-anywhere">{formatValue(value, TEXT_LIMIT).text}</span>;
}

function LongText({ text, limit }: { text: string; limit: number }) {
  const [whole, setWhole] = useState(false);
  if (text === "") return <span className="text-ink-3">empty</span>;
  const cut = !whole && text.length > limit;
  return (
    <>
      <span className="whitespace-pre-wrap wrap-anywhere">{readable(cut ? `${text.slice(0, limit)}…` : text)}</span>
      {cut && (
        <More onMore={() => setWhole(true)} className="block">
          Show all {formatCount(text.length)} characters
        </More>
      )}
    </>
  );
}

/** Line breaks stay; every other character that cannot be seen gets a sign, so that a value cannot disguise itself. */
export function readable(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function NumberView({ number }: { number: string }) {
  const { style } = useTimeStyle();
  const moment = epochSeconds(number);
  return (
    <span className="wrap-anywhere">
      {number}
      {moment !== undefined && (
        <>
          {" "}
          <span className="inline-block text-ink-3">{formatFull(moment, style.zone)}</span>
        </>
      )}
    </span>
  );
}

export function BinaryView({ base64 }: { base64: string }) {
  const [whole, setWhole] = useState(false);
  const bytes = base64Bytes(base64);
  const limit = whole ? Math.min(bytes, TEXT_LIMIT * 4) : BINARY_LIMIT;
  return (
    <span className="grid">
      <span className="break-all">
        <span className="text-ink-3">hex </span>
        {hexText(base64, limit)}
      </span>
      <span className="break-all">
        <span className="text-ink-3">base64 </span>
        {whole || bytes <= BINARY_LIMIT ? base64 : `${base64.slice(0, (BINARY_LIMIT / 3) * 4)}…`}
      </span>
      {!whole && bytes > BINARY_LIMIT && <More onMore={() => setWhole(true)}>Show all {formatBytes(bytes)}</More>}
    </span>
  );
}

function Members({ members }: { members: readonly string[] }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? members : members.slice(0, MEMBER_LIMIT);
  return (
    <span className="flex flex-wrap gap-x-1 gap-y-0.5">
      {shown.map((member) => (
        <span key={member} className="rounded-sm border border-line px-1 wrap-anywhere">
          {readable(member)}
        </span>
      ))}
      {shown.length < members.length && (
        <More onMore={() => setWhole(true)}>Show all {formatCount(members.length)} members</More>
      )}
    </span>
  );
}

export function More({ onMore, children, className }: { onMore: () => void; children: ReactNode; className?: string }) {
  return (
    <button
      type="button"
      onClick={onMore}
      className={cn("cursor-default justify-self-start rounded-sm font-sans text-accent hover:underline", className)}
    >
      {children}
    </button>
  );
}
