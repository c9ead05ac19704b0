import type { Clock } from "../../domain/clock.ts";
import { AppError } from "../../domain/errors.ts";
import type { Notice, NoticeTone } from "../widgets/notice.ts";

/** How long a notice stands at least. */
const standsMs = 6_000;
/** Notices that can be looked at again. */
const keptMax = 100;

/** The line above the footer: a notice stands for some seconds; a warning or an error then waits until somebody was there to read it. The last ones can be looked at again. */
export class NoticeBoard {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #standing: Notice | undefined;
  #kept: readonly Notice[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Nobody need wait for it, or a key was pressed since it was told: somebody is there. */
  #seen = false;
  /** It has stood its time. */
  #due = false;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get standing(): Notice | undefined {
    return this.#standing;
  }

  /** Newest first. */
  get kept(): readonly Notice[] {
    return this.#kept;
  }

  tell(text: string, tone: NoticeTone): void {
    this.close();
    [this.#seen, this.#due] = [tone === "info" || tone === "good", false];
    this.#standing = this.#keep({ text, tone, more: [], toldAt: this.#clock.now() });
    this.#timer = setTimeout(() => {
      this.#due = true;
      this.#leaveWhenSeen();
    }, standsMs).unref();
    this.#changed();
  }

  /** An error's dialog is open: what it says can be read again when it is closed. */
  keepError(error: unknown): void {
    const { message, meaning, next } = error instanceof AppError ? error : { message: "Something went wrong that Kontor did not expect.", meaning: undefined, next: undefined };
    this.#keep({ text: message, tone: "bad", more: [meaning, next].filter((part) => part !== undefined), toldAt: this.#clock.now() });
  }

  /** Somebody is there, and sees the screen. */
  keyPressed(): void {
    this.#seen = true;
    this.#leaveWhenSeen();
  }

  /** The next operator has no business with what this one was told. */
  forget(): void {
    this.close();
    this.#standing = undefined;
    this.#kept = [];
    this.#changed();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #leaveWhenSeen(): void {
    if (this.#standing === undefined || !this.#due || !this.#seen) return;
    this.#standing = undefined;
    this.#changed();
  }

  #keep(notice: Notice): Notice {
    this.#kept = [notice, ...this.#kept].slice(0, keptMax);
    return notice;
  }
}
