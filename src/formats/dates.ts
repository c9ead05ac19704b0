import type { IsoDate } from "../domain/ids.ts";

/** @returns the date when the calendar has it; a time behind it (`2026-11-23T10:00:00Z`) is cut off */
export function parseIsoDate(text: string): IsoDate | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T.*|Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const date = `${match[1]}-${match[2]}-${match[3]}`;
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? (date as IsoDate) : undefined;
}

/** True for an ISO 8601 date and time as XML Schema has it; the zone may be missing. */
export function isIsoDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(text) && parseIsoDate(text) !== undefined;
}
