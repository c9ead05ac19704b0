import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const blockChars = 1 << 18;

/** A camt.053.001.08 that adds up: valid by its schema, about 1,220 bytes an entry, laid out as banks do. 164,000 entries are 200 MB. */
export async function makeCamt053File(path: string, entries: number): Promise<void> {
  await pipeline(Readable.from(inBlocks(camt053(entries), "utf8")), createWriteStream(path));
}

/** An MT940 of one statement that adds up, with German sub-fields and letters of windows-1252; about 360 bytes an entry. */
export async function makeMt940File(path: string, entries: number): Promise<void> {
  await pipeline(Readable.from(inBlocks(mt940(entries), "latin1")), createWriteStream(path));
}

function* camt053(entries: number): Generator<string> {
  let sum = 0;
  for (let i = 0; i < entries; i++) sum += signedCents(i);
  yield `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr>
      <MsgId>BENCH-1</MsgId>
      <CreDtTm>2026-11-23T06:00:00Z</CreDtTm>
    </GrpHdr>
    <Stmt>
      <Id>STMT-2026-231</Id>
      <ElctrncSeqNb>231</ElctrncSeqNb>
      <CreDtTm>2026-11-23T06:00:00Z</CreDtTm>
      <Acct>
        <Id>
          <IBAN>HU42117730161111101800000000</IBAN>
        </Id>
        <Ccy>EUR</Ccy>
      </Acct>
${balance("OPBD", 100_000_000, "2026-11-20")}${balance("CLBD", 100_000_000 + sum, "2026-11-20")}`;
  for (let i = 0; i < entries; i++) yield camtEntry(i);
  yield `    </Stmt>
  </BkToCstmrStmt>
</Document>
`;
}

function camtEntry(i: number): string {
  const cents = signedCents(i);
  const credit = cents >= 0;
  const side = credit ? "Dbtr" : "Cdtr";
  const amount = euros(Math.abs(cents));
  return `      <Ntry>
        <NtryRef>${i + 1}</NtryRef>
        <Amt Ccy="EUR">${amount}</Amt>
        <CdtDbtInd>${credit ? "CRDT" : "DBIT"}</CdtDbtInd>
        <Sts>
          <Cd>BOOK</Cd>
        </Sts>
        <BookgDt>
          <Dt>2026-11-20</Dt>
        </BookgDt>
        <ValDt>
          <Dt>2026-11-20</Dt>
        </ValDt>
        <AcctSvcrRef>2026112${String(i).padStart(9, "0")}</AcctSvcrRef>
        <BkTxCd>
          <Domn>
            <Cd>PMNT</Cd>
            <Fmly>
              <Cd>${credit ? "RCDT" : "ICDT"}</Cd>
              <SubFmlyCd>ESCT</SubFmlyCd>
            </Fmly>
          </Domn>
        </BkTxCd>
        <NtryDtls>
          <TxDtls>
            <Refs>
              <EndToEndId>INV-2026-${String(i).padStart(9, "0")}</EndToEndId>
            </Refs>
            <Amt Ccy="EUR">${amount}</Amt>
            <CdtDbtInd>${credit ? "CRDT" : "DBIT"}</CdtDbtInd>
            <RltdPties>
              <${side}>
                <Pty>
                  <Nm>${names[i % names.length]} ${i % 977}</Nm>
                </Pty>
              </${side}>
              <${side}Acct>
                <Id>
                  <IBAN>DE89370400440532013000</IBAN>
                </Id>
              </${side}Acct>
            </RltdPties>
            <RltdAgts>
              <${side}Agt>
                <FinInstnId>
                  <BICFI>COBADEFFXXX</BICFI>
                </FinInstnId>
              </${side}Agt>
            </RltdAgts>
            <RmtInf>
              <Ustrd>Invoice ${i} of November 2026${i % 3 === 0 ? " &amp; delivery" : ""}</Ustrd>
            </RmtInf>
          </TxDtls>
        </NtryDtls>
      </Ntry>
`;
}

function balance(type: string, cents: number, date: string): string {
  return `      <Bal>
        <Tp>
          <CdOrPrtry>
            <Cd>${type}</Cd>
          </CdOrPrtry>
        </Tp>
        <Amt Ccy="EUR">${euros(Math.abs(cents))}</Amt>
        <CdtDbtInd>${cents < 0 ? "DBIT" : "CRDT"}</CdtDbtInd>
        <Dt>
          <Dt>${date}</Dt>
        </Dt>
      </Bal>
`;
}

function* mt940(entries: number): Generator<string> {
  let sum = 0;
  for (let i = 0; i < entries; i++) sum += signedCents(i);
  yield `:20:STARTUMS\r\n:25:DE89370400440532013000\r\n:28C:231/1\r\n:60F:C261120EUR1000000,00\r\n`;
  for (let i = 0; i < entries; i++) {
    const cents = signedCents(i);
    yield `:61:2611201120${cents < 0 ? "D" : "C"}${euros(Math.abs(cents)).replace(".", ",")}NTRFNONREF//B${i}\r\n`;
    yield `:86:${cents < 0 ? 116 : 166}?00${cents < 0 ? "SEPA-UEBERWEISUNG" : "GUTSCHRIFT"}?109251?20EREF+INV-2026-${String(i).padStart(9, "0")}\r\n?21KREF+2026112000${String(i).padStart(9, "0")}?22SVWZ+Rechnung ${i} vom Nove?23mb\r\ner 2026, L\u00fcbecker Stra\u00dfe 17?24, Lieferung frei Haus, abz\u00fcg?25lic\r\nh Skonto 2 Prozent?30COBADEFFXXX?31${accounts[i % accounts.length]}?32${latinNames[i % latinNames.length]} ${i % 977}?34000\r\n`;
  }
  const closing = 100_000_000 + sum;
  yield `:62F:${closing < 0 ? "D" : "C"}261120EUR${euros(Math.abs(closing)).replace(".", ",")}\r\n-\r\n`;
}

const names = ["Nagy és Társa Kft", "Kovács Anna", "Müller Söhne GmbH", "Duna Textil Zrt", "Szabó Péter", "Smith Trading Ltd", "Tisza Gabona Kft", "Weber Klaus"];
const latinNames = ["Kovacs Anna", "M\u00fcller S\u00f6hne GmbH", "Duna Textil Zrt", "Smith Trading Ltd", "Weber Klaus"];

/** As on a German statement: mostly German. */
const accounts = ["DE89370400440532013000", "DE02120300000000202051", "AT611904300234573201", "DE02500105170137075030", "HU42117730161111101800000000", "DE02100500000054540402"];

/** Nearly even, so that the balance stays a balance. */
function signedCents(i: number): number {
  return (i % 2 === 0 ? 1 : -1) * (((i * 7919) % 1_000_000) + 1);
}

function euros(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

function* inBlocks(parts: Iterable<string>, encoding: "utf8" | "latin1"): Generator<Buffer> {
  let text = "";
  for (const part of parts) {
    text += part;
    if (text.length < blockChars) continue;
    yield Buffer.from(text, encoding);
    text = "";
  }
  yield Buffer.from(text, encoding);
}
