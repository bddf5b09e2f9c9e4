"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { formatAgo, formatClock, formatDate, formatFull, type TimeStyle } from "./format";
import { useNow } from "./use-now";

interface TimeStyleContext {
  style: TimeStyle;
  setStyle: (style: TimeStyle) => void;
}

const Context = createContext<TimeStyleContext>({ style: { zone: "utc", form: "absolute" }, setStyle: () => {} });

/**
 * How all times below are shown. With `value` and `onChange` the caller keeps the style (the inspector, in the URL);
 * without, it is kept here and starts as UTC, absolute.
 */
export function TimeStyleProvider(props: {
  children: ReactNode;
  value?: TimeStyle;
  onChange?: (style: TimeStyle) => void;
}) {
  const [own, setOwn] = useState<TimeStyle>({ zone: "utc", form: "absolute" });
  const { value = own, onChange = setOwn } = props;
  const context = useMemo(() => ({ style: value, setStyle: onChange }), [value, onChange]);
  return <Context value={context}>{props.children}</Context>;
}

export function useTimeStyle(): TimeStyleContext {
  return useContext(Context);
}

interface TimeTextProps {
  /** ISO 8601, or milliseconds since the epoch. */
  time: string | number;
  /** `clock` 07:52:33 (lists), `full` with date and zone, `date` alone. Relative style overrides all but `date`. */
  show?: "clock" | "full" | "date";
  millis?: boolean;
  /** Overrides the style of the page, e.g. always relative in a list of recent things. */
  form?: TimeStyle["form"];
  className?: string;
}

/** A time as the person likes to read it; the whole of it on hover. */
export function TimeText({ time, show = "clock", millis = false, form, className }: TimeTextProps) {
  const { style } = useTimeStyle();
  const relative = (form ?? style.form) === "relative" && show !== "date";
  const now = useNow(relative);
  const ms = typeof time === "number" ? time : Date.parse(time);
  if (Number.isNaN(ms)) return null;
  const text = relative
    ? formatAgo(ms, now)
    : show === "clock"
      ? formatClock(ms, style.zone, millis)
      : show === "date"
        ? formatDate(ms, style.zone)
        : formatFull(ms, style.zone, millis);
  return (
    <time
      dateTime={new Date(ms).toISOString()}
      title={formatFull(ms, style.zone, true)}
      className={className}
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}
