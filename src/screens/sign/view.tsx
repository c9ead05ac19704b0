import { Box } from "ink";
import type { ReactNode } from "react";
import { AppError } from "../../domain/errors.ts";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import { Lines, wrapText } from "../widgets/dialog-frame.tsx";
import { Line, type Span } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";
import { currentGroup, type GroupState, type SignAction, type SignModel } from "./model.ts";
import { resultLines, sheetLines, totalText } from "./sheet-lines.ts";

export function SignView({ model, size, session, dispatch }: PropsOf<"sign", SignModel, SignAction>): ReactNode {
  const current = currentGroup(model);
  const height = size.rows - 2;
  const lines = current === undefined ? [] : bodyLines(current.state, { language: current.group.context.operator.language, nowMs: session.clock.now(), width: size.columns });
  useInput((event) => {
    if (event.kind === "paste") return false;
    const by = { up: -1, down: 1, pageup: -height, pagedown: height, space: height, home: -lines.length, end: lines.length }[event.name];
    if (by === undefined) return false;
    dispatch({ type: "scroll", by, lines: lines.length, height });
    return true;
  }, "widget");
  if (current === undefined) return <Line spans={[{ text: " Reading the orders …", dim: true }]} width={size.columns} />;
  const { context } = current.group;
  const prepared = "prepared" in current.state ? current.state.prepared : undefined;
  const facts: Span[] = [prepared === undefined ? `${current.group.orderIds.length} orders` : { text: totalText(prepared, context.operator.language), bold: true }];
  if (model.groups.length > 1) facts.push({ text: `   sheet ${model.at + 1} of ${model.groups.length}`, dim: true });
  const top = Math.max(0, Math.min(model.top, lines.length - height));
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={facts} width={size.columns} />
      <Lines lines={lines.slice(top, top + height)} width={size.columns} />
      <Box flexGrow={1} />
      <Line spans={[{ text: lines.length > height ? ` ↓ more: lines ${top + 1} to ${Math.min(lines.length, top + height)} of ${lines.length}` : "", dim: true }]} width={size.columns} />
    </Box>
  );
}

function bodyLines(state: GroupState, setting: Parameters<typeof sheetLines>[2]): (readonly Span[])[] {
  switch (state.kind) {
    case "reading":
      return [[{ text: " Reading the very bytes that will be signed …", dim: true }]];
    case "ready":
      return sheetLines(state.prepared, state.choice, setting);
    case "signed":
      return [[""], ...resultLines(state.results, setting.width)];
    case "failed": {
      const error = state.error;
      const parts = error instanceof AppError ? [error.message, error.meaning, error.next] : ["These orders could not be read.", "Nothing was signed.", "w shows what went wrong."];
      return parts.flatMap((part, at) => (part === undefined ? [] : wrapText(part, setting.width - 2).map((line): readonly Span[] => [" ", { text: line, bold: at === 0, ...(at === 0 ? { tone: "bad" as const } : {}) }])));
    }
  }
}
