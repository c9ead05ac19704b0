import { AppError } from "../../domain/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";
import { profileOf } from "../bank-profile.ts";
import { cardNamed } from "../cards.ts";
import type { WorkflowContext } from "../context.ts";
import type { ChipCards } from "../ports/chip-cards.ts";
import type { Connection } from "../ports/connections.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import { onboardingColumns, type OnboardingRow } from "./columns.ts";
import type { CustomerDesk } from "./desk.ts";
import { stageOf, stageWords } from "./queue.ts";
import { roadsOf } from "../roads/take-road.ts";

/** A row, compared with what the stores hold already. */
export interface PlannedRow {
  readonly row: OnboardingRow;
  /** Undefined: the customer is made first. */
  readonly context: WorkflowContext | undefined;
  readonly connection: Connection | undefined;
  readonly subscriber: Subscriber | undefined;
  /** PEM of `ca file`. */
  readonly caPem: string | undefined;
  /** "new", or how far it is. */
  readonly stands: string;
}

export interface OnboardingPlan {
  readonly rows: readonly PlannedRow[];
  readonly findings: readonly Finding[];
}

/** Finds out what is there already and what contradicts it, before anything is done. Rows are recognised by customer, host, address, partner and user. */
export async function planOnboarding(desk: CustomerDesk, rows: readonly OnboardingRow[]): Promise<OnboardingPlan> {
  const findings: Finding[] = [];
  const planned: PlannedRow[] = [];
  const customers = new Map<string, WorkflowContext | undefined>();
  const authorities = new Map<string, string | undefined>();
  const classes = new Map<string, OnboardingRow>();
  for (const row of rows) {
    const problem = (field: OnboardingRowField, code: string, message: string): void => void findings.push({ severity: "error", code, message, line: row.line, column: undefined, field: titleOf(field) });
    if (!customers.has(row.customer)) customers.set(row.customer, await desk.open(row.customer));
    const context = customers.get(row.customer);
    if (context === undefined && row.customerName === undefined) problem("customer", "unknown-customer", `There is no customer ${visibleLine(row.customer, 20)} that you may open. With a "customer name" it is made.`);
    if (context !== undefined && !context.rights.includes("administer")) problem("customer", "not-administrator", `You do not administer ${row.customer}.`);
    if (row.operator !== undefined && desk.operatorNamed(row.operator) === undefined) problem("operator", "unknown-operator", `There is no operator "${visibleLine(row.operator, 40)}".`);
    if (row.card !== undefined && row.keyFile !== undefined) problem("card", "two-devices", "A key lies in a file or on a card, not in both.");
    const signer = `${row.customer} ${row.signer} ${row.operator ?? ""}`;
    const before = classes.get(signer) ?? row;
    classes.set(signer, before);
    if (before.signatureClass !== row.signatureClass) problem("signatureClass", "other-class", `${visibleLine(row.signer, 40)} has class ${before.signatureClass} in line ${before.line}; the class counts for every bank.`);
    const caPem = await authorityOf(desk, row, authorities, problem);
    const found = context === undefined ? undefined : await foundIn(context, desk, row, problem);
    planned.push({ row, context, connection: found?.connection, subscriber: found?.subscriber, caPem, stands: found?.subscriber === undefined ? "new" : stageWords[stageOf(found.subscriber).stage] });
  }
  checkProfiles(planned, findings);
  await checkCards(planned, findings);
  return { rows: planned, findings };
}

type OnboardingRowField = Exclude<keyof OnboardingRow, "line">;
type Problem = (field: OnboardingRowField, code: string, message: string) => void;

