import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import type { Party } from "../../domain/order.ts";
import type { OrderTransaction } from "../../workflows/ports/orders.ts";
import type { Fact } from "../dialogs/facts-dialog.tsx";
import { moneyText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import { reasonText } from "../wording/reason-codes.ts";
import type { OtherSide, PayeeMark } from "./transaction-columns.ts";
import { transactionMark } from "./state-mark.ts";

const markSentences: Readonly<Record<Exclude<PayeeMark, "">, string>> = {
  NEW: "NEW: nothing was paid there before",
  CHANGED: "CHANGED: another account was paid under this name before",
  UNCONFIRMED: "UNCONFIRMED: entered or changed by one operator, and confirmed by no other yet",
};

/** All that is known of one payment; what the file does not say is left out. */
export function transactionFacts(row: OrderTransaction, other: OtherSide, mark: PayeeMark, language: Language): Fact[] {
  const state = transactionMark(row.state);
  const fields: readonly (readonly [name: string, value: string | undefined])[] = [
    [other, row.creditor.name],
    ["", mark === "" ? undefined : markSentences[mark]],
    ["address", addressText(row.creditor)],
    ["account", row.creditorAccount === undefined ? undefined : formatAccount(row.creditorAccount)],
    ["bank", [row.creditorAgent?.bic, row.creditorAgent?.name, row.creditorAgent?.clearingMemberId].filter((part) => part !== undefined).join(" ")],
    ["amount", moneyText(row.amount, language)],
    ["remittance", row.remittance.unstructured.join(" ")],
    ["reference", row.remittance.creditorReference],
    ["end to end", row.endToEndId],
    ["instruction", row.instructionId],
    ["UETR", row.uetr],
    ["mandate", row.mandate === undefined ? undefined : [row.mandate.mandateId, row.mandate.signedOn === undefined ? "" : `signed on ${dayText(row.mandate.signedOn, language)}`].filter((part) => part !== "").join(", ")],
    ["purpose", row.purpose],
    ["charges", row.chargeBearer],
    ["on behalf of", row.ultimateDebtor?.name],
    [other === "debtor" ? "finally from" : "finally to", row.ultimateCreditor?.name],
    ["state", `${state.sign} ${state.title}`],
    ["bank says", reasonText(row.reasonCode, row.reasonText)],
    ["booked", row.entry === undefined ? undefined : `on line ${row.entry.entry + 1} of a statement`],
  ];
  return fields.flatMap(([name, value]): Fact[] => (value === undefined || value === "" ? [] : [[name, value]]));
}

function addressText(party: Party): string | undefined {
  const address = party.address;
  if (address === undefined) return undefined;
  const street = [address.streetName, address.buildingNumber].filter((part) => part !== undefined).join(" ");
  const town = [address.postCode, address.townName].filter((part) => part !== undefined).join(" ");
  return [...address.addressLines, street, town, address.country ?? ""].filter((part) => part !== "").join(", ");
}
