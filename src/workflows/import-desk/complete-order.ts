import { accountText } from "../../domain/account-number.ts";
import type { Batch, OrderHeader } from "../../domain/order.ts";
import { instantNow, type WorkflowContext } from "../context.ts";
import { newReference } from "../new-reference.ts";
import type { Account } from "../ports/accounts.ts";

/** What a bank's format asks for and a company's file often leaves out, known from the customer's own data. */
export interface Completion {
  header(header: OrderHeader | undefined): OrderHeader;
  batch(batch: Batch): Batch;
}

/** Ids it makes are the same for all readings of one plan. */
export async function completionFor(context: WorkflowContext): Promise<Completion> {
  const accounts = new Map((await context.store.accounts.all()).map((account) => [accountText(account.number), account]));
  const { name } = context.customer.profile;
  const now = instantNow(context);
  const reference = newReference(context);
  let batches = 0;
  const batchIds = new Map<string, string>();
  return {
    header: (header) => ({
      messageId: header === undefined || header.messageId === "" || header.messageId.length > 35 ? reference : header.messageId,
      createdAt: now,
      initiatingParty: header === undefined || header.initiatingParty.name === "" ? { name } : header.initiatingParty,
    }),
    batch(batch) {
      const own: Account | undefined = accounts.get(accountText(batch.debtorAccount));
      const key = `${batch.paymentInformationId}\n${accountText(batch.debtorAccount)}\n${batch.requestedExecutionDate}`;
      const id = batchIds.get(key) ?? `${reference}-${++batches}`;
      batchIds.set(key, id);
      return {
        ...batch,
        paymentInformationId: batch.paymentInformationId === "" || batch.paymentInformationId.length > 35 ? id : batch.paymentInformationId,
        debtor: batch.debtor.name === "" ? { ...batch.debtor, name: own?.ownerName ?? name } : batch.debtor,
        debtorAccountCurrency: batch.debtorAccountCurrency ?? own?.currency,
        debtorAgent: batch.debtorAgent.bic === undefined && own?.bic !== undefined ? { ...batch.debtorAgent, bic: own.bic } : batch.debtorAgent,
      };
    },
  };
}
