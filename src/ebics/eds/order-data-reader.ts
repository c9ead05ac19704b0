import type { DataDigest } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, attributeOf, base64Of, booleanText, childrenOf, countOf, instantOf, matching, textOf, tokenOf } from "../xml/shape.ts";
import type { EdsDialect } from "./dialect.ts";
import type { EdsAccount, EdsDetails, EdsListEntry, EdsOriginator, EdsOverview, EdsPayment, EdsSigner, EdsState } from "./values.ts";

/** HVUResponseOrderData or HVZResponseOrderData. @throws ShapeError */
export function readEdsList(dialect: EdsDialect, root: XmlElement): readonly EdsListEntry[] {
  const detailed = root.local === "HVZResponseOrderData";
  const children = open(dialect, root, detailed ? "HVZResponseOrderData" : "HVUResponseOrderData");
  const entries = children.many("OrderDetails").map((element) => readEntry(dialect, element, detailed));
  children.end();
  return entries;
}

/** HVDResponseOrderData. @throws ShapeError */
export function readEdsState(dialect: EdsDialect, root: XmlElement): EdsState {
  const children = open(dialect, root, "HVDResponseOrderData");
  const dataDigest = readDigest(children.required("DataDigest"));
  const displayFile = base64Of(children.required("DisplayFile"));
  const orderDataAvailable = flag(children.required("OrderDataAvailable"));
  const sizeBytes = countOf(children.required("OrderDataSize"), 0);
  const orderDetailsAvailable = flag(children.required("OrderDetailsAvailable"));
  const signers = children.many("SignerInfo").map((element) => readSigner(dialect, element));
  children.end();
  return { dataDigest, displayFile, orderDataAvailable, sizeBytes, orderDetailsAvailable, signers };
}

/** HVTResponseOrderData. @throws ShapeError */
export function readEdsDetails(dialect: EdsDialect, root: XmlElement): EdsDetails {
  const children = open(dialect, root, "HVTResponseOrderData");
  const total = countOf(children.required("NumOrderInfos"), 0);
  const payments = children.many("OrderInfo").map((element) => readPayment(dialect, element));
  children.end();
  return { total, payments };
}

function open(dialect: EdsDialect, root: XmlElement, local: string): ChildReader {
  if (root.local !== local || root.namespace !== dialect.namespace) throw new ShapeError(`the order data are no ${local}`);
  return childrenOf(root, dialect.namespace);
}

function readEntry(dialect: EdsDialect, element: XmlElement, detailed: boolean): EdsListEntry {
  const children = childrenOf(element, dialect.namespace);
  const name = dialect.readName(children);
  const orderId = matching(children.required("OrderID"), /^[A-Z][A-Z0-9]{3}$/);
  const { sizeBytes, overview } = detailed ? readOverview(dialect, children) : { sizeBytes: countOf(children.required("OrderDataSize"), 0), overview: undefined };
  const signing = children.required("SigningInfo");
  tokenOf(signing, ["readyToBeSigned", "NumSigRequired", "NumSigDone"]);
  const signers = children.many("SignerInfo").map((signer) => readSigner(dialect, signer));
  const originator = readPerson(childrenOf(children.required("OriginatorInfo"), dialect.namespace), true);
  const additional = children.optional("AdditionalOrderInfo");
  children.end();
  return {
    name, orderId, sizeBytes, overview, signers, originator,
    readyToBeSigned: booleanText(attributeOf(signing, "readyToBeSigned"), "readyToBeSigned"),
    signaturesRequired: count(signing, "NumSigRequired"),
    signaturesDone: count(signing, "NumSigDone"),
    additionalInfo: additional && textOf(additional),
  };
}

function readOverview(dialect: EdsDialect, children: ChildReader): { readonly sizeBytes: number; readonly overview: EdsOverview } {
  const dataDigest = readDigest(children.required("DataDigest"));
  const orderDataAvailable = flag(children.required("OrderDataAvailable"));
  const sizeBytes = countOf(children.required("OrderDataSize"), 0);
  const orderDetailsAvailable = flag(children.required("OrderDetailsAvailable"));
  const transactions = children.optional("TotalOrders");
  const totalAmount = children.optional("TotalAmount");
  const currency = children.optional("Currency");
  const first = children.optional("FirstOrderInfo");
  const head = {
    dataDigest, orderDataAvailable, orderDetailsAvailable,
    transactions: transactions && countOf(transactions, 0),
    totalAmount: totalAmount && decimal(totalAmount, ["isCredit"]),
    currency: currency && matching(currency, /^[A-Z]{3}$/),
  };
  if (first === undefined) return { sizeBytes, overview: head };
  const parts = childrenOf(first, dialect.namespace);
  const party = parts.optional("OrderPartyInfo");
  const account = parts.optional("AccountInfo");
  parts.end();
  return { sizeBytes, overview: { ...head, firstParty: party && textOf(party), firstAccount: account && readAccount(dialect, account).account } };
}

