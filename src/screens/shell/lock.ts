import type { Clock } from "../../domain/clock.ts";
import type { Secret } from "../../domain/secret.ts";

/** Why a screen was locked. */
export type LockReason =
  | { readonly kind: "idle"; readonly minutes: number }
  | { readonly kind: "asked" }
  /** @param card as its owner knows it */
  | { readonly kind: "card-removed"; readonly card: string };

/** For the journal. */
export type LockEvent =
  | { readonly kind: "locked"; readonly reason: LockReason }
  | { readonly kind: "unlocked" }
  | { readonly kind: "unlock-refused" }
  /** The locked operator was logged out, so that another can come in. */
  | { readonly kind: "session-ended" };

/** What the shell needs of whoever knows the operator, to lock the screen. */
export interface Lock {
  /** Who unlocks; undefined: nobody is in, so there is nothing to lock. */
  who(): string | undefined;
  /** Minutes without a key after which the screen locks. */
  idleMinutes(): number;
  /** The screen is locked now: what is kept only while it is not, is wiped. */
  locked(): void;
  /** @throws AppError rights/`wrong-passphrase`, `too-many-tries` */
  unlock(passphrase: Secret): Promise<void>;
  /** Settles when it stands in the journals; what goes wrong is told, not thrown. */
  note(event: LockEvent): Promise<void>;
  /** Logs the operator out and opens the login. What ran has ended. */
  endSession(): Promise<void>;
  /** Shown on the lock screen, where nothing is secret. */
  hint(): string | undefined;
}

/** Whether a screen is locked, and since when. */
export interface LockState {
  readonly reason: LockReason;
  /** Milliseconds since 1970 UTC. */
  readonly since: number;
}

/** The lock of one screen. */
export class ScreenLock {
  /** The terminal is with another program, whose keys are not heard here. */
  lent = false;
  readonly #lock: Lock | undefined;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #state: LockState | undefined;
  /** When the last key came. */
  #touchedAt: number;

  constructor(lock: Lock | undefined, clock: Clock, changed: () => void) {
    this.#lock = lock;
    this.#clock = clock;
    this.#changed = changed;
    this.#touchedAt = clock.now();
  }

  /** Undefined: it is open. */
  get state(): LockState | undefined {
    return this.#state;
  }
  get who(): string {
    return this.#lock?.who() ?? "";
  }
  get hint(): string | undefined {
    return this.#lock?.hint();
  }

  /** A key came: the time without one begins anew. */
  touched(): void {
    this.#touchedAt = this.#clock.now();
  }

  /** Locks when no key came for as long as the operator's setting says. */
  lockWhenIdle(): void {
    if (this.lent || this.#lock?.who() === undefined) return;
    const minutes = this.#lock.idleMinutes();
    if (this.#clock.now() - this.#touchedAt >= minutes * 60_000) this.lock({ kind: "idle", minutes });
  }

  /** @returns false when nobody is in */
  lock(reason: LockReason): boolean {
    if (this.#lock?.who() === undefined) return false;
    if (this.#state !== undefined) return true;
    this.#state = { reason, since: this.#clock.now() };
    this.#lock.locked();
    void this.#lock.note({ kind: "locked", reason }); // the screen is dark before
    this.#changed();
    return true;
  }

  /** @param passphrase of the operator who is locked out; the caller wipes it. @throws AppError rights/`wrong-passphrase`, `too-many-tries` */
  async unlock(passphrase: Secret): Promise<void> {
    try {
      await this.#lock?.unlock(passphrase);
    } catch (error) {
      void this.#lock?.note({ kind: "unlock-refused" });
      throw error;
    }
    void this.#lock?.note({ kind: "unlocked" });
    this.#open();
  }

  /** Logs the locked operator out. */
  async endSession(): Promise<void> {
    await this.#lock?.note({ kind: "session-ended" }); // the stores close then
    await this.#lock?.endSession();
    this.#open();
  }

  #open(): void {
    this.#state = undefined;
    this.touched();
    this.#changed();
  }
}

/** The lock screen lies above every dialog. */
export const lockDepth = Number.MAX_SAFE_INTEGER;

export function reasonText(reason: LockReason): string {
  switch (reason.kind) {
    case "idle":
      return `after ${reason.minutes} ${reason.minutes === 1 ? "minute" : "minutes"} without a key`;
    case "asked":
      return "at your command";
    case "card-removed":
      return `because the card was taken out: ${reason.card}`;
  }
}
