import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import type { PropsOf } from "../routes.ts";
import { Lines } from "../widgets/dialog-frame.tsx";
import { Line } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";
import { counted } from "../wording/amounts.ts";
import { timeWithSecondsText } from "../wording/dates.ts";
import { balanceChart, eventLines, numberLines } from "./board-lines.ts";
import { useChart } from "./use-chart.ts";
import type { WallboardAction, WallboardModel } from "./model.ts";

/** From here on numbers and events stand side by side. */
const twoColumnsFrom = 120;

export function WallboardView({ model, size, session, dispatch }: PropsOf<"wallboard", WallboardModel, WallboardAction>): ReactNode {
  const { columns, rows } = size;
  const nowMs = session.clock.now();
  const language = session.operator?.operator.language ?? "en";
  const entries = useMemo(() => [...model.entries.values()].sort((a, b) => a.context.customer.profile.shortName.localeCompare(b.context.customer.profile.shortName)), [model.entries]);
  const wide = columns >= twoColumnsFrom;
  const width = wide ? Math.floor(columns / 2) : columns;
  const setting = { language, nowMs, width };
  const left = numberLines(entries, setting, useChart(wide ? balanceChart(entries, setting) : undefined));
  const right = eventLines(entries, { ...setting, width: wide ? columns - width : width });
  const height = rows - 1;
  // On one narrow column what happens now comes first.
  const count = wide ? Math.max(left.length, right.length) : left.length + right.length;
  useInput((event) => {
    if (event.kind === "paste") return false;
    const by = { up: -1, down: 1, pageup: -height, pagedown: height, home: -count, end: count }[event.name];
    if (by === undefined) return false;
    dispatch({ type: "scroll", by, lines: count, height });
    return true;
  }, "widget");
  const top = Math.max(0, Math.min(model.top, count - height));
  const window = (lines: typeof left): typeof left => lines.slice(top, top + height);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line width={columns} spans={[
        { text: ` ${counted(entries.length, "customer")}`, bold: true }, { text: model.readAt === undefined ? " · reading …" : ` · as of ${timeWithSecondsText(model.readAt)}`, dim: true },
        model.failed === 0 ? "" : { text: ` · ✕ ${model.failed} cannot be read`, tone: "bad", bold: true }, { text: count > height ? ` · ↓ lines ${top + 1} to ${Math.min(count, top + height)} of ${count}` : "", dim: true },
      ]} />
      {wide ? (
        <Box width={columns} height={height}>
          <Box flexDirection="column" width={width}><Lines lines={window(left)} width={width} /></Box>
          <Box flexDirection="column" width={columns - width}><Lines lines={window(right)} width={columns - width} /></Box>
        </Box>
      ) : <Lines lines={window([...right, ...left])} width={columns} />}
    </Box>
  );
}
