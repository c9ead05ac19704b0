import { Box } from "ink";
import type { ReactNode } from "react";
import type { PropsOf } from "../routes.ts";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";
import { askDown } from "./commands.ts";
import type { SendAction, SendModel } from "./model.ts";
import { monitorLines } from "./monitor-lines.ts";
import { sendLines } from "./result-lines.ts";

export function SendView(props: PropsOf<"send", SendModel, SendAction>): ReactNode {
  const { model, size, session, dispatch, shell } = props;
  const foot = wrapText(footText(model), size.columns - 2);
  const height = size.rows - 1 - foot.length;
  const lines = model.monitor ? monitorLines(model) : sendLines(model, session.clock.now(), size.columns);
  useInput((event) => {
    if (event.kind === "paste") return false;
    // While the line is up, Esc is about the line, not about the screen.
    if (event.name === "esc" && !model.finished && model.stop !== undefined && !model.stopping) {
      void askDown(props).catch((error: unknown) => shell.showError(error));
      return true;
    }
    const by = { up: -1, down: 1, pageup: -height, pagedown: height, home: -lines.length, end: lines.length }[event.name];
    if (by === undefined) return false;
    dispatch({ type: "scroll", by, lines: lines.length, height });
    return true;
  }, "widget");
  const top = Math.max(0, Math.min(model.top, lines.length - height));
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Lines lines={lines.length === 0 ? [[{ text: " Dialling …", dim: true }]] : lines.slice(top, top + height)} width={size.columns} />
      <Box flexGrow={1} />
      <Line spans={lines.length > height ? [{ text: ` lines ${top + 1} to ${Math.min(lines.length, top + height)} of ${lines.length}`, dim: true }] : ""} width={size.columns} />
      <Lines lines={foot.map((text): readonly Span[] => [{ text: ` ${text}`, dim: true }])} width={size.columns} />
    </Box>
  );
}

function footText(model: SendModel): string {
  if (model.finished) return "Esc goes back.";
  if (model.stopping) return "The line goes down after the running segment; nothing is lost, and nothing is sent twice.";
  return "Esc asks the line down after the running segment; nothing is lost, and nothing is sent twice. b leaves it running.";
}
