import type { OrderFormat, StatementFormat } from "../format.ts";
import { names } from "./fields.ts";
import { clientBankLines, isClientBank } from "./lines.ts";
import { ClientBankOrders, ClientBankStatements } from "./reading.ts";
import { writeClientBankOrders, writeClientBankStatements } from "./write.ts";

/** Only a statement says balances. */
function hasBalances(head: Uint8Array): boolean {
  return ["utf-8", "windows-1251", "ibm866"].some((label) => new RegExp(`(^|\\n)(${names.opening}|${names.closing})=`).test(new TextDecoder(label).decode(head)));
}

export const clientBankOrders: OrderFormat = {
  kind: "orders",
  id: "1c.orders",
  title: "Payment orders (1CClientBankExchange)",
  writes: true,
  carries: {
    header: { messageId: true },
    batch: { paymentInformationId: true, requestedExecutionDate: true, debtor: true, debtorAccount: true, debtorAgent: true, declaredCount: true, declaredSum: true, collection: true },
    transaction: { endToEndId: true, amount: true, creditor: true, creditorAccount: true, creditorAgent: true, remittance: true },
  },
  detect: (head) => isClientBank(head) && !hasBalances(head),
  async read(content, sink) {
    const reading = new ClientBankOrders(sink);
    for await (const lines of clientBankLines(content, (finding) => sink.finding(finding), (name) => sink.charset?.(name))) {
      for (const line of lines) reading.line(line);
      await sink.flush?.();
    }
    reading.finish();
    await sink.flush?.();
  },
  write: writeClientBankOrders,
};

export const clientBankStatement: StatementFormat = {
  kind: "statements",
  id: "1c.statement",
  title: "Bank statement (1CClientBankExchange)",
  writes: true,
  carries: {
    header: { kind: true, account: true, currency: true, ownerName: true },
    entry: { amount: true, bookingDate: true, status: /^BOOK$/, reversal: (value) => value === false, entryReference: true, details: true },
    detailsMax: 1,
    detail: { counterparty: true, counterpartyAccount: true, remittance: (value) => Array.isArray(value) && value.length <= 1 },
  },
  detect: (head) => isClientBank(head) && hasBalances(head),
  async read(content, sink) {
    const reading = new ClientBankStatements(sink);
    for await (const lines of clientBankLines(content, (finding) => sink.finding(finding), (name) => sink.charset?.(name))) {
      for (const line of lines) reading.line(line);
      await sink.flush?.();
    }
    reading.finish();
    await sink.flush?.();
  },
  write: (statements, { createdAt }) => writeClientBankStatements(statements, createdAt),
};
