import process from "node:process";
import type { ReactNode } from "react";
import { defineScreen } from "../../../src/screens/shell/define-screen.ts";
import type { ScreenProps } from "../../../src/screens/shell/screen.ts";
import { type RunningShell, startShell } from "../../../src/screens/shell/start-shell.tsx";
import { guardProcess } from "../../../src/screens/terminal/guard-process.ts";
import { openTerminal } from "../../../src/screens/terminal/terminal.ts";
import { Form } from "../../../src/screens/widgets/form.tsx";
import { Line } from "../../../src/screens/widgets/line.tsx";
import { arrayRows } from "../../../src/screens/widgets/row-source.ts";
import { type Column, Table } from "../../../src/screens/widgets/table.tsx";
import { payeeName } from "./payee-name.ts";
import { initialTable, type TableAction, type TableState, updateTable } from "../../../src/screens/widgets/table-state.ts";

/** A workstation of three screens: a list, a form, and one that fails while it is drawn. */

interface Session {
  readonly customer: string;
}
interface Routes {
  list: undefined;
  form: { readonly row: number };
  broken: undefined;
}
interface Row {
  readonly id: number;
  readonly name: string;
}

const count = Number(process.argv[2] ?? "500");
const rows = arrayRows(Array.from({ length: count }, (_, id): Row => ({ id, name: id === 3 ? "evil \u001b[31m\u202e\u200b\u009b2Jname" : payeeName(id) })));
const columns: readonly Column<Row>[] = [
  { title: "#", width: 7, align: "right", cell: (row) => String(row.id) },
  { title: "payee", width: { min: 12, grow: 1 }, cell: (row) => row.name },
  { title: "amount", width: 14, align: "right", cell: (row) => `${(row.id * 7919) % 100_000}.00` },
];

interface ListModel {
  readonly table: TableState;
}

const list = defineScreen<Session, Routes, "list", ListModel, TableAction>({
  id: "list",
  title: (_params, _model, session) => session.customer,
  colour: () => "cyan",
  initial: () => ({ table: initialTable }),
  update: (model, action) => ({ table: updateTable(model.table, action) }),
  commands: [
    { id: "list.confirm", title: "confirm", keys: ["c"], run: async ({ shell }) => shell.notice((await shell.confirm({ title: "Send", consequence: "412 300.00 EUR leave the account.", customer: { shortName: "DANUBE", colour: "cyan" }, yes: "send" })) ? "answer yes" : "answer no") },
    { id: "list.off", title: "impossible", keys: ["i"], disabledReason: () => "The line is down.", run: () => undefined },
    { id: "list.fail", title: "fail", keys: ["x"], run: () => Promise.reject(new Error("made to fail")) },
    { id: "list.broken", title: "broken", keys: ["b"], run: ({ shell }) => shell.push("broken") },
    { id: "list.throw", title: "throw", keys: ["t"], run: () => void setTimeout(() => { throw new Error("uncaught"); }, 0) },
    { id: "list.work", title: "work", keys: ["w"], run: ({ shell }) => void shell.startActivity({ title: "Long work", run: ({ signal, progress }) => new Promise((resolve) => { progress({ done: 1, total: 4 }); signal.addEventListener("abort", () => resolve()); }) }) },
  ],
  Component: function List({ model, dispatch, size, shell }: ScreenProps<Session, Routes, undefined, ListModel, TableAction>): ReactNode {
    return <Table columns={columns} rows={rows} state={model.table} size={size} keyOf={(row) => String(row.id)} onAction={dispatch} onOpen={(row) => shell.push("form", { row: row.id })} markable filterable empty="Nothing here." />;
  },
});

const form = defineScreen<Session, Routes, "form", { readonly sent: string }, string>({
  id: "form",
  title: ({ row }) => `Row ${row}`,
  initial: () => ({ sent: "" }),
  update: (_model, sent) => ({ sent }),
  commands: [],
  Component: function FormScreen({ model, dispatch, size, shell }: ScreenProps<Session, Routes, Routes["form"], { readonly sent: string }, string>): ReactNode {
    return (
      <>
        <Form size={{ columns: size.columns, rows: size.rows - 1 }} submit="store" onCancel={() => shell.pop()} onError={(error) => void shell.showError(error)}
          fields={[{ kind: "text", name: "name", label: "Name", required: true }, { kind: "select", name: "kind", label: "Kind", options: [{ value: "a", text: "alpha" }, { value: "b", text: "beta" }] }, { kind: "secret", name: "pin", label: "PIN", lengthMin: 4 }]}
          onSubmit={({ texts, secrets }) => {
            dispatch(`stored ${texts["name"]?.length ?? 0} ${texts["kind"] ?? ""} ${secrets["pin"]?.bytes.length ?? 0}`);
            secrets["pin"]?.wipe();
            return undefined;
          }} />
        <Line spans={model.sent} width={size.columns} />
      </>
    );
  },
});

const broken = defineScreen<Session, Routes, "broken", undefined, never>({
  id: "broken",
  title: () => "Broken",
  initial: () => undefined,
  update: (model) => model,
  commands: [],
  Component: function Broken(): ReactNode {
    throw new Error("cannot be drawn");
  },
});

const terminal = openTerminal({ input: process.stdin, output: process.stdout, environment: process.env });
const guard = guardProcess(terminal, process);
const running: RunningShell<Session, Routes> = await startShell<Session, Routes>({
  terminal,
  session: { customer: "DANUBE Kft" },
  clock: { now: () => Date.UTC(2026, 10, 23, 13, 32) },
  timeText: () => "13:32",
  screens: [list, form, broken],
  begin: (shell) => shell.push("list"),
  status: () => "Réka",
  stopJob: () => guard.stopJob(),
});
await running.ended;
guard.release();
process.stdout.write("ended well\n");
