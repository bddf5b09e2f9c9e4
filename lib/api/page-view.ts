/** Whether a person can see this page. */
export interface PageView {
  visible(): boolean;
  /** Calls when that changes, and when a person turns to the page; what it returns ends it. */
  watch(listener: () => void): () => void;
}

export const thisPage: PageView = {
  visible: () => document.visibilityState === "visible",
  watch(listener) {
    const stop = new AbortController();
    document.addEventListener("visibilitychange", listener, { signal: stop.signal });
    addEventListener("focus", listener, { signal: stop.signal });
    return () => stop.abort();
  },
};
