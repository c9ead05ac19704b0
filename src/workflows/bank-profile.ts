import { z } from "zod";
import type { BankCalendar } from "../domain/calendar.ts";
import { AppError } from "../domain/errors.ts";
import { parseCurrency } from "../domain/money.ts";

/** A BTF service as the profile writes it. Source: EBICS 3.0 §12, BTF. */
const service = z.strictObject({
  serviceName: z.string().regex(/^[A-Z0-9]{3}$/),
  scope: z.string().regex(/^[A-Z0-9]{2,3}$/).optional(),
  serviceOption: z.string().regex(/^[A-Z0-9]{3,10}$/).optional(),
  containerType: z.enum(["SVC", "XML", "ZIP"]).optional(),
  messageName: z.string().regex(/^[a-z.0-9]{1,10}$/),
  messageVersion: z.string().regex(/^\d{2,3}$/).optional(),
});
export type ProfileService = z.infer<typeof service>;

const currency = z.string().refine((code) => parseCurrency(code) !== undefined, "not a currency of ISO 4217");

const orderService = z.strictObject({
  title: z.string(),
  /** All that are given must hold for every transaction of the file. */
  when: z.strictObject({ currency: currency.optional(), localInstrument: z.string().optional(), serviceLevel: z.string().optional() }),
  formats: z.array(z.string()).min(1),
  service,
  /** "HH:MM" in the profile's zone; none = any time (instant). */
  cutOff: z.string().regex(/^\d\d:\d\d$/).optional(),
});

const bankProfile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  country: z.string().length(2),
  practice: z.boolean(),
  protocols: z.array(z.enum(["H005"])).min(1),
  calendar: z.enum(["target", "hu"]),
  timeZone: z.string(),
  signatureVersion: z.enum(["A005", "A006"]),
  /** The first that fits a file is used. */
  orders: z.array(orderService).min(1),
  statements: z.array(z.strictObject({ title: z.string(), service })),
  statusReports: z.array(z.strictObject({ title: z.string(), service })),
  /** After so long without an entry in the customer protocol, an order that was never answered is not at the bank. */
  answerWithinMinutes: z.number().int().min(0),
});
export type BankProfile = z.infer<typeof bankProfile>;
export type OrderService = z.infer<typeof orderService>;

/** National holidays by calendar, and the profiles by id: the data of `profiles/`. */
export interface BankCatalogue {
  readonly profiles: ReadonlyMap<string, BankProfile>;
  /** By id: `target`, `hu`. */
  readonly calendars: ReadonlyMap<string, BankCalendar>;
}

/** Reads one profile. @throws AppError input/`bad-profile` naming the place in the file */
export function parseBankProfile(json: unknown, fileName: string): BankProfile {
  const result = bankProfile.safeParse(json);
  if (result.success) return result.data;
  const places = result.error.issues.map((issue) => `${issue.path.join(".") || "file"}: ${issue.message}`);
  throw new AppError("input", "bad-profile", `The bank profile ${fileName} is not valid: ${places.join("; ")}.`, {
    meaning: "Connections that use it cannot be opened.",
    next: "Correct the file, or reinstall Kontor.",
  });
}

/** @throws AppError input/`unknown-profile` */
export function profileOf(catalogue: BankCatalogue, id: string): BankProfile {
  const profile = catalogue.profiles.get(id);
  if (profile === undefined) {
    throw new AppError("input", "unknown-profile", `There is no bank profile "${id}".`, { next: `Known profiles: ${[...catalogue.profiles.keys()].sort().join(", ")}.` });
  }
  return profile;
}
