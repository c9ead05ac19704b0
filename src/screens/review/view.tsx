import { Box } from "ink";
import { type ReactNode, useEffect } from "react";
import type { PropsOf } from "../routes.ts";
import { Line } from "../widgets/line.tsx";
import { progressSpans } from "../widgets/progress-bar.ts";
import { useInput } from "../widgets/use-input.ts";
import { counted } from "../wording/amounts.ts";
import type { ReviewAction, ReviewModel } from "./model.ts";
import { lookSpans, positionText, rowSpans, totalSpans } from "./row-spans.ts";

/** Above the rows: what the sheet signs, what is to be looked at, a rule; below them: where the operator is. */
const otherLines = 4;

export function ReviewView({ model, size, session, dispatch }: PropsOf<"review", ReviewModel, ReviewAction>): ReactNode {
  const { columns: width } = size;
  const height = Math.max(1, size.rows - otherLines);
  useEffect(() => dispatch({ type: "size", width, height }), [dispatch, width, height]);
  useInput((event) => {
    if (event.kind === "paste") return false;
    const by = { up: -1, down: 1, pageup: -height, pagedown: height, home: -model.rows.length, end: model.rows.length }[event.name];
    if (by === undefined) return false;
    dispatch({ type: "move", by });
    return true;
  }, "widget");
  const setting = { language: session.operator?.operator.language ?? "en", nowMs: session.clock.now(), width };
  if (model.phase === "reading") {
    return (
      <Box flexDirection="column" width={width} height={size.rows}>
        <Line spans=" Reading the very bytes that will be signed …" width={width} />
        <Line spans={[" ", ...progressSpans({ done: model.done, total: model.total === 0 ? undefined : model.total, text: `${counted(model.total, "customer and bank", "customers and banks")}` }, 0, width - 2)]} width={width} />
        <Line spans={[{ text: " Esc goes back; nothing is signed.", dim: true }]} width={width} />
      </Box>
    );
  }
  const position = positionText(model);
  return (
    <Box flexDirection="column" width={width} height={size.rows}>
      <Line spans={totalSpans(model, setting)} width={width} />
      <Line spans={model.phase === "signing" ? [" ", ...progressSpans({ done: model.done, total: model.total }, 0, width - 2)] : lookSpans(model)} width={width} />
      <Line spans={[{ text: "─".repeat(width), dim: true }]} width={width} />
      {model.rows.slice(model.top, model.top + height).map((row, slot) => (
        <Line key={String(slot)} spans={rowSpans(model, row, model.top + slot === model.cursor, setting)} width={width} />
      ))}
      <Box flexGrow={1} />
      <Line spans={[{ text: position === "" ? "" : ` ${position}`, dim: true }]} width={width} />
    </Box>
  );
}
