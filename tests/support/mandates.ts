import { germanPayee } from "../../src/cli/demo/payees.ts";
import type { IsoDate, IsoInstant, RegisteredMandateId } from "../../src/domain/ids.ts";
import type { MandateCollection, RegisteredMandate } from "../../src/domain/mandate.ts";
import type { OrderId, CurrencyCode } from "../../src/domain/ids.ts";

/** EPC's test identifier of a creditor, with right check digits. */
export const creditorId = "DE98ZZZ09999999999";

const at = "2026-01-12T09:00:00Z" as IsoInstant;

/** A mandate signed on 10 January 2026; the n-th debtor's. */
export function mandate(n: number, more: Partial<RegisteredMandate> = {}): RegisteredMandate {
  return {
    id: `mandate-${n}` as RegisteredMandateId, creditorSchemeId: creditorId, mandateId: `M-${n}`, scheme: "CORE", type: "recurrent",
    debtor: { name: `Debtor ${n}` }, debtorAccount: { kind: "iban", iban: germanPayee(n) }, signedOn: "2026-01-10" as IsoDate,
    state: "active", formerKeys: [], refusalsSeen: [], note: "", createdAt: at, changedAt: at, ...more,
  };
}

/** A collection that was booked on 2 March 2026. */
export function collection(more: Partial<MandateCollection> = {}): MandateCollection {
  return {
    orderId: "order-1" as OrderId, orderNumber: 1, orderState: "booked", position: 0, dueOn: "2026-03-02" as IsoDate, amount: { minor: 1000n, currency: "EUR" as CurrencyCode },
    sequenceType: "FRST", amended: false, createdAt: "2026-02-20T09:00:00Z" as IsoInstant, state: "booked", wasBooked: true, ...more,
  };
}
