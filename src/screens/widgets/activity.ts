/** Work in the background: a communication session, an import. */
export interface Activity {
  readonly id: number;
  /** "Send · DANUBE · OTP". */
  readonly title: string;
  readonly progress: Progress | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: "running" | "done" | "failed" | "cancelled";
}

/** How far work is. `total` undefined: nobody knows how much there is. */
export interface Progress {
  readonly done: number;
  readonly total: number | undefined;
  /** "segment 2 of 9". */
  readonly text?: string | undefined;
}
