import type { BankCalendar } from "../../domain/calendar.ts";
import type { CurrencyCode, IsoDate } from "../../domain/ids.ts";
import type { Language } from "../../domain/money.ts";
import { readTypedAccount } from "../typed/account.ts";
import { readTypedAmount } from "../typed/amount.ts";
import { readTypedDate } from "../typed/date.ts";
import { moneyText } from "../wording/amounts.ts";
import { dayText } from "../wording/dates.ts";
import type { TextFormField } from "./form-fields.ts";

type Own = Omit<TextFormField, "kind" | "check">;

/** An amount in the operator's way of writing; the echo shows how it was understood. @param currency may depend on other fields */
export function amountField(own: Own, currency: (texts: Readonly<Record<string, string>>) => CurrencyCode, language: Language): TextFormField {
  return {
    width: 22, ...own, kind: "text",
    check(text, texts) {
      const read = readTypedAmount(text, currency(texts), language);
      return read.ok ? { echo: moneyText(read.money, language) } : { problem: read.sentence };
    },
  };
}

/** A date: full, a day of the month, or `+2` for bank days. */
export function dateField(own: Own, today: IsoDate, language: Language, calendar: BankCalendar): TextFormField {
  return {
    width: 14, ...own, kind: "text",
    check(text) {
      const read = readTypedDate(text, today, language, calendar);
      return read.ok ? { echo: dayText(read.date, language) } : { problem: read.sentence };
    },
  };
}

/** An account number; unfinished ones are a problem only once the field is left. */
export function accountField(own: Own): TextFormField {
  return {
    ...own, kind: "text",
    check(text) {
      const read = readTypedAccount(text);
      return read.kind === "ok" ? { echo: read.sentence } : { problem: read.sentence, ...(read.kind === "incomplete" ? { echo: read.sentence } : {}) };
    },
  };
}
