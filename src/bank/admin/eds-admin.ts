import { toIsoInstant } from "../../domain/clock.ts";
import type { Money } from "../../domain/money.ts";
import type { SignatureClass } from "../../domain/signature-rules.ts";
import { btfText } from "../../ebics/index.ts";
import { type EdsAgreement, edsAgreement, type EdsSettings, edsSettings, setAccountSignatures, setEdsAgreement, setEdsSettings } from "../eds/agreement.ts";
import { waitingOrders } from "../eds/waiting-order.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** An order that waits at the bank for signatures, for the list. */
export interface WaitingSummary {
  readonly partnerId: string;
  readonly userId: string;
  readonly orderId: string;
  readonly service: string;
  readonly transactions: number;
  readonly sums: readonly Money[];
  readonly signaturesRequired: number;
  readonly signatures: readonly { readonly userId: string; readonly signatureClass: SignatureClass }[];
  /** UTC. */
  readonly until: string;
}

/** Signing at the bank, as its staff agrees it with partners and looks at it. */
export interface EdsAdmin {
  agreement(partnerId: string): EdsAgreement;
  agree(partnerId: string, agreement: Partial<EdsAgreement>): EdsAgreement;
  /** So many signatures an order needs that debits this account. */
  accountSignatures(number: string, signaturesRequired: number): void;
  settings(): EdsSettings;
  set(settings: Partial<EdsSettings>): EdsSettings;
  /** Oldest first. */
  waiting(): WaitingSummary[];
}

export function edsAdmin({ database }: Ledger, upToDate: <Result>(work: () => Result) => Result): EdsAdmin {
  return {
    agreement: (partnerId) => edsAgreement(database, partnerId),
    agree: (partnerId, agreement) => setEdsAgreement(database, partnerId, agreement),
    accountSignatures: (number, signaturesRequired) => setAccountSignatures(database, number, signaturesRequired),
    settings: () => edsSettings(database),
    set: (settings) => setEdsSettings(database, settings),
    waiting: () => upToDate(() => waitingOrders(database).map(({ partnerId, userId, orderId, service, survey, signaturesRequired, signatures, untilMs }) => ({
      partnerId, userId, orderId, service: btfText(service), transactions: survey.transactions, sums: survey.sums, signaturesRequired,
      signatures: signatures.map((one) => ({ userId: one.userId, signatureClass: one.signatureClass })), until: toIsoInstant(untilMs),
    }))),
  };
}
