import { Box } from "ink";
import type { ReactNode } from "react";
import type { CommandOf, PropsOf, Routes } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import { defineScreen } from "../shell/define-screen.ts";
import { Line } from "../widgets/line.tsx";
import { useInput } from "../widgets/use-input.ts";
import { type HelpAction, helpLines, type HelpModel, initialHelp, pageTitles, updateHelp } from "./model.ts";

function View({ model, size, dispatch }: PropsOf<"help", HelpModel, HelpAction>): ReactNode {
  const lines = helpLines(model, size.columns - 2);
  const rows = size.rows - 2;
  const last = Math.max(0, lines.length - rows);
  useInput((event) => {
    if (event.kind === "paste") return false;
    const by = { up: -1, down: 1, pageup: -rows, pagedown: rows, home: -last, end: last, space: rows }[event.name];
    if (by === undefined) return false;
    dispatch({ type: "scroll", by, last });
    return true;
  }, "widget");
  const top = Math.min(model.top, last);
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Line spans={[{ text: ` ${model.page + 1} of ${pageTitles.length}  ${pageTitles[model.page] ?? ""}`, bold: true }, { text: last > 0 ? `  ↑ ↓ ${Math.round((100 * Math.min(lines.length, top + rows)) / lines.length)} %` : "", dim: true }]} width={size.columns} />
      <Line spans="" width={size.columns} />
      {lines.slice(top, top + rows).map((spans, at) => <Line key={String(at)} spans={[" ", ...spans]} width={size.columns} />)}
    </Box>
  );
}

const commands: readonly CommandOf<"help", HelpModel, HelpAction>[] = [
  { id: "help.next", title: "next page", keys: ["n", "right"], disabledReason: ({ model }) => (model.page >= pageTitles.length - 1 ? "This is the last page." : undefined), run: ({ dispatch, model }) => dispatch({ type: "page", page: model.page + 1 }) },
  { id: "help.earlier", title: "page before", keys: ["p", "left"], disabledReason: ({ model }) => (model.page === 0 ? "This is the first page." : undefined), run: ({ dispatch, model }) => dispatch({ type: "page", page: model.page - 1 }) },
  { id: "help.keys", title: "all keys", keys: ["k"], run: ({ dispatch }) => dispatch({ type: "page", page: pageTitles.length - 1 }) },
];

/** How Kontor works, and the keys of every screen out of the registry. */
export const help = defineScreen<WorkstationSession, Routes, "help", HelpModel, HelpAction>({
  id: "help",
  title: () => "Help",
  initial: () => initialHelp,
  update: updateHelp,
  async start({ dispatch, shell }) {
    // The registry holds this screen, too: it is read once it is complete.
    const { screens } = await import("../all.ts");
    const everywhere = { id: "everywhere", commands: shell.commands().filter((command) => command.id.startsWith("shell.")) };
    dispatch({ type: "screens", screens: [everywhere, ...screens] });
  },
  commands,
  Component: View,
});
