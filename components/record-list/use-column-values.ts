"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { getValues } from "@/lib/api/routes";
import { systemClock } from "@/lib/clock";
import { ColumnValues } from "./column-values";

const none = () => 0;
const subscribeNone = () => () => {};

/** What the columns show of the rows with these cursors, as far as it has come. */
export function useColumnValues(
  captureId: string,
  columns: readonly string[],
  cursors: readonly number[],
): ColumnValues | undefined {
  const [values, setValues] = useState<ColumnValues>();
  useEffect(() => {
    const opened = new ColumnValues({
      load: (rows, paths, signal) => getValues(captureId, rows, paths, signal),
      clock: systemClock,
    });
    setValues(opened);
    return () => opened.dispose();
  }, [captureId]);
  useSyncExternalStore(values?.subscribe ?? subscribeNone, values?.version ?? none, none);
  useEffect(() => values?.want(columns, cursors));
  return values;
}
