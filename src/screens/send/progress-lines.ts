import type { ProgressStep, SessionProgress } from "../../workflows/communication/progress.ts";
import type { Look } from "../widgets/paint.ts";
import { clockText } from "../wording/dates.ts";

/** One row of a running session. `progress` is there where parts are counted. */
export interface ProgressLine {
  readonly key: string;
  readonly sign: string;
  readonly title: string;
  readonly note: string;
  readonly look: Look;
  readonly progress: { readonly fraction: number; readonly percent: string; readonly left: string } | undefined;
}

const signs: Readonly<Record<ProgressStep["state"], readonly [sign: string, look: Look]>> = {
  waiting: ["·", { dim: true }],
  running: ["…", { tone: "accent" }],
  done: ["✓", { tone: "good" }],
  failed: ["✕", { tone: "bad", bold: true }],
  unknown: ["?", { tone: "bad", bold: true }],
};

/** The line first, then orders and fetches as they come. @param nowMs for what is left; the same picture at another time differs only there */
export function progressLines(progress: SessionProgress, nowMs: number): readonly ProgressLine[] {
  const notice: ProgressLine[] = progress.notice === undefined ? [] : [{ key: "notice", sign: "!", title: "another road", note: progress.notice, look: { tone: "warning", bold: true }, progress: undefined }];
  return [lineUp(progress, nowMs), ...notice, ...progress.steps.map((step) => lineOf(step, nowMs))];
}

/** An answer that takes longer is worth a word: the operator sees that Kontor waits, and for how long. */
const patienceMs = 8_000;

function lineUp(progress: SessionProgress, nowMs: number): ProgressLine {
  const waitedMs = progress.line === "up" && progress.waitingSinceMs !== undefined ? nowMs - progress.waitingSinceMs : 0;
  if (waitedMs >= patienceMs) return { key: "line", sign: "…", title: "waiting for the bank", note: `no answer for ${clockText(waitedMs)}`, look: { tone: "warning", bold: true }, progress: undefined };
  // What is said on a line that comes up: a call takes its time.
  const lastHeard = progress.monitor.at(-1);
  if (progress.line === "dialling" && lastHeard !== undefined) return { key: "line", sign: "…", title: "dialling", note: `${lastHeard.stage}: ${lastHeard.text}`, look: { tone: "accent" }, progress: undefined };
  const [sign, look, title]: readonly [string, Look, string] =
    progress.line === "dialling" ? ["…", { tone: "accent" }, "dialling"] : progress.line === "up" ? ["✓", { tone: "good" }, "line up"] : progress.finished ? ["·", { dim: true }, "line down"] : ["✕", { tone: "bad", bold: true }, "line lost"];
  return { key: "line", sign, title, note: progress.protection ?? "", look, progress: undefined };
}

function lineOf(step: ProgressStep, nowMs: number): ProgressLine {
  const [sign, look] = signs[step.state];
  const counts = step.total !== undefined && step.total > 0 && (step.state === "running" || step.state === "done");
  return {
    key: step.key,
    sign,
    title: step.title,
    note: noteOf(step),
    look,
    progress: counts ? barOf(step, step.total ?? 0, nowMs) : undefined,
  };
}

function noteOf(step: ProgressStep): string {
  if (step.note !== undefined && step.note !== "") return step.note;
  if (step.state === "running" && step.total !== undefined) return `segment ${Math.min(step.done + 1, step.total)} of ${step.total}`;
  if (step.state === "unknown") return "no answer from the bank";
  return "";
}

function barOf(step: ProgressStep, total: number, nowMs: number): NonNullable<ProgressLine["progress"]> {
  const fraction = step.state === "done" ? 1 : Math.min(1, step.done / total);
  const elapsed = step.startedAtMs === undefined ? 0 : nowMs - step.startedAtMs;
  // An estimate from less than one part is a guess; none is shown.
  const left = step.state === "running" && step.done > 0 && step.done < total && elapsed > 0 ? `${clockText((elapsed / step.done) * (total - step.done))} left` : "";
  return { fraction, percent: `${Math.floor(fraction * 100)} %`, left };
}

/** `████░░░░`, exactly `width` cells; full only when really done. */
export function barText(fraction: number, width: number): string {
  const filled = fraction >= 1 ? width : Math.min(width - 1, Math.floor(fraction * width));
  return "█".repeat(Math.max(0, filled)) + "░".repeat(Math.max(0, width - Math.max(0, filled)));
}
