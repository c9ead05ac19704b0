import { toIsoInstant } from "../../domain/clock.ts";
import { base64Text } from "../xml/base64.ts";
import type { DataDigest } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { writeDocument } from "../xml/write.ts";
import type { EdsDialect } from "./dialect.ts";
import type { EdsAccount, EdsDetails, EdsListEntry, EdsOriginator, EdsOverview, EdsPayment, EdsSigner, EdsState } from "./values.ts";

/** HVUResponseOrderData, or HVZResponseOrderData with what HVZ knows more. @param entries at least one: none is answered with 090005 */
export function writeEdsList(dialect: EdsDialect, kind: "HVU" | "HVZ", entries: readonly EdsListEntry[]): Uint8Array {
  const { h } = dialect;
  const details = entries.map((entry) =>
    h("OrderDetails", [
      ...dialect.writeName(entry.name),
      h("OrderID", entry.orderId),
      ...(kind === "HVZ" && entry.overview !== undefined ? overviewHead(dialect, entry, entry.overview) : [size(dialect, entry)]),
      h("SigningInfo", [], { readyToBeSigned: String(entry.readyToBeSigned), NumSigRequired: String(entry.signaturesRequired), NumSigDone: String(entry.signaturesDone) }),
      ...entry.signers.map((signer) => writeSigner(dialect, signer)),
      h("OriginatorInfo", person(dialect, entry.originator)),
      entry.additionalInfo === undefined || !dialect.hasAdditionalInfo ? undefined : h("AdditionalOrderInfo", entry.additionalInfo),
    ]),
  );
  return writeDocument(dialect.root(`${kind}ResponseOrderData`, details));
}

/** HVDResponseOrderData. */
export function writeEdsState(dialect: EdsDialect, state: EdsState): Uint8Array {
  const { h } = dialect;
  return writeDocument(
    dialect.root("HVDResponseOrderData", [
      digest(dialect, state.dataDigest),
      h("DisplayFile", base64Text(state.displayFile)),
      h("OrderDataAvailable", String(state.orderDataAvailable)),
      size(dialect, state),
      h("OrderDetailsAvailable", String(state.orderDetailsAvailable)),
      ...state.signers.map((signer) => writeSigner(dialect, signer)),
    ]),
  );
}

/** HVTResponseOrderData. @param details at least one payment */
export function writeEdsDetails(dialect: EdsDialect, details: EdsDetails): Uint8Array {
  const { h } = dialect;
  return writeDocument(dialect.root("HVTResponseOrderData", [h("NumOrderInfos", String(details.total)), ...details.payments.map((payment) => writePayment(dialect, payment))]));
}

function overviewHead(dialect: EdsDialect, entry: EdsListEntry, overview: EdsOverview): readonly (XmlElement | undefined)[] {
  const { h } = dialect;
  const optional = (local: string, value: string | undefined): XmlElement | undefined => (value === undefined ? undefined : h(local, value));
  const { firstParty, firstAccount } = overview;
  const account = firstAccount === undefined ? undefined : h("AccountInfo", [numberElement(dialect, firstAccount, undefined)]);
  return [
    digest(dialect, overview.dataDigest),
    h("OrderDataAvailable", String(overview.orderDataAvailable)),
    size(dialect, entry),
    h("OrderDetailsAvailable", String(overview.orderDetailsAvailable)),
    optional("TotalOrders", overview.transactions?.toString()),
    overview.totalAmount === undefined ? undefined : h("TotalAmount", overview.totalAmount, { isCredit: "true" }),
    optional("Currency", overview.currency),
    firstParty === undefined && account === undefined ? undefined : h("FirstOrderInfo", [optional("OrderPartyInfo", firstParty), account]),
  ];
}

function writePayment(dialect: EdsDialect, payment: EdsPayment): XmlElement {
  const { h } = dialect;
  return h("OrderInfo", [
    accountInfo(dialect, "Originator", payment.originator),
    accountInfo(dialect, "Recipient", payment.recipient),
    payment.executionDate === undefined ? undefined : h("ExecutionDate", payment.executionDate),
    h("Amount", payment.amount, { isCredit: "true", Currency: payment.currency }),
    ...payment.purpose.slice(0, 4).map((line) => h("Description", line, { Type: "Purpose" })),
  ]);
}

function accountInfo(dialect: EdsDialect, role: "Originator" | "Recipient", account: EdsAccount): XmlElement {
  const { h } = dialect;
  return h("AccountInfo", [
    numberElement(dialect, account.account, role),
    account.bic === undefined ? undefined : h("BankCode", account.bic, { Role: role, international: "true" }),
    account.holder === undefined ? undefined : h("AccountHolder", account.holder, { Role: role }),
  ]);
}

/** An IBAN, or a number of a country's own. */
function numberElement(dialect: EdsDialect, account: string, role: string | undefined): XmlElement {
  if (/^[A-Z]{2}\d{2}[A-Za-z0-9]{3,30}$/.test(account)) return dialect.h("AccountNumber", account, { Role: role, international: "true" });
  return dialect.h("NationalAccountNumber", account.slice(0, 40), { Role: role, format: "other" });
}

function writeSigner(dialect: EdsDialect, signer: EdsSigner): XmlElement {
  return dialect.h("SignerInfo", [...person(dialect, signer), dialect.h("Permission", [], { AuthorisationLevel: signer.authorisationLevel })]);
}

function person(dialect: EdsDialect, who: EdsOriginator): readonly (XmlElement | undefined)[] {
  const { h } = dialect;
  return [h("PartnerID", who.partnerId), h("UserID", who.userId), who.name === undefined ? undefined : h("Name", who.name), h("Timestamp", toIsoInstant(who.timestamp))];
}

function digest(dialect: EdsDialect, dataDigest: DataDigest): XmlElement {
  return dialect.h("DataDigest", base64Text(dataDigest.digest), { SignatureVersion: dataDigest.signatureVersion });
}

function size(dialect: EdsDialect, entry: { readonly sizeBytes: number }): XmlElement {
  return dialect.h("OrderDataSize", String(entry.sizeBytes));
}
