import { accountText, parseAccountNumber } from "../../domain/account-number.ts";
import type { Finding } from "../../domain/finding.ts";
import type { IsoDate, IsoInstant, RegisteredMandateId } from "../../domain/ids.ts";
import { parseIsoDate } from "../../domain/iso-date.ts";
import { type KeptMandateState, keyOfMandate, mandateFaults, mandateKey, type RegisteredMandate, type RegisterEntry } from "../../domain/mandate.ts";
import type { PostalAddress } from "../../domain/order.ts";
import { cellText } from "../../formats/tables/cells.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "../context.ts";
import { type CsvColumn, type CsvLine, readCsvLines } from "./csv-lines.ts";
import { mandateDay, putMandate } from "./keep-mandate.ts";

/** Columns of the register as a table. */
const columns = [
  { title: "reference", needed: true }, { title: "creditor id", needed: true }, { title: "scheme" }, { title: "type" }, { title: "debtor", needed: true }, { title: "account", needed: true },
  { title: "bic" }, { title: "signed on", needed: true }, { title: "last collection" }, { title: "state" }, { title: "street" }, { title: "number" }, { title: "post code" }, { title: "town" }, { title: "country" }, { title: "note" },
] as const satisfies readonly CsvColumn[];

/** A dry run: what a file would do to the register. Nothing was stored. */
export interface MandateFilePlan {
  readonly added: readonly RegisteredMandate[];
  readonly changed: readonly RegisteredMandate[];
  readonly unchanged: number;
  /** Errors; a file with any is not taken in. */
  readonly findings: readonly Finding[];
}

/** Reads mandates out of CSV and compares them with the register, by creditor and reference. */
export async function planMandateFile(context: WorkflowContext, bytes: Uint8Array): Promise<MandateFilePlan> {
  requireRight(context, "prepare", "import mandates");
  const { lines, findings: broken } = readCsvLines(bytes, columns);
  const findings = [...broken];
  const known = await context.store.mandates.byKeys(lines.map((line) => mandateKey(line.cell("creditor id"), line.cell("reference"))));
  const at = instantNow(context);
  const seen = new Map<string, number>();
  const plan = { added: [] as RegisteredMandate[], changed: [] as RegisteredMandate[], unchanged: 0 };
  for (const line of lines) {
    const key = mandateKey(line.cell("creditor id"), line.cell("reference"));
    const before = seen.get(key);
    if (before !== undefined) findings.push(line.wrong("reference", `The same mandate stands in line ${before} already.`));
    seen.set(key, line.line);
    const read = readLine(line, known.get(key), { at, today: mandateDay(context), id: () => newId<"RegisteredMandateId">(context) });
    if ("findings" in read) findings.push(...read.findings);
    else if (!known.has(key)) plan.added.push(read.mandate);
    else if (same(read.mandate, known.get(key)?.mandate)) plan.unchanged++;
    else plan.changed.push(read.mandate);
  }
  return { ...plan, findings };
}

/** Takes in what the plan showed, all or nothing. @returns how many were stored */
export async function importMandates(context: WorkflowContext, plan: MandateFilePlan, onProgress?: (done: number, total: number) => void): Promise<number> {
  requireRight(context, "prepare", "import mandates");
  if (plan.findings.length > 0) return 0;
  const mandates = [...plan.added, ...plan.changed];
  await context.store.transaction(async (store) => {
    for (const [at, mandate] of mandates.entries()) {
      await putMandate(context, store, mandate, { source: "imported" });
      if (at % 200 === 199) onProgress?.(at + 1, mandates.length);
    }
  });
  return mandates.length;
}

/** The whole register as CSV: `planMandateFile` reads it back and finds nothing changed. */
export async function* mandatesCsv(context: WorkflowContext): AsyncGenerator<Uint8Array> {
  const pageRows = 500;
  const encoder = new TextEncoder();
  yield encoder.encode(`\ufeff${columns.map(({ title }) => title).join(";")}\r\n`);
  for (let offset = 0; ; offset += pageRows) {
    const page = await context.store.mandates.list({ today: mandateDay(context), offset, limit: pageRows });
    yield encoder.encode(page.map(({ mandate }) => `${cellsOf(mandate).map((cell) => quoted(cellText(cell))).join(";")}\r\n`).join(""));
    if (page.length < pageRows) return;
  }
}

function same(one: RegisteredMandate, other: RegisteredMandate | undefined): boolean {
  return other !== undefined && cellsOf(one).join("\n") === cellsOf(other).join("\n");
}

