import type { DialogCustomer } from "../shell/shell.ts";
import type { WorkstationShell } from "../routes.ts";
import { absolutePath } from "../import/typed-path.ts";
import type { FileListing, WorkstationFiles } from "../session.ts";
import type { Column } from "../widgets/table.tsx";
import { chooseRow } from "./choose-dialog.tsx";

type Row = FileListing | "up" | "typed";

/** A file of the operator's: chosen folder by folder, or typed. @returns its absolute path; undefined when left with Esc */
export async function chooseFile(shell: WorkstationShell, files: WorkstationFiles, question: { readonly title: string; readonly customer?: DialogCustomer; readonly choose: string }): Promise<string | undefined> {
  for (let folder = files.homeFolder; ; ) {
    const listings = (await files.list(folder)).filter(({ name }) => !name.startsWith("."));
    const row = await chooseRow<Row>(shell, {
      ...question, title: `${question.title} · ${folder}`, columns, rows: ["up", ...listings, "typed"], empty: "",
      keyOf: (one) => (typeof one === "string" ? one : one.path), textOf: (one) => (typeof one === "string" ? "" : one.name),
    });
    if (row === undefined) return undefined;
    if (row === "typed") {
      const typed = await shell.askText({ title: question.title, label: "path", value: `${folder}/`, details: ["Absolute, from ~/, or from the folder shown."] });
      if (typed !== undefined && typed.trim() !== "") return absolutePath(typed.trim(), folder, files.homeFolder);
    } else if (row === "up") folder = absolutePath("..", folder, files.homeFolder).replace(/(?<=.)\/$/, "");
    else if (row.kind === "folder") folder = row.path;
    else return row.path;
  }
}

const columns: readonly Column<Row>[] = [
  { title: "file", width: { min: 24, grow: 1 }, cell: (row) => (row === "up" ? "../ the folder above" : row === "typed" ? "another: type its path" : row.kind === "folder" ? `${row.name}/` : row.name) },
  { title: "changed", width: 11, cell: (row) => (typeof row === "string" || row.kind === "folder" ? "" : new Date(row.modifiedAtMs).toISOString().slice(0, 10)) },
];
