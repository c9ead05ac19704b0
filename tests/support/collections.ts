import { expect } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { importOrderFile, type OrderFileSource } from "../../src/workflows/import-orders.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { creditorId } from "./mandates.ts";
import { mustGetOrder, type Office, onlyConnection, openOffice, pinText, ownIban } from "./office.ts";

export interface Debit {
  readonly id: string;
  readonly amount: string;
  readonly debtor: string;
  /** Default `M-` and the id. */
  readonly mandate?: string;
  readonly name?: string;
}

export interface CollectionFile {
  /** Own account that the money comes to. */
  readonly account: string;
  readonly messageId: string;
  readonly debits: readonly Debit[];
  readonly scheme?: string;
  readonly batchBooking?: boolean;
  readonly sequence?: string;
  /** Instead of the mandates' ids: what stands in MndtRltdInf before DtOfSgntr. */
  readonly mandate?: string;
  readonly signedOn?: string;
  readonly dueOn?: string;
  /** Behind DtOfSgntr. */
  readonly amendment?: string;
}

/** A pain.008.001.08 of direct debits under mandates that were signed on 10 January 2026; each payment begins a line. */
export function collectionFile({ account, messageId, debits, ...options }: CollectionFile): OrderFileSource {
  const sum = debits.reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0) / 100;
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"><CstmrDrctDbtInitn>
<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2026-11-22T10:00:00Z</CreDtTm><NbOfTxs>${debits.length}</NbOfTxs><CtrlSum>${sum.toFixed(2)}</CtrlSum><InitgPty><Nm>Company</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${messageId}-1</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>${options.batchBooking ?? true}</BtchBookg><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>${options.scheme ?? "CORE"}</Cd></LclInstrm><SeqTp>${options.sequence ?? "RCUR"}</SeqTp></PmtTpInf><ReqdColltnDt>${options.dueOn ?? "2026-11-24"}</ReqdColltnDt>
<Cdtr><Nm>Company</Nm></Cdtr><CdtrAcct><Id><IBAN>${account}</IBAN></Id></CdtrAcct><CdtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></CdtrAgt><ChrgBr>SLEV</ChrgBr>
<CdtrSchmeId><Id><PrvtId><Othr><Id>${creditorId}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id></CdtrSchmeId>
${debits.map(({ id, amount, debtor, mandate, name }) => `<DrctDbtTxInf><PmtId><EndToEndId>${id}</EndToEndId></PmtId><InstdAmt Ccy="EUR">${amount}</InstdAmt><DrctDbtTx><MndtRltdInf>${options.mandate ?? `<MndtId>${mandate ?? `M-${id}`}</MndtId>`}<DtOfSgntr>${options.signedOn ?? "2026-01-10"}</DtOfSgntr>${options.amendment ?? ""}</MndtRltdInf></DrctDbtTx><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><Dbtr><Nm>${name ?? `Debtor ${id}`}</Nm></Dbtr><DbtrAcct><Id><IBAN>${debtor}</IBAN></Id></DbtrAcct><RmtInf><Ustrd>Fee</Ustrd></RmtInf></DrctDbtTxInf>`).join("\n")}
</PmtInf></CstmrDrctDbtInitn></Document>
`;
  return { name: "collect.xml", open: async function* () { yield Buffer.from(text); } };
}

/** A customer who collects, and days at its practice bank. */
export interface CollectingOffice {
  readonly office: Office;
  readonly context: WorkflowContext;
  /** The own account. */
  readonly account: string;
  /** Takes the file in, signs it, sends it. */
  sent(file: OrderFileSource): Promise<Order>;
  /** Signs the order and sends it. */
  send(order: Order): Promise<Order>;
  /** The bank's next business day, and what it then has to tell. */
  nextDay(): Promise<void>;
}

export async function openCollectingOffice(): Promise<CollectingOffice> {
  const office = await openOffice();
  const context = await office.open();
  const talk = async (): Promise<void> => {
    const { problem } = await communicate(context, { connectionId: (await onlyConnection(context)).id, send: true, fetch: true });
    expect(problem).toBeUndefined();
  };
  const send = async (order: Order): Promise<Order> => {
    const sheet = await prepareSigningSheet(context, [order.id]);
    const [key] = sheet.own;
    if (key === undefined) throw new Error("the operator has a key");
    using pin = Secret.fromText(pinText);
    expect((await signOrders(context, sheet, { subscriberId: key.subscriber.id, pin })).map(({ kind }) => kind)).toEqual(["signed"]);
    await queueOrder(context, order.id);
    await talk();
    return mustGetOrder(context, order.id);
  };
  return {
    office, context, account: await ownIban(context), send,
    async sent(file) {
      const order = await importOrderFile(context, file);
      expect([order.state, order.findings.filter(({ severity }) => severity === "error")]).toEqual(["checked", []]);
      return send(order);
    },
    async nextDay() {
      office.bank.admin.clock.nextBusinessDay();
      await talk();
    },
  };
}
