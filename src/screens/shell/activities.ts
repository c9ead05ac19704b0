import type { Activity, Progress } from "../widgets/activity.ts";

export type { Activity, Progress } from "../widgets/activity.ts";

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
