"use client";

import { useMemo, useState } from "react";
import type { RecordRow } from "@/lib/api/contract";
import { extend, NOTHING, type Selection, selectAll, toggle } from "./selection";

export interface SelectionState {
  chosen: Selection;
  /** `current`: the row that is looked at, where a choice begins. */
  toggle: (row: RecordRow, current: RecordRow | undefined) => void;
  extend: (row: RecordRow, listed: readonly RecordRow[], current: RecordRow | undefined) => void;
  all: (listed: readonly RecordRow[]) => void;
  clear: () => void;
}

/** Which records are chosen together. They stay chosen wherever the list goes, until something else is chosen. */
export function useSelection(): SelectionState {
  const [chosen, setChosen] = useState<Selection>(NOTHING);
  return useMemo(
    () => ({
      chosen,
      toggle: (row, current) => setChosen((before) => toggle(before, row, current)),
      extend: (row, listed, current) => setChosen((before) => extend(before, row, listed, current)),
      all: (listed) => setChosen(selectAll(listed)),
      clear: () => setChosen(NOTHING),
    }),
    [chosen],
  );
}
