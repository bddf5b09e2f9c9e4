import type { ConnectionState, EventKind, EventSink } from "./event-connection";

/** What a tab says to the hub. */
export type FromTab =
  | { type: "listen"; captureId: string; visible: boolean }
  /** Said at each change, and when a person turns to a tab that was visible already. */
  | { type: "visible"; visible: boolean }
  /** One of the hub's messages was taken. */
  | { type: "taken" }
  | { type: "leave" };

/** What the hub says to a tab; each is answered with `taken`. */
export type ToTab =
  | { type: "event"; kind: EventKind; text: string }
  | { type: "connection"; state: TabConnection; resumed: boolean }
  /** Asks whether anyone is there. */
  | { type: "beat" };

/** `waiting`: other captures in this browser are live instead. */
export type TabConnection = ConnectionState | "waiting";

/** Browsers open six connections to a host: three are left for pages and calls. */
const MOST_CONNECTIONS = 3;
/** Messages on their way to a tab, at most: at full speed about a second, some 5 MB. A tab that freezes gets no more. */
const MOST_UNTAKEN = 16;
/** Beats without an answer until a tab counts as closed. A frozen one that answers later is taken up again. */
const MOST_SILENT = 3;

interface Tab {
  captureId: string;
  visible: boolean;
  post(message: ToTab): void;
  untaken: number;
  silentBeats: number;
  /** Something was kept from it; it reads the capture anew before it gets more. */
  behind: boolean;
}

interface SharedCapture {
  tabs: Set<Tab>;
  state: TabConnection;
  /** When a tab of it was last turned to, as a count. */
  turnedTo: number;
  disconnect?: (() => void) | undefined;
}

/**
 * One connection a capture for all tabs of a browser, and none for a capture that nobody sees. Nothing is queued for a
 * tab that is hidden, frozen or slow: events go past it, and when it is back it is told that the connection is not a
 * resumed one, upon which it reads from the store what it lacks.
 */
export class EventHub {
  readonly #connect: (captureId: string, sink: EventSink) => () => void;
  readonly #captures = new Map<string, SharedCapture>();
  #turns = 0;

  constructor(connect: (captureId: string, sink: EventSink) => () => void) {
    this.#connect = connect;
  }

  /** A tab came: gives what takes its messages. */
  join(post: (message: ToTab) => void): (message: FromTab) => void {
    let tab: Tab | undefined;
    return (message) => {
      if (message.type === "listen") {
        const { captureId, visible } = message;
        tab = { captureId, visible, post, untaken: 0, silentBeats: 0, behind: !visible };
        this.#add(tab);
        this.#say(tab);
        return;
      }
      if (!tab) return;
      if (message.type === "leave") {
        this.#remove(tab);
        tab = undefined;
        return;
      }
      this.#heard(tab);
      if (message.type === "visible") this.#setVisible(tab, message.visible);
      else {
        tab.untaken -= 1;
        if (tab.behind && tab.visible && tab.untaken === 0) this.#catchUp(tab);
      }
    };
  }

  /** Asks every tab for a sign of life; to be called every few seconds. */
  beat(): void {
    for (const { tabs } of [...this.#captures.values()]) {
      for (const tab of [...tabs]) {
        if (tab.untaken === 0) this.#post(tab, { type: "beat" });
        else if (++tab.silentBeats >= MOST_SILENT) this.#remove(tab);
      }
    }
  }

  #add(tab: Tab): void {
    const capture = this.#captures.get(tab.captureId) ?? { tabs: new Set(), state: "waiting", turnedTo: 0 };
    this.#captures.set(tab.captureId, capture);
    capture.tabs.add(tab);
    if (tab.visible) capture.turnedTo = ++this.#turns;
    this.#arrange();
  }

  #remove(tab: Tab): void {
    this.#captures.get(tab.captureId)?.tabs.delete(tab);
    this.#arrange();
  }

  #heard(tab: Tab): void {
    tab.silentBeats = 0;
    if (this.#captures.get(tab.captureId)?.tabs.has(tab)) return;
    tab.behind = true;
    this.#add(tab);
  }

  #setVisible(tab: Tab, visible: boolean): void {
    tab.visible = visible;
    const capture = this.#captures.get(tab.captureId);
    if (visible && capture) capture.turnedTo = ++this.#turns;
    if (!visible) tab.behind = true;
    this.#arrange();
    if (visible && tab.behind && tab.untaken === 0) this.#catchUp(tab);
  }

  /** Connects the captures that are looked at, those turned to last before others, and lets go of the rest. */
  #arrange(): void {
    for (const [captureId, { tabs, disconnect }] of [...this.#captures]) {
      if (tabs.size > 0) continue;
      disconnect?.();
      this.#captures.delete(captureId);
    }
    const seen = [...this.#captures]
      .filter(([, { tabs }]) => [...tabs].some(({ visible }) => visible))
      .sort(([, a], [, b]) => b.turnedTo - a.turnedTo)
      .slice(0, MOST_CONNECTIONS);
    const chosen = new Set(seen.map(([captureId]) => captureId));
    for (const [captureId, capture] of this.#captures) {
      if (chosen.has(captureId) || !capture.disconnect) continue;
      capture.disconnect();
      capture.disconnect = undefined;
      this.#setState(capture, "waiting", false);
    }
    for (const [captureId, capture] of seen) {
      capture.disconnect ??= this.#connect(captureId, {
        event: (kind, text) => this.#pass(capture, { type: "event", kind, text }),
        connection: (state, resumed) => this.#setState(capture, state, resumed),
      });
    }
  }

  #setState(capture: SharedCapture, state: TabConnection, resumed: boolean): void {
    capture.state = state;
    this.#pass(capture, { type: "connection", state, resumed });
  }

  #pass({ tabs }: SharedCapture, message: ToTab): void {
    for (const tab of tabs) {
      if (tab.untaken >= MOST_UNTAKEN) tab.behind = true;
      if (!tab.behind) this.#post(tab, message);
    }
  }

  #catchUp(tab: Tab): void {
    tab.behind = false;
    this.#say(tab);
  }

  /** How the connection is. To the tab it is a new one: what came before it was there is in the store. */
  #say(tab: Tab): void {
    const state = this.#captures.get(tab.captureId)?.state;
    if (state && !tab.behind) this.#post(tab, { type: "connection", state, resumed: false });
  }

  #post(tab: Tab, message: ToTab): void {
    tab.untaken += 1;
    tab.post(message);
  }
}
