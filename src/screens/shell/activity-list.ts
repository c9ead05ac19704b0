import type { Clock } from "../../domain/clock.ts";
import { isAppError } from "../../domain/errors.ts";
import type { Activity, ActivityHandle, ActivityStart } from "./activities.ts";

/** Ended activities that are still listed. */
const endedKeptMax = 20;

/** Work in the background of one session. */
export class ActivityList {
  #activities: readonly Activity[] = [];
  readonly #cancels = new Map<number, AbortController>();
  readonly #ended = new Map<number, Promise<Activity["state"]>>();
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  #nextId = 1;

  constructor(clock: Clock, changed: () => void, failed: (error: unknown) => void) {
    this.#clock = clock;
    this.#changed = changed;
    this.#failed = failed;
  }

  get all(): readonly Activity[] {
    return this.#activities;
  }

  get running(): readonly Activity[] {
    return this.#activities.filter((activity) => activity.state === "running");
  }

  start(start: ActivityStart): ActivityHandle {
    const id = this.#nextId++;
    const abort = new AbortController();
    this.#cancels.set(id, abort);
    this.#activities = [...this.#activities, { id, title: start.title, progress: undefined, startedAt: this.#clock.now(), state: "running" }];
    this.#changed();
    const ended = this.#follow(id, start, abort.signal);
    this.#ended.set(id, ended);
    return { id, cancel: () => abort.abort(), ended };
  }

  cancel(id: number): void {
    this.#cancels.get(id)?.abort();
  }

  /** Asks everything to stop and waits until it has, however it ends. */
  async cancelAll(): Promise<void> {
    for (const { id } of this.running) this.cancel(id);
    await Promise.all([...this.#ended.values()]);
  }

  /** What has ended is listed no more: the next operator has no business with it. */
  forget(): void {
    this.#activities = this.running;
    this.#changed();
  }

  async #follow(id: number, start: ActivityStart, signal: AbortSignal): Promise<Activity["state"]> {
    let state: Activity["state"] = "done";
    try {
      await start.run({ signal, progress: (progress) => this.#set(id, { progress }) });
    } catch (error) {
      const cancelled = signal.aborted && (isAppError(error, "channel", "cancelled") || (error instanceof Error && error.name === "AbortError"));
      state = cancelled ? "cancelled" : "failed";
      if (!cancelled) this.#failed(error);
    }
    this.#cancels.delete(id);
    this.#ended.delete(id);
    this.#set(id, { state });
    const ended = this.#activities.filter((activity) => activity.state !== "running");
    const dropped = new Set(ended.slice(0, Math.max(0, ended.length - endedKeptMax)));
    if (dropped.size > 0) this.#activities = this.#activities.filter((activity) => !dropped.has(activity));
    return state;
  }

  #set(id: number, change: Partial<Pick<Activity, "progress" | "state">>): void {
    this.#activities = this.#activities.map((activity) => (activity.id === id ? { ...activity, ...change } : activity));
    this.#changed();
  }
}
