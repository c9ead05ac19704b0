import { type BankAdmin, openPracticeBankBooks, practiceHours } from "../../bank/index.ts";
import { bankDayOnOrAfter, isBankDay } from "../../domain/calendar.ts";
import { SettableClock } from "../../domain/clock.ts";
import type { IsoDate } from "../../domain/ids.ts";
import { addDays, instantIn, todayIn } from "../../domain/iso-date.ts";
import { systemRandomness } from "../compose.ts";
import { demoCustomers } from "./customers.ts";
import { openAtTheBank } from "./open-at-the-bank.ts";
import { germanPayee, payers } from "./payees.ts";

const { calendar, zone } = practiceHours;

/** Three working weeks. */
const daysPlayed = 15;

/** What usually comes in, from and up to, in minor units. */
const usual: Readonly<Record<string, readonly [bigint, bigint]>> = { HUF: [850_000_00n, 4_200_000_00n], EUR: [240_00n, 1_900_00n] };

/**
 * The weeks before the demo begins, in the practice bank's books alone: its customers are paid by theirs, on most days. So there are statements
 * to fetch, and a history to look at. The same payments at every start.
 */
export function playPast(folder: string, nowMs: number): void {
  const today = bankDayOnOrAfter(calendar, todayIn(zone, nowMs));
  const days = bankDaysBefore(today, daysPlayed);
  const noon = (day: IsoDate): number => instantIn(zone, day, "12:00");
  const clock = new SettableClock(noon(days[0] ?? today));
  const books = openPracticeBankBooks({ folder, clock, randomness: systemRandomness });
  try {
    for (const customer of demoCustomers) openAtTheBank(customer, books.admin);
    for (const [n, day] of days.entries()) {
      clock.set(noon(day));
      books.admin.clock.catchUp();
      receiveAll(books.admin, n);
    }
  } finally {
    books.close();
  }
}

function receiveAll(admin: BankAdmin, day: number): void {
  for (const [at, { number, currency, partnerId }] of admin.accounts().entries()) {
    const [least, most] = usual[currency] ?? [];
    if (partnerId === undefined || least === undefined || most === undefined) continue;
    // On some days nothing comes in: they have no statement.
    for (let one = 0; one < (day * 7 + at * 5) % 4; one++) {
      const seed = day * 131 + at * 37 + one * 17;
      const minor = least + (BigInt(seed * 7_919) * 100n) % (most - least);
      admin.credit({
        account: number, amount: { minor, currency }, debtorName: payers[seed % payers.length] ?? "", debtorAccount: germanPayee(300 + (seed % payers.length)),
        endToEndId: `K-${70_000 + seed}`, remittance: `Invoice ${70_000 + seed}`,
      });
    }
  }
}

function bankDaysBefore(today: IsoDate, count: number): readonly IsoDate[] {
  const days: IsoDate[] = [];
  for (let day = addDays(today, -1); days.length < count; day = addDays(day, -1)) if (isBankDay(calendar, day)) days.unshift(day);
  return days;
}
