import { bankDayOnOrAfter, earliestExecution, type ExecutionRule, isBankDay } from "../domain/calendar.ts";
import type { Finding } from "../domain/finding.ts";
import { hasErrors } from "../domain/finding.ts";
import type { OrderId } from "../domain/ids.ts";
import { todayIn } from "../domain/iso-date.ts";
import { orderNameText, sameName } from "../ebics/index.ts";
import type { Batch } from "../domain/order.ts";
import { statesAtBank } from "../domain/order-life.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { profileOf } from "./bank-profile.ts";
import { instantNow, requireRight, type WorkflowContext } from "./context.ts";
import { executionRule } from "./execution-rule.ts";
import { orderFormat } from "./format-by-id.ts";
import { isRegisterFinding, registerFindings } from "./mandates/check-collections.ts";
import { mandateDay } from "./mandates/keep-mandate.ts";
import { mustGet } from "./must-get.ts";
import type { Connection } from "./ports/connections.ts";
import type { Order, SendAs } from "./ports/orders.ts";
import { readGrants } from "./grants.ts";
import { connectionForAccounts, serviceFor } from "./route-order.ts";

/** Codes of findings made here; they are made anew at each check, findings about the file itself are kept. */
const checkCodes: ReadonlySet<string> = new Set([
  "account-unknown", "account-elsewhere", "no-connection", "no-service", "date-past", "not-a-bank-day", "cut-off-missed", "lead-time-missed", "same-content", "same-message-id", "not-granted",
]);

/**
 * Looks at an order as the bank will: own accounts, a service that takes it, dates, cut-off, repeats. Moves a draft without errors to
 * `checked`, and a checked one with errors back to `draft`.
 * @returns the order with its findings
 */
export async function checkOrder(context: WorkflowContext, id: OrderId): Promise<Order> {
  requireRight(context, "prepare", "check orders");
  const order = await mustGet(context.store, id);
  if (order.state !== "draft" && order.state !== "checked") return order;
  const batches = await context.store.orders.batches(id);
  const connectionId = order.sendAs === undefined ? await connectionForAccounts(context.store, order.accounts) : order.connectionId;
  const findings = [
    ...order.findings.filter((finding) => !checkCodes.has(finding.code) && !isRegisterFinding(finding)),
    ...(await mandateFindings(context, order)),
    ...(await accountFindings(context, order)),
    ...(await bankFindings(context, { ...order, connectionId }, batches)),
    ...(await repeatFindings(context, order)),
  ];
  const event = hasErrors(findings) ? "edit" : "check";
  return context.store.orders.advance(id, order.revision, event, {
    at: instantNow(context), actor: context.operator.name, set: { findings, connectionId },
  });
}

/** What the register of mandates says of an order that collects, as it is now. */
export async function mandateFindings(context: WorkflowContext, order: Order): Promise<readonly Finding[]> {
  if (order.fileId === undefined || order.contentUnknown === true || order.kinds?.includes("direct-debit") !== true) return [];
  return registerFindings(context.store, orderFormat(order.format), context.store.files.read(order.fileId), { today: mandateDay(context), of: order.id });
}

async function accountFindings(context: WorkflowContext, order: Order): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const account of order.accounts) {
    const own = await context.store.accounts.findByNumber(account);
    if (own !== undefined && order.sendAs !== undefined && own.connectionId !== order.connectionId) {
      findings.push({ severity: "warning", code: "account-elsewhere", field: "DbtrAcct/Id", message: `Account ${account} is not at the bank that this file was chosen for: the bank may refuse it.` });
    }
    if (own === undefined) {
      findings.push({
        severity: "error", code: "account-unknown", field: "DbtrAcct/Id",
        message: `Account ${account} is not one of ${context.customer.profile.shortName}'s accounts. Is this another customer's file? If it is a new account, enter it under Settings first.`,
      });
    }
  }
  return findings;
}

