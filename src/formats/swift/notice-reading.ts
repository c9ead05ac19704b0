import type { AccountNumber } from "../../domain/account-number.ts";
import type { Finding, Severity } from "../../domain/finding.ts";
import { parseAmount, parseCurrency } from "../../domain/money.ts";
import type { EntryDetail, StatementEntry } from "../../domain/statement.ts";
import { visibleLine } from "../../domain/text.ts";
import type { StatementSink } from "../format.ts";
import { dateOf, exactDecimal } from "../mt940/entry-line.ts";
import { accountNumber } from "../mt940/information.ts";
import type { ScannedField } from "../mt940/scanner.ts";
import type { SwiftMessage } from "./message.ts";
import { joined, readAgent, readParty } from "./party.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One reading of a file of MT900 (debit) or MT910 (credit): each message is a notification of one entry, which the statement repeats. */
export class SwiftNoticeReading {
  readonly #type: "900" | "910";
  readonly #sink: StatementSink;
  #notices = 0;

  constructor(type: "900" | "910", sink: StatementSink) {
    this.#type = type;
    this.#sink = sink;
  }

  finding(finding: Finding): void {
    this.#sink.finding(finding);
  }

  charset(name: string): void {
    this.#sink.charset?.(name);
  }

  message({ type, fields, line }: SwiftMessage): void {
    if (type !== undefined && type !== this.#type) {
      this.#tell("error", "other-format", line, "20", `This message is MT${visibleLine(type, 3)}, not MT${this.#type}. It was not read.`);
      return;
    }
    const value = (tag: RegExp): string | undefined => fields.find((field) => tag.test(field.tag))?.lines[0]?.trim();
    const amountField = fields.find((field) => field.tag === "32A");
    const match = /^(\d{6})([A-Z]{3})(\d+,\d*)$/.exec(amountField?.lines[0]?.trim() ?? "");
    const currency = parseCurrency(match?.[2] ?? "");
    const parsed = currency === undefined ? undefined : parseAmount(exactDecimal(match?.[3] ?? ""), currency);
    const written = value(/^25[AP]?$/);
    if (parsed?.ok !== true || currency === undefined) {
      this.#tell("error", amountField === undefined ? "field-missing" : "wrong-amount", amountField?.line ?? line, "32A", "This advice gives no date, currency and amount (:32A:) that can be read, so nothing of it was taken. Read it as a letter.");
      return;
    }
    let account: AccountNumber = { kind: "other", value: "" };
    if (written === undefined || written === "") this.#tell("error", "field-missing", line, "25", "The account (:25:) is missing. The entry below cannot be put to any account.");
    else account = accountNumber(written.replace(/^\//, ""));
    this.#notices++;
    this.#sink.statement({ kind: "notification", statementId: value(/^20$/) ?? "", account, currency });
    const date = dateOf(match?.[1] ?? "");
    if (date === undefined) this.#tell("warning", "wrong-date", amountField?.line ?? line, "32A", "The advice has a date that the calendar does not have. It was left out, the entry was kept.");
    const entry: Writable<StatementEntry> = {
      amount: { minor: this.#type === "900" ? -parsed.money.minor : parsed.money.minor, currency }, status: "BOOK", reversal: false, details: [detailOf(fields)],
    };
    if (date !== undefined) entry.valueDate = date;
    const reference = value(/^20$/);
    if (reference !== undefined && reference !== "") entry.bankReference = reference;
    const related = value(/^21$/);
    if (related !== undefined && related !== "") entry.entryReference = related;
    this.#sink.entry(entry, line);
    this.#sink.statementEnd(null);
  }

  finish(): void {
    if (this.#notices === 0) this.#tell("error", "no-statements", 1, "20", `There is no MT${this.#type} in this file that can be read. Nothing of it was taken.`);
  }

  #tell(severity: Severity, code: string, line: number, field: string, message: string): void {
    this.finding({ severity, code, line, column: 1, field, message });
  }
}

function detailOf(fields: readonly ScannedField[]): EntryDetail {
  const information = joined(fields.find((field) => field.tag === "72")?.lines ?? []);
  const detail: Writable<EntryDetail> = { remittance: information === "" ? [] : [information] };
  const customer = fields.find((field) => /^50[AFK]?$/.test(field.tag));
  const institution = fields.find((field) => /^52[AD]?$/.test(field.tag));
  const related = fields.find((field) => field.tag === "21")?.lines[0]?.trim();
  if (related !== undefined && related !== "" && related !== "NONREF") detail.endToEndId = related;
  const party = customer === undefined ? undefined : readParty(customer);
  const agent = institution === undefined ? undefined : readAgent(institution).agent;
  if (party !== undefined) detail.counterparty = party.party;
  else if (agent?.name !== undefined || agent?.bic !== undefined) detail.counterparty = { name: agent.name ?? agent.bic ?? "" };
  if (party?.account !== undefined) detail.counterpartyAccount = party.account;
  if (agent?.bic !== undefined) detail.counterpartyBic = agent.bic;
  return detail;
}
