import { expect, test } from "vitest";
import type { IsoDate } from "../../src/domain/ids.ts";
import { edsColumns } from "../../src/screens/eds/columns.ts";
import { journalColumns } from "../../src/screens/journal/journal-lines.ts";
import { mandateColumns } from "../../src/screens/mandates/columns.ts";
import { orderColumns } from "../../src/screens/orders/columns.ts";
import { statementColumns } from "../../src/screens/statements/statement-row.ts";
import { type Column, placeColumns } from "../../src/screens/widgets/columns.ts";

/** What a list of a customer has in the smallest window: 60 columns without the colour's mark. */
const titlesOf = <Row>(columns: readonly Column<Row>[]): string[] => placeColumns(columns, 59).map(({ column }) => column.title);

test("in the smallest window the lists still say what counts", () => {
  expect(titlesOf(orderColumns("en", 0))).toEqual(["no", "title", "sum", "state"]);
  expect(titlesOf(journalColumns("en", 0))).toEqual(["when", "who", "what"]);
  expect(titlesOf(statementColumns("en", 0))).toEqual(["day", "account", "closing", "", "balance"]);
  expect(titlesOf(mandateColumns("en", "2026-11-24" as IsoDate, false))).toEqual(["reference", "debtor", "for", "state", "next"]);
  expect(titlesOf(edsColumns("en"))).toEqual(["order", "sum", "from", "state"]);
});
