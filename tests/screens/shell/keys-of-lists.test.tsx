import { afterEach, describe, expect, it } from "vitest";
import { defineScreen } from "../../../src/screens/shell/define-screen.ts";
import type { Screen } from "../../../src/screens/shell/screen.ts";
import { arrayRows } from "../../../src/screens/widgets/row-source.ts";
import { Table } from "../../../src/screens/widgets/table.tsx";
import { initialTable, type TableAction, type TableState, updateTable } from "../../../src/screens/widgets/table-state.ts";
import { openShell, type ShellTester } from "./support.tsx";

type Session = undefined;
interface Routes { list: { readonly rows: number; readonly long?: string }; other: undefined }

const list: Screen<Session, Routes> = defineScreen<Session, Routes, "list", TableState, TableAction>({
  id: "list",
  title: () => "List",
  initial: () => initialTable,
  update: updateTable,
  commands: [
    { id: "list.sign", title: "sign", keys: ["s"], run: ({ shell }) => shell.notice("Signed.") },
    { id: "list.send", title: "send", keys: ["x"], disabledReason: () => "Nothing to send.", run: () => undefined },
    { id: "list.print", title: "print", keys: ["p", "F9"], run: () => undefined },
  ],
  Component: ({ size, model, params, dispatch, shell }) => (
    <Table columns={[{ title: "row", width: 10, cell: (row: string) => row }, ...(params.long === undefined ? [] : [{ title: "why", width: 12, cell: () => params.long ?? "", whole: true }])]} rows={arrayRows(Array.from({ length: params.rows }, (_, at) => `row ${at}`))} state={model} keyOf={(row) => row}
      size={{ columns: size.columns, rows: 12 }} onAction={dispatch} onOpen={() => shell.push("other")} markable filterable empty={params.long ?? "Nothing here."} />
  ),
});
const other: Screen<Session, Routes> = defineScreen<Session, Routes, "other", undefined, never>({
  id: "other", title: () => "Other", initial: () => undefined, update: (model) => model, commands: [], Component: () => null,
});

const opened: ShellTester<Session, Routes>[] = [];
afterEach(() => {
  for (const shell of opened.splice(0)) shell.end();
});
async function open(rows: number, columns = 120): Promise<ShellTester<Session, Routes>["tester"]> {
  const shell = await openShell<Session, Routes>({ session: undefined, screens: [list, other], begin: (desk) => desk.push("list", { rows }), columns });
  opened.push(shell);
  await shell.tester.waitFor(rows === 0 ? "Nothing here." : "row 0");
  return shell.tester;
}
const footer = (tester: ShellTester<Session, Routes>["tester"]): string => tester.rows().at(-1)?.trimEnd() ?? "";

describe("the footer", () => {
  it("says what Enter, Space and / do in a list, then the commands that can be used, the way back and where the keys are told", async () => {
    const tester = await open(30);
    expect(footer(tester)).toBe(" Enter open  s sign  p print  Space mark  / filter  Esc back  : command  ^K palette  ? keys");
  });

  it("says nothing of opening where there is nothing to open", async () => {
    expect(footer(await open(0))).toBe(" s sign  p print  Esc back  : command  ^K palette  ? keys");
  });

  it("keeps the way back and ? on the narrowest screen", async () => {
    expect(footer(await open(30, 60))).toBe(" Enter open  s sign  p print  Space mark  Esc back  ? keys");
  });

  it("names no letter while letters are typed", async () => {
    const tester = await open(30);
    tester.press("/");
    await tester.waitFor("30 found");
    expect(footer(tester)).toBe(" Enter keep the filter  Esc clear it  F9 print  ^K palette  F1 keys");
  });
});

describe("what a list has no room for", () => {
  const long = "The account of this payee is not one that the bank knows, so it will refuse the payment; call the payee and ask which account is meant before you send it again.";
  const see = async (rows: number): Promise<string> => {
    const shell = await openShell<Session, Routes>({ session: undefined, screens: [list, other], begin: (desk) => desk.push("list", { rows, long }), columns: 80 });
    opened.push(shell);
    await shell.tester.waitFor(/it\s+again\./);
    return shell.tester.screen().replace(/\s+/g, " ");
  };

  it("is said below it of the row under the cursor, whole", async () => {
    expect(await see(30)).toContain(`row 7 The account… ${long}`);
  });

  it("is told on several lines where nothing is in it", async () => {
    expect(await see(0)).toContain(long);
  });
});

describe("keys from vi, less and the shell", () => {
  it("move in lists: ^N and ^P by a row, ^D and ^U by a page", async () => {
    const tester = await open(30);
    tester.press("Ctrl-N", "Ctrl-N", "Ctrl-P");
    await tester.waitFor(/^▸ +row 1\b/m);
    tester.press("Ctrl-D");
    await tester.waitFor(/^▸ +row 12\b/m);
    tester.press("Ctrl-U");
    await tester.waitFor(/^▸ +row 1\b/m);
  });

  it("q goes back, but is a letter where letters are typed", async () => {
    const tester = await open(30);
    tester.press("/", "q");
    await tester.waitFor(" / q");
    tester.press("Esc", "Enter");
    await tester.waitFor("List › Other");
    tester.press("q");
    await tester.waitFor("row 0");
    tester.press("q");
    await tester.waitFor("You leave Kontor.");
    tester.press("q");
    await tester.waitFor((screen) => !screen.includes("You leave Kontor."));
  });

  it("j, k, g and G scroll what is read in a dialog; on a screen they are commands or nothing", async () => {
    const tester = await open(30);
    tester.press("j", "?");
    await tester.waitFor("↑ ↓ more");
    const top = tester.rows()[3];
    tester.press("G");
    await tester.waitFor((screen) => screen.includes("in dialogs to read"));
    tester.press("g");
    await tester.waitFor(() => tester.rows()[3] === top);
    tester.press("j", "j", "k");
    await tester.waitFor(() => tester.rows()[3] !== top);
    tester.press("q");
    await tester.waitFor(/^▸ +row 0\b/m);
  });
});
