import { nameOnly } from "../carries.ts";
import { latin1 } from "../charset/charset.ts";
import type { StatementFormat } from "../format.ts";
import { onlyRead } from "../only-read.ts";
import { knownTags } from "./fields.ts";
import { textLines } from "./lines.ts";
import { Mt940Reading } from "./reading.ts";
import { FieldScanner } from "./scanner.ts";
import { writeMt940 } from "./write.ts";

/** Also MT950, which is an MT940 without the information to the account owner. */
export const mt940: StatementFormat = {
  kind: "statements",
  id: "mt940",
  title: "Bank statement (SWIFT MT940)",
  writes: true,
  carries: {
    header: { kind: true, statementId: 16, sequenceNumber: /^\d{1,5}(\/\d{1,5})?$/, account: true, currency: true },
    entry: {
      amount: true, bookingDate: true, valueDate: true, status: /^BOOK$/, reversal: true, entryReference: 16, bankReference: 16, bankTransactionCode: /^[NFS][A-Z0-9]{3}(\+\d{3}(\+.{1,10})?)?$/,
      additionalInformation: 27, details: true,
    },
    detailsMax: 1,
    detail: { endToEndId: true, paymentInformationId: true, bankReference: true, counterparty: nameOnly, counterpartyAccount: true, counterpartyBic: true, remittance: (value) => Array.isArray(value) && value.length <= 1, returnReason: true },
  },
  detect: (head) => messageType(head) === "940",
  read: (content, sink) => readMessages(content, new Mt940Reading(sink, "statement")),
  write: (statements) => writeMt940(statements),
};

/** The day's entries so far: the statement repeats them. */
export const mt942: StatementFormat = {
  kind: "statements",
  id: "mt942",
  title: "Interim report (SWIFT MT942)",
  writes: false,
  detect: (head) => messageType(head) === "942",
  read: (content, sink) => readMessages(content, new Mt940Reading(sink, "report")),
  write: () => onlyRead("mt942", "mt940"),
};

async function readMessages(content: AsyncIterable<Uint8Array>, reading: Mt940Reading): Promise<void> {
  const scanner = new FieldScanner(reading, knownTags);
  for await (const lines of textLines(content, (finding) => reading.finding(finding), (name) => reading.charset(name))) {
    for (const line of lines) scanner.push(line);
    await reading.flush();
  }
  scanner.end();
  reading.finish();
  await reading.flush();
}

/** Tells a statement from an interim report and from the other messages that also begin with :20:, by the fields that only they have. */
function messageType(head: Uint8Array): "940" | "942" | undefined {
  const text = latin1(head);
  const enveloped = /\{2:[IO](\d{3})/.exec(text)?.[1];
  if (enveloped !== undefined) return enveloped === "940" || enveloped === "950" ? "940" : enveloped === "942" ? "942" : undefined;
  const tags: string[] = [];
  for (const match of text.matchAll(/(?:^|\n|\r|@@|-\})\s*:(\n)?(\d\d[A-Z]?|940|942|NS):/g)) tags.push(match[2] ?? "");
  const first = tags[0];
  if (first === undefined || !knownTags.has(first) || foreign.test(text)) return undefined;
  if (tags.some((tag) => tag === "60F" || tag === "60M")) return "940";
  if (tags.some((tag) => /^(34F|13D?|90[CD]|942)$/.test(tag))) return "942";
  return tags.some((tag) => /^(25P?|28C?|61|62[FM]|64|65|86)$/.test(tag)) ? "940" : undefined;
}

/** Fields of payment orders and advices (MT101, MT103, MT202, MT900, MT910). */
const foreign = /(?:^|\n|\r):(?:23[BE]|32[ABC]|50[A-Z]|59[A-Z]?|71A|52[AD]|28D|21R):/;
