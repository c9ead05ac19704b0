import type { Progress } from "./activity.ts";
import type { Span } from "./line.tsx";

/** Time left, from the average speed so far. @returns undefined while too little is known */
function estimateMs(progress: Progress, elapsedMs: number): number | undefined {
  if (progress.total === undefined || progress.done <= 0 || elapsedMs < 500) return undefined;
  return Math.max(0, Math.round((elapsedMs / progress.done) * (progress.total - progress.done)));
}

/** `████████░░░░  66 %  1 240/s  0:12 left`. @param unit shown behind the rate; none = no rate */
export function progressSpans(progress: Progress, elapsedMs: number, width: number, unit?: string): Span[] {
  const share = progress.total === undefined || progress.total === 0 ? undefined : Math.min(1, progress.done / progress.total);
  const left = estimateMs(progress, elapsedMs);
  const tail = [
    progress.text,
    share === undefined ? String(progress.done) : `${Math.floor(share * 100)} %`,
    unit === undefined || elapsedMs < 500 ? undefined : `${Math.round(progress.done / (elapsedMs / 1000))} ${unit}/s`,
    left === undefined || share === 1 ? undefined : `${durationText(left)} left`,
  ].filter((part) => part !== undefined).join("  ");
  const cells = Math.max(4, Math.min(40, width - tail.length - 2));
  const full = Math.round((share ?? 0) * cells);
  return [{ text: "█".repeat(full), tone: "accent" }, { text: "░".repeat(cells - full), dim: true }, ` ${tail}`];
}

/** `0:12`, `12:05`, `1:02:05`. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  const tail = `:${String(seconds % 60).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}${tail}` : `${minutes}${tail}`;
}
