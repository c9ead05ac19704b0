import { type ExecutionRule, targetCalendar } from "../../domain/calendar.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import { profileOf } from "../../workflows/bank-profile.ts";
import { executionRule } from "../../workflows/execution-rule.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import { serviceFor } from "../../workflows/route-order.ts";
import type { PaymentSpeed } from "./payment-draft.ts";

/** Until an account with a connection is chosen: TARGET days, and no cut-off that could be promised. */
export const unknownBank: ExecutionRule = { calendar: targetCalendar, zone: "Europe/Budapest", cutOff: undefined };

const entryFormat = "pain.001.001.09";

/** How the account's bank settles payments of that kind. */
export async function bankDaysOf(context: WorkflowContext, account: Account | undefined, currency: CurrencyCode, speed: PaymentSpeed): Promise<ExecutionRule> {
  const connection = account?.connectionId === undefined ? undefined : await context.store.connections.get(account.connectionId);
  if (account === undefined || connection === undefined) return unknownBank;
  const profile = profileOf(context.tools.banks, connection.bankProfile);
  const batch = {
    paymentInformationId: "", requestedExecutionDate: "" as IsoDate, debtor: { name: "" }, debtorAccount: account.number, debtorAgent: {},
    serviceLevel: speed === "urgent" ? "URGP" : currency === "EUR" ? "SEPA" : undefined, localInstrument: speed === "instant" ? "INST" : undefined,
  };
  const service = serviceFor({ profile, protocol: connection.protocol }, { format: entryFormat, sums: [{ minor: 0n, currency }] }, [batch]);
  return executionRule(context.tools.banks, profile, service);
}