async function bankFindings(context: WorkflowContext, order: Order, batches: readonly Batch[]): Promise<Finding[]> {
  const connection = order.connectionId === undefined ? undefined : await context.store.connections.get(order.connectionId);
  if (connection === undefined) {
    return [{ severity: "error", code: "no-connection", message: "No connection to a bank serves all debtor accounts of this order. Split the file by bank, or give the accounts a connection under Settings." }];
  }
  const profile = profileOf(context.tools.banks, connection.bankProfile);
  if (order.sendAs !== undefined) return grantFindings(context, connection, order.sendAs);
  const service = serviceFor({ profile, protocol: connection.protocol }, order, batches);
  if (service === undefined) {
    return [{ severity: "error", code: "no-service", message: `${connection.title} takes no ${order.format} with these currencies and service levels.` }];
  }
  return dateFindings(executionRule(context.tools.banks, profile, service), batches, context.tools.clock.now());
}

/** The operator chose the name: only what the bank grants can say something of it, and only where that was fetched. */
async function grantFindings(context: WorkflowContext, connection: Connection, name: SendAs): Promise<Finding[]> {
  const grants = await readGrants(context.store, connection.id);
  if (grants.length === 0 || grants.some(({ data }) => data.partner.orders.some((order) => sameName(order, name)))) return [];
  return [{ severity: "warning", code: "not-granted", message: `${connection.title} does not name ${orderNameText(name)} among the orders it grants: it may refuse it.` }];
}

function dateFindings(rule: ExecutionRule, batches: readonly Batch[], nowMs: number): Finding[] {
  const { calendar, cutOff: time, leadDays = 0 } = rule;
  const findings: Finding[] = [];
  const today = todayIn(rule.zone, nowMs);
  const earliest = earliestExecution(rule, nowMs);
  for (const batch of batches) {
    const date = batch.requestedExecutionDate;
    const field = "ReqdExctnDt";
    if (date < today) {
      findings.push({ severity: "warning", code: "date-past", field, message: `Execution date ${date} is past: the bank executes on ${bankDayOnOrAfter(calendar, today)} or refuses.` });
    } else if (!isBankDay(calendar, date)) {
      findings.push({ severity: "warning", code: "not-a-bank-day", field, message: `${date} is no bank day: the bank executes on ${bankDayOnOrAfter(calendar, date)}.` });
    } else if (leadDays > 0) {
      if (date < earliest) findings.push({ severity: "warning", code: "lead-time-missed", field: "ReqdColltnDt", message: `Collections have to be at the bank ${leadDays === 1 ? "a bank day" : `${leadDays} bank days`} before they are due${time === undefined ? "" : `, by ${time}`}: now ${earliest} is the earliest day, and the bank moves ${date} there or refuses.` });
    } else if (time !== undefined) {
      if (date < earliest) findings.push({ severity: "warning", code: "cut-off-missed", field, message: `The cut-off for ${date} was ${time}: the bank executes on ${earliest}.` });
    }
  }
  return findings;
}

/** Warnings that the same payments, or a file with the same message id, are there already: as it is now. */
export async function repeatFindings(context: WorkflowContext, order: Order): Promise<Finding[]> {
  const others = (found: readonly Order[]): Order[] => found.filter((other) => other.id !== order.id && other.state !== "cancelled" && other.state !== "refused");
  return duplicateFindings(
    others(await context.store.orders.findByFingerprint(order.fingerprint)),
    order.messageId === "" ? [] : others(await context.store.orders.findByMessageId(order.messageId)),
  );
}

/** The same content again is a warning while preparing; it is stopped when it is to leave. */
export function duplicateFindings(sameContent: readonly Order[], sameMessageId: readonly Order[]): Finding[] {
  const findings: Finding[] = [];
  const [same] = sameContent;
  if (same !== undefined) {
    const left = sameContent.find((order) => statesAtBank.has(order.state));
    findings.push({
      severity: "warning",
      code: "same-content",
      message: left === undefined
        ? `Order ${orderNumberText(same.number)} holds the same payments and has not left yet. Send only one of the two.`
        : `Order ${orderNumberText(left.number)} with the same payments already went to the bank. Sending this one too would pay twice.`,
    });
  }
  const other = sameMessageId.find((order) => !sameContent.includes(order));
  if (other !== undefined) {
    findings.push({
      severity: "warning", code: "same-message-id", field: "GrpHdr/MsgId",
      message: `Order ${orderNumberText(other.number)} has the same message id. Most banks refuse the second file with it.`,
    });
  }
  return findings;
}
