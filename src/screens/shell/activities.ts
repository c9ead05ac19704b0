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

export interface ActivityStart {
  readonly title: string;
  /** Does the work; its promise is the activity's end. A rejection is shown as an error dialog. */
  readonly run: (tell: { readonly progress: (progress: Progress) => void; readonly signal: AbortSignal }) => Promise<void>;
}

export interface ActivityHandle {
  readonly id: number;
  /** Asks the work to stop at the next safe point. */
  cancel(): void;
  /** Settles when the work has ended, however. */
  readonly ended: Promise<Activity["state"]>;
}
