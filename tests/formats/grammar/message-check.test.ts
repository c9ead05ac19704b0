import { expect, it } from "vitest";
import { messageGrammar } from "../../../src/formats/grammar/bundled.ts";
import { MessageChecker } from "../../../src/formats/grammar/checker.ts";
import type { MessageGrammar } from "../../../src/formats/grammar/grammar.ts";
import { MessageCheck } from "../../../src/formats/grammar/message-check.ts";
import type { Finding } from "../../../src/domain/finding.ts";
import { pain001Text } from "../../bench/make-pain001.ts";

async function grammar(): Promise<MessageGrammar> {
  const found = await messageGrammar("pain.001.001.09");
  if (found === undefined) throw new Error("its grammar is in the profiles");
  return found;
}
const payments = (transactions: number): Buffer => Buffer.from([...pain001Text({ transactions })].join(""));

/** As the import gives it: one block of memory, used again and again. */
async function beside(bytes: Uint8Array): Promise<readonly Finding[]> {
  const check = new MessageCheck(await grammar());
  const block = new Uint8Array(1 << 16);
  try {
    for (let at = 0; at < bytes.length; at += block.length) {
      const part = bytes.subarray(at, at + block.length);
      block.set(part);
      await check.push(block.subarray(0, part.length));
    }
    return await check.end();
  } finally {
    await check.close();
  }
}

async function alone(bytes: Uint8Array): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const checker = new MessageChecker(await grammar(), (finding) => findings.push(finding));
  checker.push(bytes);
  checker.end();
  return findings;
}

it.each([["small", 100], ["large, in a thread of its own", 20_000]])("a %s message is found right, or the same faults are found in it as in one piece", async (_, count) => {
  const right = payments(count);
  expect(await beside(right)).toEqual([]);
  const last = right.lastIndexOf("</EndToEndId>");
  const wrong = Buffer.concat([right.subarray(0, last), Buffer.from("-far-too-long-to-be-an-end-to-end-id"), right.subarray(last)]);
  expect(wrong.length).toBeGreaterThan(right.length);
  const findings = await beside(wrong);
  expect(findings).toMatchObject([{ code: "not-by-schema", severity: "error" }]);
  expect(findings).toEqual(await alone(wrong));
});

it("cut off, or thrown away in the middle, it ends", async () => {
  const bytes = payments(20_000);
  expect(await beside(bytes.subarray(0, bytes.length - 1000))).toMatchObject([{ code: "not-by-schema" }]);
  const check = new MessageCheck(await grammar());
  for (let at = 0; at < bytes.length / 2; at += 1 << 16) await check.push(bytes.subarray(at, at + (1 << 16)));
  await check.close();
});

it("a thread that ends by itself is told, not waited for", async () => {
  const check = new MessageCheck({ ...(await grammar()), types: {}, type: "Nothing" }); // with it no check can begin
  const bytes = payments(20_000);
  await expect((async () => {
    for (let at = 0; at < bytes.length; at += 1 << 16) await check.push(bytes.subarray(at, at + (1 << 16)));
    await check.end();
  })()).rejects.toThrow();
  await check.close();
});

it.each([
  ["with elements deep in each other", "<a>", "more than 64 deep in each other"],
  ["with a text that has no end", "a", "larger than any that a message has"],
  ["with a comment that has no end", "<!-- ", "larger than any that a message has"],
])("a file %s is told, and keeps neither the time nor the memory of a message", async (_, begin, told) => {
  const check = new MessageCheck(await grammar());
  const block = Buffer.from(begin === "<a>" ? begin.repeat(20_000) : "b".repeat(1 << 16));
  try {
    await check.push(Buffer.from(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>${begin}`));
    for (let blocks = 0; blocks < 2_000; blocks++) await check.push(block);
    expect((await check.end()).map(({ message }) => message).join()).toContain(told);
  } finally {
    await check.close();
  }
});