function cellsOf(mandate: RegisteredMandate): readonly string[] {
  const { address } = mandate.debtor;
  return [
    mandate.mandateId, mandate.creditorSchemeId, mandate.scheme, mandate.type, mandate.debtor.name, accountText(mandate.debtorAccount), mandate.debtorBic ?? "", mandate.signedOn,
    mandate.collectedBefore?.lastOn ?? (mandate.collectedBefore === undefined ? "" : unknownDay), mandate.state, address?.streetName ?? "", address?.buildingNumber ?? "", address?.postCode ?? "", address?.townName ?? "", address?.country ?? "", mandate.note,
  ];
}

/** It was collected before, nobody knows when. */
const unknownDay = "yes";
const states: readonly KeptMandateState[] = ["active", "suspended", "cancelled", "used-up"];

function readLine(line: CsvLine, known: RegisterEntry | undefined, made: { readonly at: IsoInstant; readonly today: IsoDate; readonly id: () => RegisteredMandateId }): { readonly mandate: RegisteredMandate } | { readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const oneOf = <Value extends string>(title: string, values: readonly Value[], otherwise: Value): Value => {
    const text = line.cell(title).toLowerCase().replace("used up", "used-up");
    const value = text === "" ? otherwise : values.find((one) => one.toLowerCase() === text);
    if (value === undefined) findings.push(line.wrong(title, `"${title}" is one of ${values.join(", ")}.`));
    return value ?? otherwise;
  };
  const day = (title: string): IsoDate | undefined => {
    const date = parseIsoDate(line.cell(title));
    if (date === undefined && line.cell(title) !== "") findings.push(line.wrong(title, `"${title}" is a date such as 2026-11-24.`));
    return date;
  };
  const signedOn = day("signed on");
  if (signedOn === undefined && line.cell("signed on") === "") findings.push(line.wrong("signed on", "The day of signature is missing."));
  const last = line.cell("last collection").toLowerCase() === unknownDay ? {} : { lastOn: day("last collection") };
  const mandate: RegisteredMandate = {
    ...(known?.mandate ?? { id: made.id(), formerKeys: [], refusalsSeen: [], createdAt: made.at }),
    creditorSchemeId: line.cell("creditor id").replace(/\s/g, "").toUpperCase(), mandateId: line.cell("reference"), scheme: oneOf("scheme", ["CORE", "B2B"], "CORE"), type: oneOf("type", ["recurrent", "one-off"], "recurrent"),
    debtor: { ...known?.mandate.debtor, name: line.cell("debtor"), address: addressOf(line, known?.mandate.debtor.address) }, debtorAccount: parseAccountNumber(line.cell("account")) ?? { kind: "other", value: "" },
    debtorBic: textOf(line, "bic")?.toUpperCase(), signedOn: signedOn ?? made.today, state: oneOf("state", states, known?.mandate.state ?? "active"),
    collectedBefore: "lastOn" in last && last.lastOn === undefined ? undefined : last, note: line.cell("note"), changedAt: made.at,
  };
  // A state that it has already keeps its reason.
  const kept = mandate.state === known?.mandate.state ? mandate : { ...mandate, stateReason: undefined, stopCode: undefined };
  for (const { field, message } of mandateFaults(kept, made.today)) findings.push(line.wrong(titleOf[field], message));
  if (known !== undefined && keyOfMandate(known.mandate) !== keyOfMandate(kept)) findings.push(line.wrong("reference", `This mandate is ${known.mandate.mandateId} since it was amended.`));
  return findings.length > 0 ? { findings } : { mandate: kept };
}

const titleOf = { creditorSchemeId: "creditor id", mandateId: "reference", debtor: "debtor", debtorAccount: "account", signedOn: "signed on" } as const;

function textOf(line: CsvLine, title: string): string | undefined {
  const text = line.cell(title);
  return text === "" ? undefined : text;
}

function addressOf(line: CsvLine, before: PostalAddress | undefined): PostalAddress | undefined {
  const address = { streetName: textOf(line, "street"), buildingNumber: textOf(line, "number"), postCode: textOf(line, "post code"), townName: textOf(line, "town"), country: textOf(line, "country")?.toUpperCase(), addressLines: before?.addressLines ?? [] };
  return Object.values(address).every((part) => part === undefined || part.length === 0) ? undefined : address;
}

function quoted(cell: string): string {
  return /[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
