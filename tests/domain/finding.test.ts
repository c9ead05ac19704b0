import { expect, test } from "vitest";
import { type Finding, isDamage, mainError } from "../../src/domain/finding.ts";

const finding = (code: string, line: number, severity: Finding["severity"] = "error"): Finding => ({ severity, code, line, message: code });
const cutOff = [finding("new-payee", 1, "warning"), finding("wrong-account", 31), finding("xml-cut-off", 41), finding("schema", 42)];

test("that a file was cut off says more than what is wrong before the cut", () => {
  expect(mainError(cutOff)?.code).toBe("xml-cut-off");
  expect(mainError(cutOff.filter((one) => !isDamage(one)))?.code).toBe("wrong-account");
  expect(mainError([finding("new-payee", 1, "warning")])).toBeUndefined();
});
