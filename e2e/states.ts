import type { Page } from "@playwright/test";
import { detailStates } from "./states/detail";
import { dialogStates } from "./states/dialogs";
import { homeStates } from "./states/home";
import { readingStates } from "./states/reading";
import { toolStates } from "./states/tools";
import type { State, World } from "./states/world";

/** Every state of the product, in an order in which each can be reached: the first start comes first. */
export const statesOf = {
  home: homeStates,
  record: detailStates,
  dialogs: dialogStates,
  reading: readingStates,
  tools: toolStates,
} satisfies Record<string, readonly State[]>;

export const states: readonly State[] = Object.values(statesOf).flat();

/** Reaches a state, has it looked at, and leaves nothing of it behind. */
export async function visit(page: Page, world: World, state: State, look: () => Promise<void>): Promise<void> {
  // A step that cannot be done must not wait until the end of the test.
  page.setDefaultTimeout(20_000);
  let leave: Awaited<ReturnType<State["reach"]>>;
  try {
    leave = await state.reach(page, world);
    await look();
  } finally {
    await leave?.();
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
}
