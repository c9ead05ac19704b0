import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBankKeys } from "../../../src/bank/host/bank-keys.ts";
import { openBankDatabase } from "../../../src/bank/storage/bank-database.ts";
import type { Answer, AuthenticationKey, Exchange } from "../../../src/ebics/index.ts";
import { startBankFixture } from "../../bank/support/bank-fixture.ts";
import { randomness } from "../../bank/support/customer.ts";
import { type Conversation, conversations } from "../bank/conversations.ts";

/** A conversation as it was held once: what the bank answered, and what came of it. */
export interface Transcript {
  readonly title: string;
  /** The answers carry an AuthSignature. */
  readonly isSigned: boolean;
  /** Begins the same conversation again. */
  start(): Promise<Exchange<Answer<unknown>>>;
  readonly answers: readonly Uint8Array[];
  readonly outcome: string;
}

/** Holds every conversation once with a real practice bank. @returns them, and the bank's key: what a bank that has gone mad signs with */
export async function recordTranscripts(): Promise<{ readonly transcripts: readonly Transcript[]; readonly bankKey: AuthenticationKey }> {
  const folder = mkdtempSync(join(tmpdir(), "kontor-fuzz-"));
  const fixture = await startBankFixture({ folder, segmentBytesMax: 1000 });
  try {
    let orders = 0;
    let isRecorded = false;
    const transcripts: Transcript[] = [];
    // Begun again, a conversation sends the very same file.
    for (const conversation of await conversations(fixture, () => (isRecorded ? "F1" : `F${++orders}`))) {
      orders = 0;
      transcripts.push(await record(conversation, (bytes) => fixture.bank.answer(bytes)));
    }
    isRecorded = true;
    const database = openBankDatabase(folder, randomness);
    try {
      return { transcripts, bankKey: (await openBankKeys(database, fixture.bank.hostId, fixture.clock))().authentication };
    } finally {
      database.close();
    }
  } finally {
    await fixture.close();
    rmSync(folder, { recursive: true });
  }
}

async function record(conversation: Conversation, answer: (request: Uint8Array) => Promise<Uint8Array>): Promise<Transcript> {
  const { title, isSigned } = conversation;
  const answers: Uint8Array[] = [];
  await conversation.prepare?.();
  const exchange = await conversation.start();
  let next = await exchange.next();
  while (next.done !== true) {
    answers.push(await answer(next.value.bytes));
    next = await exchange.next(answers.at(-1) ?? new Uint8Array());
  }
  return { title, isSigned: isSigned && !title.endsWith("HPB"), start: () => conversation.start(), answers, outcome: outcomeText(next.value) };
}

/** All of an outcome that can be compared. */
export function outcomeText(answer: Answer<unknown>): string {
  return JSON.stringify(answer, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("base64") : typeof value === "object" && value !== null && value.constructor.name === "PublicKeyObject" ? "key" : value));
}
