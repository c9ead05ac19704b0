export type NoticeTone = "info" | "good" | "warning" | "bad";

/** What was told to the operator: a line above the footer, or an error. */
export interface Notice {
  readonly text: string;
  readonly tone: NoticeTone;
  /** What it means for the money and what to do next, where it was an error. */
  readonly more: readonly string[];
  /** Milliseconds since 1970 UTC. */
  readonly toldAt: number;
}

export const noticeMark: Readonly<Record<NoticeTone, string>> = { info: "·", good: "✓", warning: "!", bad: "✕" };
