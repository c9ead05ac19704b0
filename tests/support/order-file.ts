import { bankDayOnOrAfter, targetCalendar } from "../../src/domain/calendar.ts";
import type { IsoDate } from "../../src/domain/ids.ts";
import { addDays, todayIn } from "../../src/domain/iso-date.ts";
import { germanPayee } from "../../src/cli/demo/payees.ts";

export interface FilePayment {
  readonly endToEndId: string;
  /** Decimal, in euros. */
  readonly amount: string;
  readonly name?: string;
  readonly iban?: string;
  readonly text?: string;
}

export interface FileOrder {
  readonly account: string;
  /** ISO date; default: the next bank day by the machine's clock. */
  readonly date?: string;
  readonly messageId?: string;
  readonly initiatingParty?: string;
  readonly batchBooking?: boolean;
  readonly payments: readonly FilePayment[];
}

/** The bank day so many days from now, or the next one after them, by the machine's clock. */
export function bankDayAhead(days: number): IsoDate {
  return bankDayOnOrAfter(targetCalendar, addDays(todayIn("Europe/Budapest", Date.now()), days));
}

/** A pain.001.001.09 as text, written by nothing of ours, one element group a line. */
export function orderFile({ account, payments, ...more }: FileOrder): string {
  const messageId = more.messageId ?? "MESSAGE-1";
  const date = more.date ?? bankDayAhead(0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${escaped(messageId)}</MsgId><CreDtTm>2026-11-22T10:00:00Z</CreDtTm><NbOfTxs>${payments.length}</NbOfTxs><InitgPty><Nm>${escaped(more.initiatingParty ?? "Company")}</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>${escaped(messageId)}-1</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>${more.batchBooking === true}</BtchBookg><PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt><Dt>${date}</Dt></ReqdExctnDt>
<Dbtr><Nm>Company</Nm></Dbtr><DbtrAcct><Id><IBAN>${account}</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><ChrgBr>SLEV</ChrgBr>
${payments.map(paymentText).join("\n")}
</PmtInf></CstmrCdtTrfInitn></Document>
`;
}

function paymentText({ endToEndId, amount, name = "Payee", iban = germanPayee(1), text = "Invoice" }: FilePayment): string {
  return `<CdtTrfTxInf><PmtId><EndToEndId>${escaped(endToEndId)}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt><Cdtr><Nm>${escaped(name)}</Nm></Cdtr><CdtrAcct><Id><IBAN>${iban}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>${escaped(text)}</Ustrd></RmtInf></CdtTrfTxInf>`;
}

/** Only what XML wants; everything else goes in as it is. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
