import { expect, test } from "vitest";
import type { Finding } from "../../../src/domain/finding.ts";
import { sortFindings } from "../../../src/screens/import/finding-row.ts";

const finding = (code: string, line: number, severity: Finding["severity"] = "error"): Finding => ({ severity, code, line, message: code });

test("the list of findings begins with what damages the file, then errors by their place, then the rest", () => {
  const found = [finding("new-payee", 1, "warning"), finding("schema", 42), finding("wrong-account", 31), finding("xml-cut-off", 41)];
  expect(sortFindings(found).map(({ code }) => code)).toEqual(["xml-cut-off", "wrong-account", "schema", "new-payee"]);
});
