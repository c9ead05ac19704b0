import type { OrderFormat, StatementFormat } from "../format.ts";
import { latin1 } from "../charset/charset.ts";
import { onlyRead } from "../only-read.ts";
import { readSwiftMessages, swiftType } from "./message.ts";
import { SwiftNoticeReading } from "./notice-reading.ts";
import { SwiftOrderReading } from "./order-reading.ts";
import { writeMt101, writeMt103 } from "./write.ts";

function orderFormat(type: "101" | "103", title: string, write: OrderFormat["write"]): OrderFormat {
  return {
    kind: "orders",
    id: `mt${type}`,
    title,
    writes: true,
    carries: {
      header: { messageId: true, declaredCount: true, declaredSum: true },
      batch: { paymentInformationId: true, requestedExecutionDate: true, debtor: true, debtorAccount: true, debtorAgent: true, chargeBearer: true, declaredCount: true, declaredSum: true, collection: true },
      transaction: {
        endToEndId: type === "101" ? true : /^NOTPROVIDED$/, amount: true, creditor: true, creditorAccount: true, creditorAgent: true, chargeBearer: /^(DEBT|CRED|SHAR)$/,
        remittance: (value) => typeof value === "object" && value !== null && "unstructured" in value && Array.isArray(value.unstructured) && value.unstructured.length <= 1 && !("creditorReference" in value),
        ...(type === "103" ? { instructionId: true, uetr: true } as const : {}),
      },
    },
    detect: (head) => swiftType(latin1(head)) === type,
    async read(content, sink) {
      const reading = new SwiftOrderReading(type, sink);
      await readSwiftMessages(content, (message) => reading.message(message), (finding) => reading.finding(finding), (name) => sink.charset?.(name), async () => sink.flush?.());
      reading.finish();
      await sink.flush?.();
    },
    write,
  };
}

function noticeFormat(type: "900" | "910", title: string): StatementFormat {
  return {
    kind: "statements",
    id: `mt${type}`,
    title,
    writes: false,
    detect: (head) => swiftType(latin1(head)) === type,
    async read(content, sink) {
      const reading = new SwiftNoticeReading(type, sink);
      await readSwiftMessages(content, (message) => reading.message(message), (finding) => reading.finding(finding), (name) => reading.charset(name), async () => sink.flush?.());
      reading.finish();
      await sink.flush?.();
    },
    write: () => onlyRead(`mt${type}`, "camt.054.001.08"),
  };
}

export const mt101 = orderFormat("101", "Request for transfer (SWIFT MT101)", writeMt101);
export const mt103 = orderFormat("103", "Single customer credit transfer (SWIFT MT103)", writeMt103);
/** The bank's word of one entry, before the statement repeats it. */
export const mt900 = noticeFormat("900", "Confirmation of debit (SWIFT MT900)");
export const mt910 = noticeFormat("910", "Confirmation of credit (SWIFT MT910)");
