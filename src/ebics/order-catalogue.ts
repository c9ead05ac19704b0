import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import type { OrderName } from "./bank-data/customer-data.ts";
import { type BtfService, btfMatches } from "./btf.ts";
import type { ProtocolVersion } from "./subscriber.ts";

/** What an order is for. */
export type OrderKind =
  | "credit-transfer" | "direct-debit" | "recall" | "recall-answers" | "statements" | "reports" | "notifications" | "status-reports" | "payee-check" | "documents" | "notification-access";

/** One kind of order as countries and banks agreed on it, with its name in each version of EBICS. */
export interface CatalogueOrder {
  /** Unique over all files: `de-c53`. Bank profiles name it. */
  readonly id: string;
  /** In the words of the country's banks. */
  readonly title: string;
  readonly direction: "send" | "fetch";
  readonly kind: OrderKind;
  /** EBICS 2.4 and 2.5: `CCT`; FUL and FDL with a file format. */
  readonly classic?: OrderName | undefined;
  /** EBICS 3.0. */
  readonly service?: BtfService | undefined;
  /** What the file comes in, also where the name does not say so. */
  readonly container?: BtfService["container"];
  /** Format ids, known to this program or not. */
  readonly formats: readonly string[];
  /** release: the signatures in EBICS release the order. transport: something else does. Of orders that are sent. */
  readonly signatures?: "release" | "transport" | undefined;
  /** Where the name was found. */
  readonly source: string;
  /** Deviations, doubts. */
  readonly note?: string | undefined;
}

const entry = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  direction: z.enum(["send", "fetch"]),
  kind: z.enum(["credit-transfer", "direct-debit", "recall", "recall-answers", "statements", "reports", "notifications", "status-reports", "payee-check", "documents", "notification-access"]),
  orderType: z.string().regex(/^[A-Z0-9]{3}$/).optional(),
  fileFormat: z.strictObject({ name: z.string().regex(/^\S{1,40}$/), countryCode: z.string().regex(/^[A-Z]{2}$/).optional() }).optional(),
  service: z.strictObject({
    serviceName: z.string().regex(/^[A-Z0-9]{3}$/),
    scope: z.string().regex(/^[A-Z0-9]{2,3}$/).optional(),
    serviceOption: z.string().regex(/^[A-Z0-9]{3,10}$/).optional(),
    containerType: z.enum(["SVC", "XML", "ZIP"]).optional(),
    messageName: z.string().regex(/^[a-z.0-9]{1,10}$/),
    messageVersion: z.string().regex(/^\d{2,3}$/).optional(),
  }).optional(),
  container: z.enum(["SVC", "XML", "ZIP"]).optional(),
  formats: z.array(z.string().min(1)).min(1),
  signatures: z.enum(["release", "transport"]).optional(),
  source: z.string().min(1),
  note: z.string().min(1).optional(),
}).superRefine((one, problems) => {
  const wrong = (message: string): void => problems.addIssue({ code: "custom", message, path: [one.id] });
  if (one.orderType === undefined && one.service === undefined) wrong("has no name in any version: orderType, service or both");
  if ((one.orderType === "FUL" || one.orderType === "FDL") !== (one.fileFormat !== undefined)) wrong("FUL and FDL, and they alone, have a fileFormat");
  if (one.orderType === "FUL" && one.direction !== "send") wrong("FUL sends");
  if (one.orderType === "FDL" && one.direction !== "fetch") wrong("FDL fetches");
  if ((one.direction === "send") !== (one.signatures !== undefined)) wrong("orders that are sent, and they alone, say what their signatures do");
});

const catalogueFile = z.strictObject({ id: z.string().regex(/^[a-z]+$/), title: z.string(), country: z.string().regex(/^[A-Z]{2}$/).optional(), orders: z.array(entry).min(1) });

/** One file of `profiles/orders/`. */
export interface OrderCatalogueFile {
  readonly id: string;
  readonly title: string;
  readonly orders: readonly CatalogueOrder[];
}

/** Reads one file of the catalogue. @throws AppError input/`bad-catalogue` naming the place in the file */
export function parseOrderCatalogue(json: unknown, fileName: string): OrderCatalogueFile {
  const result = catalogueFile.safeParse(json);
  if (result.success) return { id: result.data.id, title: result.data.title, orders: result.data.orders.map(toOrder) };
  const places = result.error.issues.map((issue) => `${issue.path.join(".") || "file"}: ${issue.message}`);
  throw new AppError("input", "bad-catalogue", `The catalogue of orders ${fileName} is not valid: ${places.join("; ")}.`, {
    meaning: "No bank can be worked with before it is right.", next: "Correct the file, or reinstall Kontor.",
  });
}

/** All files as one, by id. @throws AppError input/`bad-catalogue` for an id that is there twice */
export function joinCatalogues(files: readonly OrderCatalogueFile[]): ReadonlyMap<string, CatalogueOrder> {
  const all = new Map<string, CatalogueOrder>();
  for (const order of files.flatMap((file) => file.orders)) {
    if (all.has(order.id)) throw new AppError("input", "bad-catalogue", `Two orders of the catalogue are called ${order.id}.`, { next: "Give one of them another id." });
    all.set(order.id, order);
  }
  return all;
}

/** What the order is called in that version; undefined where it has no name there. */
export function nameIn(protocol: ProtocolVersion, order: CatalogueOrder): OrderName | undefined {
  switch (protocol) {
    case "H005":
      return order.service === undefined ? undefined : { adminOrderType: order.direction === "send" ? "BTU" : "BTD", service: order.service };
    default:
      return order.classic;
  }
}

/** The catalogue's entry for what a bank names so; undefined for what is in no file. Of several the first counts. */
export function catalogueOrderNamed(catalogue: Iterable<CatalogueOrder>, name: OrderName): CatalogueOrder | undefined {
  for (const order of catalogue) if (isNamed(order, name)) return order;
  return undefined;
}

function isNamed(order: CatalogueOrder, { adminOrderType, service, fileFormat }: OrderName): boolean {
  if (service !== undefined) return adminOrderType === (order.direction === "send" ? "BTU" : "BTD") && order.service !== undefined && btfMatches(service, order.service);
  return order.classic?.adminOrderType === adminOrderType && order.classic.fileFormat?.name === fileFormat?.name;
}

function toOrder({ orderType, fileFormat, service, ...rest }: z.infer<typeof entry>): CatalogueOrder {
  return {
    ...rest,
    container: rest.container ?? service?.containerType,
    classic: orderType === undefined ? undefined : { adminOrderType: orderType, fileFormat },
    service: service && {
      serviceName: service.serviceName, scope: service.scope, serviceOption: service.serviceOption, container: service.containerType,
      message: { name: service.messageName, version: service.messageVersion },
    },
  };
}
