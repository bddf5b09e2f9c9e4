"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { systemClock } from "@/lib/clock";
import { IconButton } from "./icon-button";

interface CopyButtonProps {
  /** The text, or how to make it: a large one is made only when it is asked for. */
  text: string | (() => string);
  /** "Copy ARN" */
  label: string;
  size?: "sm" | "md";
  className?: string;
}

type State = "idle" | "copied" | "failed";

/** Copies, and says for a moment whether it did. */
export function CopyButton({ text, label, size = "sm", className }: CopyButtonProps) {
  const [state, setState] = useState<State>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const stop = new AbortController();
    systemClock.sleep(1500, stop.signal).then(
      () => setState("idle"),
      () => {},
    );
    return () => stop.abort();
  }, [state]);
  return (
    <>
      <IconButton
        label={state === "copied" ? "Copied" : state === "failed" ? "The browser refused to copy" : label}
        size={size}
        {...(className && { className })}
        onClick={() =>
          navigator.clipboard.writeText(typeof text === "function" ? text() : text).then(
            () => setState("copied"),
            () => setState("failed"),
          )
        }
      >
        {state === "copied" ? (
          <Check size={13} aria-hidden="true" className="text-live" />
        ) : (
          <Copy size={13} aria-hidden="true" />
        )}
      </IconButton>
      <span role="status" className="sr-only">
        {state === "copied" ? "Copied" : ""}
      </span>
    </>
  );
}
