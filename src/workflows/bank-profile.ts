import { z } from "zod";
import type { BankCalendar } from "../domain/calendar.ts";
import { AppError } from "../domain/errors.ts";
import { parseCurrency } from "../domain/money.ts";
import { type CatalogueOrder, protocolVersions } from "../ebics/index.ts";

const currency = z.string().refine((code) => parseCurrency(code) !== undefined, "not a currency of ISO 4217");

const orderService = z.strictObject({
  /** Of an entry of `profiles/orders/`. */
  order: z.string(),
  /** Default: the entry's. */
  title: z.string().optional(),
  /** All that are given must hold for every transaction of the file. */
  when: z.strictObject({ currency: currency.optional(), localInstrument: z.string().optional(), serviceLevel: z.string().optional() }),
  /** Default: the entry's. */
  formats: z.array(z.string()).min(1).optional(),
  /** Default: the entry's. */
  signatures: z.enum(["release", "transport"]).optional(),
  /** "HH:MM" in the profile's zone; none = any time (instant). */
  cutOff: z.string().regex(/^\d\d:\d\d$/).optional(),
  /** Of collections: so many bank days before they are due they must be there, by the cut-off. */
  leadDays: z.number().int().min(1).max(14).optional(),
});
const fetchedOrder = z.strictObject({ title: z.string(), order: z.string() });

const bankProfile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  country: z.string().length(2),
  practice: z.boolean(),
  /** Versions of EBICS that the bank speaks, newest first: used where it cannot be asked. */
  protocols: z.array(z.enum(protocolVersions)).min(1),
  /** Certificates also in 2.4 and 2.5, as French banks want them. */
  keyForm: z.literal("certificate").optional(),
  calendar: z.enum(["target", "hu"]),
  timeZone: z.string(),
  signatureVersion: z.enum(["A005", "A006"]),
  /** The first that fits a file is used. */
  orders: z.array(orderService).min(1),
  statements: z.array(fetchedOrder),
  statusReports: z.array(fetchedOrder),
  /** What payments are asked back as, and the bank's answers; left out where it takes no such files. */
  recalls: z.strictObject({ order: z.string(), answers: z.array(fetchedOrder) }).optional(),
  /** After so long without an entry in the customer protocol, an order that was never answered is not at the bank. */
  answerWithinMinutes: z.number().int().min(0),
  /** An order that nobody releases is deleted after so many days; left out where the bank does not say. */
  signingAtBankDays: z.number().int().min(1).optional(),
});
type ProfileFile = z.infer<typeof bankProfile>;

/** A profile with the orders it names. */
export interface BankProfile extends Omit<ProfileFile, "orders" | "statements" | "statusReports" | "recalls"> {
  readonly orders: readonly OrderService[];
  readonly statements: readonly FetchedOrder[];
  readonly statusReports: readonly FetchedOrder[];
  readonly recalls?: { readonly order: CatalogueOrder; readonly answers: readonly FetchedOrder[] } | undefined;
}

/** One kind of order that the bank takes. */
export interface OrderService extends Pick<ProfileFile["orders"][number], "when" | "cutOff" | "leadDays"> {
  readonly title: string;
  readonly order: CatalogueOrder;
  readonly formats: readonly string[];
  /** transport: released by other means than the signatures in EBICS. */
  readonly signatures: "release" | "transport";
}

/** One kind of file that the bank gives. */
export interface FetchedOrder {
  readonly title: string;
  readonly order: CatalogueOrder;
}

/** National holidays by calendar, the orders and the profiles by id: the data of `profiles/`. */
export interface BankCatalogue {
  /** By id: `de-c53`. */
  readonly orders: ReadonlyMap<string, CatalogueOrder>;
  readonly profiles: ReadonlyMap<string, BankProfile>;
  /** By id: `target`, `hu`. */
  readonly calendars: ReadonlyMap<string, BankCalendar>;
}

/** Reads one profile. @param orders what it may name @throws AppError input/`bad-profile` naming the place in the file */
export function parseBankProfile(json: unknown, fileName: string, orders: BankCatalogue["orders"]): BankProfile {
  const result = bankProfile.safeParse(json);
  if (!result.success) throw badProfile(fileName, result.error.issues.map((issue) => `${issue.path.join(".") || "file"}: ${issue.message}`));
  const problems: string[] = [];
  const named = (id: string, direction: CatalogueOrder["direction"]): CatalogueOrder => {
    const order = orders.get(id);
    if (order?.direction !== direction) problems.push(order === undefined ? `${id} is in no catalogue of orders` : `${id} is no order to ${direction}`);
    return order ?? nobody;
  };
  const fetched = ({ title, order }: z.infer<typeof fetchedOrder>): FetchedOrder => ({ title, order: named(order, "fetch") });
  const profile: BankProfile = {
    ...result.data,
    orders: result.data.orders.map(({ order: id, title, when, formats, signatures, cutOff, leadDays }) => {
      const order = named(id, "send");
      return { order, title: title ?? order.title, when, cutOff, leadDays, formats: formats ?? order.formats, signatures: signatures ?? order.signatures ?? "release" };
    }),
    statements: result.data.statements.map(fetched),
    statusReports: result.data.statusReports.map(fetched),
    recalls: result.data.recalls && { order: named(result.data.recalls.order, "send"), answers: result.data.recalls.answers.map(fetched) },
  };
  if (problems.length > 0) throw badProfile(fileName, problems);
  return profile;
}
/** Stands in until the problems are told. */
const nobody: CatalogueOrder = { id: "", title: "", direction: "send", kind: "credit-transfer", formats: [], source: "" };

function badProfile(fileName: string, places: readonly string[]): AppError {
  return new AppError("input", "bad-profile", `The bank profile ${fileName} is not valid: ${places.join("; ")}.`, {
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
