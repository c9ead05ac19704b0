import { formatAccount } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import type { Statement } from "../../workflows/ports/statements.ts";
import type { Fact } from "../dialogs/facts-dialog.tsx";
import { placeText } from "../import/finding-row.ts";
import { balanceMark } from "../statements/statement-row.ts";
import { moneyText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";

/** ISO 20022 BalanceType12Code, in the operator's words. */
const balanceWords: Readonly<Record<string, string>> = {
  OPBD: "opening booked", PRCD: "previously closed", CLBD: "closing booked", ITBD: "interim booked", OPAV: "opening available",
  CLAV: "closing available", ITAV: "interim available", FWAV: "forward available", XPCD: "expected", INFO: "information",
};

/** Head, balances and findings of a statement. */
export function statementFacts(statement: Statement, language: Language): Fact[] {
  const { header } = statement;
  const mark = balanceMark(statement);
  return [
    ["account", [formatAccount(header.account), header.ownerName ?? ""].filter((part) => part !== "").join(" · ")],
    ["statement", [header.statementId, header.sequenceNumber === undefined ? "" : `no ${header.sequenceNumber}`].filter((part) => part !== "").join(" · ")],
    ["period", [header.fromDate, header.toDate].map((date) => (date === undefined ? "?" : dayText(date, language))).join(" to ")],
    ...statement.balances.map((balance): Fact => [balance.type, `${moneyText(balance.amount, language)} on ${dayText(balance.date, language)} · ${balanceWords[balance.type] ?? "as the bank calls it"}`]),
    ["sum", `${mark.sign} ${mark.title}`],
    ["format", `${statement.format} · ${statement.entryCount} entries · received ${statement.receivedAt}`],
    ...statement.findings.map((finding): Fact => [finding.severity, `${finding.line === undefined ? "" : `line ${placeText(finding)}: `}${finding.message}`]),
  ];
}
