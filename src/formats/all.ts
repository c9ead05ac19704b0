import { camt029Formats } from "./camt029/format.ts";
import { camt052Formats, camt053Formats, camt054Formats } from "./camt053/format.ts";
import { clientBankOrders, clientBankStatement } from "./client-bank/format.ts";
import { definitionFormats } from "./definition/bundled.ts";
import type { Format } from "./format.ts";
import { mt940, mt942 } from "./mt940/format.ts";
import { pain001Formats } from "./pain001/format.ts";
import { pain002Formats } from "./pain002/format.ts";
import { pain008Formats } from "./pain008/format.ts";
import { recallFormats } from "./recall/format.ts";
import { sapFinsta01, sapPayext } from "./sap-idoc/format.ts";
import { statementCsv, statementJson, statementXlsx } from "./tables/format.ts";
import { mt101, mt103, mt900, mt910 } from "./swift/format.ts";

/** Every format there is, sorted by id. A new one is a folder and a line. */
export const formats: readonly Format[] = [
  clientBankOrders,
  clientBankStatement,
  ...definitionFormats,
  ...camt029Formats,
  ...camt052Formats,
  ...camt053Formats,
  ...camt054Formats,
  statementCsv,
  statementJson,
  mt101,
  mt103,
  mt900,
  mt910,
  mt940,
  mt942,
  ...pain001Formats,
  ...pain002Formats,
  ...pain008Formats,
  ...recallFormats,
  sapFinsta01,
  sapPayext,
  statementXlsx,
].sort((a, b) => (a.id < b.id ? -1 : 1));
