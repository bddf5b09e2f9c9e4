import type { Clock } from "@/lib/clock";
import type { StorageThread } from "./storage-thread";

/** Milliseconds without a call until the thread does what nobody waits for… */
const QUIET_MS = 5;
/** …and while calls never pause, a step of it follows one answer in so many: a few percent of the time. */
const IDLE_EVERY = 20;

/** Has the thread that writes do what nobody waits for, such as the text index, a step at a time. */
export class IdleWork {
  /** The thread may have something left to do. */
  private workLeft = false;
  private idling = false;
  private isListening = false;
  private answers = 0;

  constructor(
    private readonly thread: StorageThread<"writer">,
    private readonly clock: Clock,
  ) {
    thread.onAnswer = () => {
      if (!this.idling) this.workLeft = true;
      if (++this.answers % IDLE_EVERY === 0) this.step();
      else if (thread.load.waiting === 0) this.stepWhenQuiet();
    };
  }

  private stepWhenQuiet(): void {
    if (this.idling || !this.workLeft || this.isListening) return;
    const { calls } = this.thread.load;
    this.isListening = true;
    this.clock.sleep(QUIET_MS, this.thread.signal).then(
      () => {
        this.isListening = false;
        const { load } = this.thread;
        if (load.calls === calls) this.step();
        else if (load.waiting === 0) this.stepWhenQuiet();
      },
      () => {},
    );
  }

  private step(): void {
    if (this.idling || !this.workLeft || this.thread.signal.aborted) return;
    this.idling = true;
    this.workLeft = false;
    this.thread.call("idle").then(
      (more) => {
        this.idling = false;
        if (more) this.workLeft = true;
        if (this.thread.load.waiting === 0) this.step();
      },
      () => {
        // A full disk, a closed store: it goes on when someone next calls.
        this.idling = false;
      },
    );
  }
}
