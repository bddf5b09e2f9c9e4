"use client";

import { useId } from "react";
import { cn } from "./cn";

interface SegmentedProps<Value extends string> {
  /** The accessible name of the group. */
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
  className?: string;
}

/** One of a few, all in sight. Native radio buttons: one stop for Tab, arrows to choose. */
export function Segmented<Value extends string>({ label, value, onChange, options, className }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={cn("inline-flex min-h-7 flex-wrap rounded-md border border-control bg-bg p-0.5", className)}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="relative flex min-h-5.5 items-center rounded-sm px-2 text-sm whitespace-nowrap text-ink-2 select-none hover:text-ink has-checked:bg-select has-checked:font-medium has-checked:text-ink has-checked:shadow-[inset_0_0_0_1px_var(--select-line)] has-focus-visible:outline-2 has-focus-visible:outline-select-line"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 m-0 size-full cursor-default appearance-none outline-none"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