function readPayment(dialect: EdsDialect, element: XmlElement): EdsPayment {
  const children = childrenOf(element, dialect.namespace);
  children.optional(dialect.formatElement); // the order's own kind says it
  const [originator, recipient] = children.many("AccountInfo").map((account) => readAccount(dialect, account));
  const executionDate = children.optional("ExecutionDate");
  const amount = children.required("Amount");
  const value = decimal(amount, ["isCredit", "Currency"]);
  const purpose = children.many("Description").map((line) => textOf(line, ["Type"]));
  children.end();
  if (originator === undefined || recipient === undefined) throw new ShapeError("OrderInfo needs two accounts");
  return { originator, recipient, executionDate: executionDate && matching(executionDate, /^\d{4}-\d\d-\d\d/).slice(0, 10), amount: value, currency: attributeOf(amount, "Currency"), purpose };
}

/** The international number where there are two. */
function readAccount(dialect: EdsDialect, element: XmlElement): EdsAccount {
  const children = childrenOf(element, dialect.namespace);
  const numbers = either(children, "AccountNumber", "NationalAccountNumber");
  const banks = either(children, "BankCode", "NationalBankCode");
  const holder = children.optional("AccountHolder");
  children.end();
  const number = numbers.find((one) => one.international) ?? numbers[0];
  if (number === undefined) throw new ShapeError(`${element.local} names no account`);
  return { account: number.text, bic: banks.find((one) => one.international)?.text, holder: holder && textOf(holder, ["Role", "Description"]) };
}

function either(children: ChildReader, standard: string, national: string): readonly { readonly text: string; readonly international: boolean }[] {
  const found: { text: string; international: boolean }[] = [];
  for (;;) {
    const element = children.optional(standard) ?? children.optional(national);
    if (element === undefined) return found;
    const text = textOf(element, ["Role", "Description", "international", "Prefix", "format"]).trim();
    const mark = attributeOf(element, "international");
    found.push({ text, international: mark !== undefined && booleanText(mark, "international") });
  }
}

function readSigner(dialect: EdsDialect, element: XmlElement): EdsSigner {
  const children = childrenOf(element, dialect.namespace);
  const who = readPerson(children, false);
  const permission = children.required("Permission");
  children.end();
  tokenOf(permission, ["AuthorisationLevel"]);
  const level = attributeOf(permission, "AuthorisationLevel");
  if (level !== "E" && level !== "A" && level !== "B" && level !== "T") throw new ShapeError("AuthorisationLevel is none of E, A, B, T");
  return { ...who, authorisationLevel: level };
}

function readPerson(children: ChildReader, alone: boolean): EdsOriginator {
  const partnerId = matching(children.required("PartnerID"), /^[a-zA-Z0-9,=]{1,35}$/);
  const userId = matching(children.required("UserID"), /^[a-zA-Z0-9,=]{1,35}$/);
  const name = children.optional("Name");
  const timestamp = instantOf(children.required("Timestamp"));
  if (alone) children.end();
  return { partnerId, userId, name: name && textOf(name), timestamp };
}

function readDigest(element: XmlElement): DataDigest {
  const digest = base64Of(element, ["SignatureVersion"]);
  const version = attributeOf(element, "SignatureVersion");
  // A005 and A006 both are over SHA-256, so the length says that it is one of them where a bank of EBICS 2 leaves the version out.
  if (digest.length !== 32 || (version !== undefined && version !== "A005" && version !== "A006")) throw new ShapeError("DataDigest is no SHA-256 digest of A005 or A006");
  return { digest, signatureVersion: version ?? "A005" };
}

function flag(element: XmlElement): boolean {
  return booleanText(tokenOf(element), element.local);
}

function decimal(element: XmlElement, attributes: readonly string[]): string {
  return matching(element, /^[+-]?\d{1,24}(\.\d{1,4})?$/, attributes);
}

function count(element: XmlElement, name: string): number {
  const text = attributeOf(element, name) ?? "";
  if (!/^\d{1,10}$/.test(text)) throw new ShapeError(`${element.local}/@${name} is no count`);
  return Number(text);
}
