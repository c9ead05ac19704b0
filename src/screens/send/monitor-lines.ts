import type { MonitorLine } from "../../workflows/communication/progress.ts";
import type { Span } from "../widgets/line.tsx";
import { timeWithSecondsText } from "../wording/dates.ts";
import { currentRun, type SendModel } from "./model.ts";

const signs: Readonly<Record<MonitorLine["kind"], Span>> = {
  begin: { text: "…", dim: true }, done: { text: "✓", tone: "good" }, sent: { text: ">", tone: "accent" }, received: { text: "<", tone: "accent" }, failed: { text: "✕", tone: "bad", bold: true },
};

/** What happens on the line, as it happens, newest last. No message's content stands in it. */
export function monitorLines(model: SendModel): (readonly Span[])[] {
  const lines = currentRun(model)?.progress?.monitor ?? [];
  return lines.map((line) => [" ", { text: timeWithSecondsText(line.atMs), dim: true }, " ", { text: line.stage.padEnd(9), dim: true }, signs[line.kind], " ", line.text]);
}