async function foundIn(context: WorkflowContext, desk: CustomerDesk, row: OnboardingRow, problem: Problem): Promise<Pick<PlannedRow, "connection" | "subscriber">> {
  const { connections, signers } = context.store;
  const connection = (await connections.all()).find((one) => one.hostId === row.hostId && one.partnerId === row.partnerId && roadsOf(one).some((road) => road.url === row.url));
  const all = await signers.all();
  const operatorId = row.operator === undefined ? undefined : desk.operatorNamed(row.operator);
  const signer = all.find((one) => one.name === row.signer && one.operatorId === operatorId);
  if (signer !== undefined && signer.signatureClass !== row.signatureClass) problem("signatureClass", "other-class", `${visibleLine(row.signer, 40)} is already a signer of class ${signer.signatureClass}.`);
  if (connection === undefined) return { connection: undefined, subscriber: undefined };
  if (connection.bankProfile !== row.profile) problem("profile", "other-profile", `The connection ${visibleLine(connection.title, 40)} is there already, with the profile ${connection.bankProfile}.`);
  if (row.protocol !== undefined && connection.protocol !== row.protocol) problem("protocol", "other-protocol", `The connection ${visibleLine(connection.title, 40)} is there already, by ${connection.protocol}.`);
  const subscriber = (await connections.subscribers(connection.id)).find((one) => one.userId === row.userId);
  const holder = all.find((one) => one.id === subscriber?.signerId);
  if (holder !== undefined && holder.name !== row.signer) problem("signer", "other-signer", `The user ${row.userId} is there already, with the signer ${visibleLine(holder.name, 40)}.`);
  return { connection, subscriber };
}

async function authorityOf(desk: CustomerDesk, row: OnboardingRow, known: Map<string, string | undefined>, problem: Problem): Promise<string | undefined> {
  const { caFile } = row;
  if (caFile === undefined) return undefined;
  if (!known.has(caFile)) {
    known.set(caFile, await desk.readText(caFile).catch((error: unknown) => {
      if (error instanceof AppError) return undefined; // told for each row that needs it
      throw error;
    }));
  }
  const pem = known.get(caFile);
  if (pem === undefined) problem("caFile", "unreadable-file", `${visibleLine(caFile, 60)} cannot be read.`);
  else if (!pem.includes("-----BEGIN CERTIFICATE-----")) problem("caFile", "no-certificate", `${visibleLine(caFile, 60)} holds no certificate in PEM form.`);
  return pem;
}

/** The catalogue comes with any context; without a customer yet, the workflow that makes the connection checks it. */
function checkProfiles(planned: readonly PlannedRow[], findings: Finding[]): void {
  const banks = planned.find((one) => one.context !== undefined)?.context?.tools.banks;
  if (banks === undefined) return;
  for (const { row } of planned) {
    try {
      const profile = profileOf(banks, row.profile);
      if (row.protocol !== undefined && !profile.protocols.some((one) => one === row.protocol)) findings.push({ severity: "error", code: "other-protocol", message: `The profile ${row.profile} speaks ${profile.protocols.join(", ")}.`, line: row.line, field: titleOf("protocol") });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      findings.push({ severity: "error", code: error.code, message: error.message, line: row.line, field: titleOf("profile") });
    }
  }
}

/** Cards that are in no reader, or make no keys, are told now; where there is no customer yet, when their row's turn comes. */
async function checkCards(planned: readonly PlannedRow[], findings: Finding[]): Promise<void> {
  const cards = planned.find((one) => one.context !== undefined)?.context?.tools.cards;
  const problems = new Map<string, string | undefined>();
  for (const { row, subscriber } of planned) {
    if (cards === undefined || row.card === undefined || subscriber !== undefined) continue;
    const key = `${row.module ?? ""} ${row.card}`;
    if (!problems.has(key)) problems.set(key, await cardProblem(cards, row.card, row.module));
    const message = problems.get(key);
    if (message !== undefined) findings.push({ severity: "error", code: "card", message, line: row.line, field: titleOf("card") });
  }
}

async function cardProblem(cards: ChipCards, name: string, module: string | undefined): Promise<string | undefined> {
  try {
    const { token } = await cardNamed(cards, name, module);
    return token.canMakeKeys ? undefined : `The card ${visibleLine(token.label, 40)} makes no keys.`;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.message;
  }
}

function titleOf(field: OnboardingRowField): string {
  return onboardingColumns.find((one) => one.field === field)?.title ?? field;
}
