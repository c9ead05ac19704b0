import type { CurrencyCode, IsoDate } from "../../../src/domain/ids.ts";
import { clientBankOrders } from "../../../src/formats/client-bank/format.ts";
import type { Format } from "../../../src/formats/format.ts";
import { bytesOf, exactSum } from "../../formats/arbitraries.ts";
import { answer } from "../../formats/camt029/answer.ts";
import { statement } from "../../formats/client-bank/statement.ts";
import { wholeFiles } from "../../formats/definition/whole-files.ts";
import { idoc } from "../../formats/sap-idoc/payext.ts";
import { defined, payrollBook } from "../../formats/workbook/support.ts";
import { isoFormats, writeAny } from "../../formats/written-iso20022.ts";

/** A file of the tests' own, with the format that it is of. */
interface WrittenFile {
  readonly id: string;
  readonly bytes: Buffer;
  readonly own?: readonly Format[];
}

/** One of each format that the tests can make. */
export async function writtenFiles(): Promise<readonly WrittenFile[]> {
  const book = await payrollBook();
  const files: WrittenFile[] = [...await wholeFiles()].map(([id, bytes]) => ({ id, bytes }));
  for (const format of isoFormats) files.push({ id: format.id, bytes: (await writeAny(format, 1)).bytes });
  for (let version = 1; version <= 13; version++) files.push({ id: `camt.029.001.${String(version).padStart(2, "0")}`, bytes: Buffer.from(answer(String(version).padStart(2, "0"))) });
  return [
    ...files,
    { id: "1c.orders", bytes: await clientBankFile() },
    { id: "1c.statement", bytes: Buffer.from(statement) },
    { id: "sap.payext", bytes: Buffer.from(`<?xml version="1.0"?><PEXR2002>${idoc("1", "12.50")}${idoc("2", "0.50")}</PEXR2002>`) },
    { id: "xlsx", bytes: book, own: [await defined(book, "orders")] },
  ];
}

function clientBankFile(): Promise<Buffer> {
  const account = (tail: string) => ({ kind: "other" as const, value: `40702810${tail}` });
  const transactions = (["1.00", "2345.67"] as const).map((text, index) => ({
    endToEndId: String(index + 1), amount: { minor: BigInt(text.replace(".", "")), currency: "RUB" as CurrencyCode }, creditor: { name: "ООО \"Ромашка\"", id: "7707083893" }, creditorAccount: account("000000000025"), creditorAgent: { clearingMemberId: "044525225" }, remittance: { unstructured: ["Счёт 17"] },
  }));
  const batch = { paymentInformationId: "1", requestedExecutionDate: "2026-11-20" as IsoDate, debtor: { name: "ООО" }, debtorAccount: account("000000000017"), debtorAgent: { clearingMemberId: "044525225" } };
  return bytesOf(clientBankOrders.write({ messageId: "M", createdAt: "2026-11-23T10:00:00Z", initiatingParty: { name: "" } }, [{ batch, count: 2, sum: exactSum(transactions), transactions }]));
}
