import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../../src/domain/errors.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { planImport } from "../../../src/workflows/import-desk/plan-import.ts";
import { once } from "../../../src/workflows/bytes.ts";
import { payrollBook } from "../../formats/workbook/support.ts";
import { type Office, openOffice } from "../../support/office.ts";
import { openWorkstation } from "../support/workstation.ts";

let office: Office;
let context: WorkflowContext;
beforeAll(async () => {
  office = await openOffice();
  context = await office.open();
});
afterAll(() => office.close());

function open(bytes: Uint8Array) {
  return openWorkstation({
    clock: office.clock, customers: [context],
    begin: (shell) => shell.push("define-format", { context, path: "/in/payroll.xlsx", name: "payroll.xlsx" }),
    session: {
      files: {
        homeFolder: "/in", outFolder: "/in", list: async () => [], open: () => once(bytes),
        write: () => Promise.reject(new AppError("input", "not-writable", "Nothing is written here.")),
      },
    },
  });
}

describe("defining a format", () => {
  it("shows the cells of a spreadsheet as columns, reads it at once, and keeps a format that the import desk knows", async () => {
    const bytes = await payrollBook();
    const { tester, end } = await open(bytes);
    await tester.waitFor("3 payments");
    for (const shown of ["spreadsheet", "Payee name", "2026-11-24", "payee: account", "1234567.89"]) expect(tester.screen()).toContain(shown);
    tester.press("e");
    await tester.waitFor("How the file is written");
    expect(tester.screen()).not.toMatch(/charset|separator/);
    tester.press("Esc");
    await tester.waitFor("Reads well.");
    tester.press("F2");
    await tester.waitFor("Name of the format");
    tester.press("Enter");
    await tester.waitFor("Format payroll saved.");
    end();
    const plan = await planImport(context, { name: "payroll.xlsx", open: () => once(bytes) });
    expect(plan.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect([plan.sourceFormat?.title, plan.format, plan.facts?.transactionCount]).toEqual(["payroll", "pain.001.001.09", 3]);
    // A finding's line is looked up among the sheet's rows.
    const rows: Uint8Array[] = [];
    for await (const part of plan.sourceFormat?.lines?.(once(bytes)) ?? []) rows.push(part);
    expect(Buffer.concat(rows).toString().split("\n")[4]).toContain("Paper & <Co>\t");
  });

  it("says why a damaged spreadsheet shows no columns", async () => {
    const { tester, end } = await open((await payrollBook()).subarray(0, -30));
    await tester.waitFor("is damaged, or was cut off");
    end();
  });
});
