import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { CustomerStrip } from "../customer-strip/customer-strip.tsx";
import type { PropsOf } from "../routes.ts";
import { Line, type Span } from "../widgets/line.tsx";
import { arrayRows } from "../widgets/row-source.ts";
import { Table } from "../widgets/table.tsx";
import { TextField } from "../widgets/text-field.tsx";
import { useInput } from "../widgets/use-input.ts";
import { counted } from "../wording/amounts.ts";
import { listingColumns } from "./columns.ts";
import { type ImportAction, type ImportModel, parentOf, shownListings } from "./model.ts";
import { absolutePath, complete, pathsOfPaste, splitTypedPath } from "./typed-path.ts";
import { openFolder, openPath, openPaths, review } from "./work.ts";

/** Choosing: a path field over the folder's files. A pasted path works from anywhere. */
export function BrowseView(props: PropsOf<"import", ImportModel, ImportAction>): ReactNode {
  const { model, params, size, shell, session, dispatch } = props;
  const { context } = params;
  const minute = Math.floor(session.clock.now() / 60_000);
  const columns = useMemo(() => listingColumns(context.operator.language, minute * 60_000), [context.operator.language, minute]);
  const { folder, listings, table, newestFirst } = model;
  const { filter } = table;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the table only the filter matters
  const rows = useMemo(() => arrayRows(shownListings({ folder, listings, table, newestFirst })), [folder, listings, filter, newestFirst]);
  const attempt = (work: Promise<void>): void => void work.catch((error: unknown) => shell.showError(error));

  useInput((event) => {
    if (model.table.filtering) return false;
    if (event.kind === "paste") {
      const paths = pathsOfPaste(event.text);
      if (paths.length === 0 && model.typing) return false;
      if (paths.length === 0) shell.notice("What was pasted holds no path of a file.", "warning");
      else attempt(openPaths(props, paths.map((path) => absolutePath(path, model.folder, session.files.homeFolder))));
      return true;
    }
    if (!model.typing) {
      if (event.name !== "left" && event.name !== "backspace") return false;
      attempt(openFolder(props, parentOf(model.folder)));
      return true;
    }
    const path = model.path.text.trim();
    if (event.name === "esc") dispatch({ type: "typing", on: false });
    else if (event.name === "tab") attempt(completePath(props));
    else if (event.name === "enter" && path !== "") attempt(openTyped(props, path));
    else return event.name === "enter";
    return true;
  }, "field");

  const fitting: Span[] = model.fitting.length > 1 ? [{ text: `   ${model.fitting.length} fit: ${model.fitting.slice(0, 12).join("  ")}`, dim: true }] : [{ text: `   ${model.typing ? "Tab completes, Enter opens, Esc back to the list" : "Enter looks into a file, Space marks several; g or a paste gives a path"}`, dim: true }];
  const marked = model.table.marked.size;
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <CustomerStrip context={context} facts={[model.folder, { text: marked > 0 ? `  ${counted(marked, "file")} marked` : "", tone: "accent", bold: true }]} width={size.columns} />
      <Box>
        <Line spans={[{ text: " path ", bold: model.typing, dim: !model.typing }]} width={6} />
        <TextField value={model.path} onChange={(text) => dispatch({ type: "path", text, fitting: [] })} width={size.columns - 7} active={model.typing} placeholder="/folder/file.xml" />
      </Box>
      <Line spans={fitting} width={size.columns} />
      <Table
        columns={columns} rows={rows} state={model.table} keyOf={(one) => one.path} markable filterable active={!model.typing}
        size={{ columns: size.columns, rows: size.rows - 3 }}
        onAction={(action) => dispatch({ type: "table", action })}
        onOpen={(one) => attempt(one.kind === "folder" ? openFolder(props, one.path) : review(props, marked === 0 ? [one] : model.listings.filter((file) => model.table.marked.has(file.path) && file.kind === "file")))}
        empty={model.loaded ? "An empty folder. ← goes up, g types a path." : "Reading …"}
      />
    </Box>
  );
}

/** One path, with or without quotes; or several. */
function openTyped(props: PropsOf<"import", ImportModel, ImportAction>, text: string): Promise<void> {
  const { model, session } = props;
  const absolute = (path: string): string => absolutePath(path, model.folder, session.files.homeFolder);
  const paths = pathsOfPaste(text);
  return paths.length === 0 ? openPath(props, absolute(text)) : openPaths(props, paths.map(absolute));
}

/** Tab: as much of the name as is certain; a folder that is typed out is looked into. */
async function completePath({ model, session, dispatch }: PropsOf<"import", ImportModel, ImportAction>): Promise<void> {
  const { folder, begun } = splitTypedPath(model.path.text, model.folder, session.files.homeFolder);
  const { completed, fitting } = complete(begun, await session.files.list(folder));
  const text = `${folder}${completed}`;
  dispatch({ type: "path", text: { text, cursor: text.length }, fitting });
}
