import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** What to generate. The same numbers give the same file, byte for byte. */
export interface Pain001Recipe {
  readonly transactions: number;
  /** Transactions per batch. Default 10,000. */
  readonly perBatch?: number;
  /** MsgId; give each file its own where files are compared. */
  readonly messageId?: string;
  /** With line ends and blanks, as most programs write it. Default true. */
  readonly indented?: boolean;
}

/**
 * A realistic pain.001.001.09 that validates: salaries and invoices in euro to ten countries, structured addresses, names with
 * and without accents, right IBANs, exact totals.
 */
export function* pain001Text(recipe: Pain001Recipe): Generator<string> {
  const perBatch = recipe.perBatch ?? 10_000;
  const total = sumOf(0, recipe.transactions);
  const messageId = recipe.messageId ?? `BENCH-${recipe.transactions}`;
  const shrink = recipe.indented === false ? (text: string) => text.replace(/\n\s*/g, "") : (text: string) => text;
  yield shrink(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>${messageId}</MsgId>
      <CreDtTm>2026-11-23T08:00:00Z</CreDtTm>
      <NbOfTxs>${recipe.transactions}</NbOfTxs>
      <CtrlSum>${euros(total)}</CtrlSum>
      <InitgPty>
        <Nm>Danube Payroll Kft</Nm>
      </InitgPty>
    </GrpHdr>
`);
  for (let first = 0, batch = 1; first < recipe.transactions; first += perBatch, batch++) {
    const next = Math.min(first + perBatch, recipe.transactions);
    yield shrink(batchHead(messageId, batch, next - first, sumOf(first, next)));
    let piece = "";
    for (let i = first; i < next; i++) {
      piece += transaction(i);
      if (piece.length > 256 * 1024) {
        yield shrink(piece);
        piece = "";
      }
    }
    yield shrink(`${piece}    </PmtInf>\n`);
  }
  yield shrink("  </CstmrCdtTrfInitn>\n</Document>\n");
}

/** Writes the file. @returns its size in bytes */
export async function makePain001File(path: string, recipe: Pain001Recipe): Promise<number> {
  const out = createWriteStream(path);
  await pipeline(Readable.from(pain001Text(recipe)), out);
  if (!out.closed) await once(out, "close");
  return out.bytesWritten;
}

/** In cents: 1.00 to 5,000.00, different for neighbours. */
function centsOf(i: number): number {
  return 100 + ((i * 7919) % 499_901);
}

function sumOf(first: number, next: number): number {
  let sum = 0;
  for (let i = first; i < next; i++) sum += centsOf(i);
  return sum;
}

function euros(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

function batchHead(messageId: string, batch: number, count: number, sum: number): string {
  return `    <PmtInf>
      <PmtInfId>${messageId}-${batch}</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <BtchBookg>true</BtchBookg>
      <NbOfTxs>${count}</NbOfTxs>
      <CtrlSum>${euros(sum)}</CtrlSum>
      <PmtTpInf>
        <SvcLvl>
          <Cd>SEPA</Cd>
        </SvcLvl>
        <CtgyPurp>
          <Cd>SALA</Cd>
        </CtgyPurp>
      </PmtTpInf>
      <ReqdExctnDt>
        <Dt>2026-11-24</Dt>
      </ReqdExctnDt>
      <Dbtr>
        <Nm>Danube Payroll Kft</Nm>
        <PstlAdr>
          <StrtNm>Vaci ut</StrtNm>
          <BldgNb>12</BldgNb>
          <PstCd>1132</PstCd>
          <TwnNm>Budapest</TwnNm>
          <Ctry>HU</Ctry>
        </PstlAdr>
      </Dbtr>
      <DbtrAcct>
        <Id>
          <IBAN>${germanIban(1_234_567)}</IBAN>
        </Id>
        <Ccy>EUR</Ccy>
      </DbtrAcct>
      <DbtrAgt>
        <FinInstnId>
          <BICFI>DEUTDEFFXXX</BICFI>
        </FinInstnId>
      </DbtrAgt>
      <ChrgBr>SLEV</ChrgBr>
`;
}

const givenNames = ["Anna", "Bela", "Csilla", "Eszter", "Ferenc", "Gábor", "Hannah", "Jürgen", "Katalin", "László", "Mária", "Örs"];
const familyNames = ["Kovacs", "Nagy", "Tóth", "Szabó", "Müller", "Schmidt", "Horváth", "Varga", "Weiss", "Kiss", "Fekete"];
const streets = ["Rosenweg", "Hauptstrasse", "Kossuth Lajos utca", "Petőfi tér", "Bahnhofplatz", "Rue de la Gare", "Via Roma"];
const towns = [["1051", "Budapest", "HU"], ["10115", "Berlin", "DE"], ["1010", "Wien", "AT"], ["75001", "Paris", "FR"], ["00118", "Roma", "IT"], ["6720", "Szeged", "HU"]] as const;

function transaction(i: number): string {
  const [postCode, town, country] = towns[i % towns.length] ?? towns[0];
  return `      <CdtTrfTxInf>
        <PmtId>
          <InstrId>I${String(i).padStart(9, "0")}</InstrId>
          <EndToEndId>SAL-2026-11-${String(i).padStart(9, "0")}</EndToEndId>
          <UETR>${String(i).padStart(8, "0")}-0000-4000-8000-${String(i).padStart(12, "0")}</UETR>
        </PmtId>
        <Amt>
          <InstdAmt Ccy="EUR">${euros(centsOf(i))}</InstdAmt>
        </Amt>
        <CdtrAgt>
          <FinInstnId>
            <BICFI>COBADEFFXXX</BICFI>
          </FinInstnId>
        </CdtrAgt>
        <Cdtr>
          <Nm>${familyNames[i % familyNames.length]} ${givenNames[i % givenNames.length]}</Nm>
          <PstlAdr>
            <StrtNm>${streets[i % streets.length]}</StrtNm>
            <BldgNb>${(i % 180) + 1}</BldgNb>
            <PstCd>${postCode}</PstCd>
            <TwnNm>${town}</TwnNm>
            <Ctry>${country}</Ctry>
          </PstlAdr>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <IBAN>${germanIban(i * 37 + 11)}</IBAN>
          </Id>
        </CdtrAcct>
        <Purp>
          <Cd>SALA</Cd>
        </Purp>
        <RmtInf>
          <Ustrd>Salary November 2026, staff no. ${i} &amp; allowances</Ustrd>
        </RmtInf>
      </CdtTrfTxInf>
`;
}

/** DE, check digits, bank 50010517, account of ten digits. */
function germanIban(account: number): string {
  const bban = `50010517${String(account % 10_000_000_000).padStart(10, "0")}`;
  let rest = 0;
  for (const digit of `${bban}131400`) rest = (rest * 10 + (digit.charCodeAt(0) - 48)) % 97; // D = 13, E = 14
  return `DE${String(98 - rest).padStart(2, "0")}${bban}`;
}
