"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { buttonLook } from "./button";
import { cn } from "./cn";
import { itemLook, popupLook } from "./popup-look";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  /** A second, quieter line in the list. */
  detail?: ReactNode;
  disabled?: boolean;
}

interface SelectProps<Value extends string> {
  value: Value | null;
  onChange: (value: Value) => void;
  options: readonly SelectOption<Value>[];
  /** The accessible name where no label stands beside it. */
  label?: string;
  id?: string;
  "aria-describedby"?: string;
  placeholder?: string;
  disabled?: boolean;
  size?: "sm" | "md" | "lg";
  className?: string;
}

/** One of a few. Arrow keys, type-ahead, Enter; for long lists use a filterable list instead. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, onChange, options, label, placeholder, size, className, disabled = false, ...trigger } = props;
  return (
    <Base.Root
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
    >
      <Base.Trigger
        {...trigger}
        {...(label && { "aria-label": label })}
        className={cn(
          buttonLook({ size }),
          "justify-between border-control bg-bg pr-1.5 font-normal data-placeholder:text-ink-3",
          className,
        )}
      >
        <Base.Value className="min-w-0 truncate" placeholder={placeholder} />
        <Base.Icon className="text-ink-3">
          <ChevronsUpDown size={12} aria-hidden="true" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          sideOffset={4}
          align="start"
          collisionPadding={8}
          alignItemWithTrigger={false}
          className="z-50"
        >
          <Base.Popup
            className={popupLook("max-h-(--available-height) min-w-(--anchor-width) max-w-96 overflow-y-auto p-1")}
          >
            <Base.List>
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled ?? false}
                  className={cn(itemLook, "grid grid-cols-[14px_1fr] pr-4")}
                >
                  <Base.ItemIndicator className="col-start-1 text-accent">
                    <Check size={13} aria-hidden="true" />
                  </Base.ItemIndicator>
                  <span className="col-start-2 grid min-w-0">
                    <Base.ItemText className="truncate">{option.label}</Base.ItemText>
                    {option.detail && <span className="truncate text-xs text-ink-3">{option.detail}</span>}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
