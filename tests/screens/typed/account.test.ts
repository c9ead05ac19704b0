import { describe, expect, it } from "vitest";
import { accountText } from "../../../src/domain/account-number.ts";
import { readTypedAccount } from "../../../src/screens/typed/account.ts";

describe("readTypedAccount", () => {
  it("accepts an IBAN however it is grouped", () => {
    const read = readTypedAccount("hu42 1177 3016 1111 1018 0000 0000");
    expect(read.kind === "ok" && accountText(read.account)).toBe("HU42117730161111101800000000");
  });

  it("turns a Hungarian number of 16 digits into its IBAN", () => {
    const read = readTypedAccount("11773016-11111018");
    expect(read).toMatchObject({ kind: "ok", sentence: "HU42 1177 3016 1111 1018 0000 0000" });
  });

  it("says how much is still to come", () => {
    expect(readTypedAccount("DE89 3704")).toMatchObject({ kind: "incomplete", sentence: "An IBAN of DE has 22 characters: 14 still to come." });
    expect(readTypedAccount("11773016-1111")).toMatchObject({ kind: "incomplete", sentence: "A Hungarian account number has 16 or 24 digits: 4 more for 16." });
    expect(readTypedAccount("11773016-11111018-00")).toMatchObject({ kind: "incomplete" });
  });

  it("names a mistake as soon as it can be known", () => {
    expect(readTypedAccount("11773017")).toMatchObject({ kind: "wrong", sentence: expect.stringContaining("first eight digits") });
    expect(readTypedAccount("11773016-11111019")).toMatchObject({ kind: "wrong", sentence: expect.stringContaining("after the first eight") });
    expect(readTypedAccount("XX11")).toMatchObject({ kind: "wrong", sentence: "XX is no country with IBANs." });
    expect(readTypedAccount("DE88370400440532013000")).toMatchObject({ kind: "wrong", sentence: expect.stringContaining("check digits") });
    expect(readTypedAccount("DE893704004405320130001")).toMatchObject({ kind: "wrong", sentence: expect.stringContaining("this has 23") });
    expect(readTypedAccount("DE89?")).toMatchObject({ kind: "wrong", sentence: expect.stringContaining("\"?\"") });
  });

  it("takes another bank's number behind a slash, and says that nothing in it is checked", () => {
    expect(readTypedAccount("/0012 3456")).toMatchObject({ kind: "ok", account: { kind: "other", value: "0012 3456" } });
    expect(readTypedAccount("/")).toMatchObject({ kind: "incomplete" });
  });

  it("is quiet about nothing", () => {
    expect(readTypedAccount("  ")).toEqual({ kind: "empty", sentence: "" });
  });
});
