import type { BankCalendar, ExecutionRule } from "../domain/calendar.ts";
import { assert } from "../domain/errors.ts";
import type { BankCatalogue, BankProfile, OrderService } from "./bank-profile.ts";

/** When the bank takes and executes what goes by this service. @param service undefined: nothing is known but the bank's days */
export function executionRule(catalogue: BankCatalogue, profile: BankProfile, service: Pick<OrderService, "cutOff" | "leadDays"> | undefined): ExecutionRule {
  return { calendar: calendarOf(catalogue, profile), zone: profile.timeZone, cutOff: service?.cutOff, leadDays: service?.leadDays };
}

/** The calendar that the bank settles by. */
export function calendarOf(catalogue: BankCatalogue, profile: BankProfile): BankCalendar {
  const calendar = catalogue.calendars.get(profile.calendar);
  assert(calendar !== undefined, `calendar ${profile.calendar} is among those loaded`);
  return calendar;
}
