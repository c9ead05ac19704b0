import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { download } from "../../src/ebics/index.ts";
import { prettyXml } from "../../src/cli/exchange-text.ts";
import { type BankFixture, startBankFixture } from "../bank/support/bank-fixture.ts";
import { verb } from "../bank/support/bank-process.ts";
import { run } from "../bank/support/post.ts";

describe("kontor bank trace", () => {
  const folder = mkdtempSync(join(tmpdir(), "kontor-trace-"));
  let fixture: BankFixture;
  beforeAll(async () => {
    fixture = await startBankFixture({ folder });
    const [one, two] = [await fixture.user("ONE"), await fixture.user("TWO", { keys: 1 })];
    let bytes: Uint8Array = new Uint8Array();
    await run(download(one.context, { order: "HTD" }), (sent) => {
      bytes = sent;
      return fixture.bank.answer(sent);
    });
    await fixture.bank.answer(bytes);
    await two.fetch({ order: "HKD" });
    await run(download({ ...two.context, clock: { now: () => fixture.clock.now() - 7_200_000 } }, { order: "HTD" }), (sent) => fixture.bank.answer(sent));
    await fixture.bank.answer(Buffer.from('<ebicsRequest xmlns="urn:org:ebics:H005" Version="H005"><a\u202e/>\u001b[2J</ebicsRequest>'));
  });
  afterAll(async () => {
    await fixture.close();
    rmSync(folder, { recursive: true });
  });
  const trace = async (...args: string[]): Promise<string> => (await verb(folder, "trace", ...args)).out;

  it("tells each exchange in a block: who, what, codes with their sentences, sizes, and why in the host's own words", async () => {
    const text = await trace("--user", "ONE", "--code", "091103");
    expect(text).toMatch(/^PRACTICE bank, exchange \d+, 2026-11-23T08:00:00Z, H005\n {2}KUND1 ONE · HTD · Initialisation\n {2}request [\d,]+ bytes, answer [\d,]+ bytes\n {2}technical 091103 EBICS_TX_MESSAGE_REPLAY: .+\n {2}why {7}The nonce was here before\.\n$/);
    expect(await trace("--user", "TWO", "--code", "091103")).toContain("The timestamp is 7200 seconds behind the bank's clock");
  });

  it("shows what is asked for: by user, partner, order, code, number and time", async () => {
    expect(await trace("--user", "TWO", "--order", "hkd")).toContain("KUND1 TWO · HKD · Receipt");
    expect(await trace("--user", "TWO", "--order", "hkd")).not.toContain("KUND1 ONE");
    expect(await trace("--partner", "NOBODY")).toBe("PRACTICE bank: no exchanges that fit.\n");
    expect(await trace("--since", "2026-11-24T00:00:00Z")).toBe("PRACTICE bank: no exchanges that fit.\n");
    expect((await trace("--last", "2")).match(/PRACTICE bank, exchange/g)).toHaveLength(2);
    expect((JSON.parse(await trace("--number", "3", "--json")) as { number: number }[]).map((one) => one.number)).toEqual([3]);
    expect((await verb(folder, "trace", "--since", "soon")).code).toBe(2);
  });

  it("adds the messages, indented, with keys and ciphertext by their length, and nothing that a terminal would obey", async () => {
    const text = await trace("--last", "1", "--xml");
    expect(text).toContain("It is no EBICS request: ");
    expect(text).not.toMatch(/[\u001b\u202e]/);
    const whole = await trace("--order", "HKD", "--xml", "--last", "10");
    expect(whole).toMatch(/\n {6}<static>\n {8}<HostID>PRACTICE<\/HostID>\n/);
    expect(whole).toMatch(/<OrderData>\(\d+ characters\)<\/OrderData>/);
    expect(whole).not.toMatch(/[A-Za-z0-9+/]{120}/);
  });

  it("breaks no line of what is no XML", () => {
    expect(prettyXml("hello <<a>b</c></a></a></a><!-- x --><d/>")).toBe("hello\n<<a>b</c>\n</a>\n</a>\n</a>\n<!-- x -->\n<d/>");
    expect(prettyXml("")).toBe("");
  });
});
