import { counted } from "../domain/counted.ts";
import { AppError } from "../domain/errors.ts";
import type { Finding } from "../domain/finding.ts";
import { hasErrors, mainError } from "../domain/finding.ts";
import type { ConnectionId, IsoDate, OrderId } from "../domain/ids.ts";
import { orderNumberText } from "../domain/order-number.ts";
import { visibleLine } from "../domain/text.ts";
import { whyNoSample } from "../formats/sample/no-sample.ts";
import { detectFormat, nameForeignMessage } from "../formats/detect.ts";
import type { Format, OrderFormat } from "../formats/format.ts";
import { headOf } from "./bytes.ts";
import { checkOrder } from "./check-order.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "./context.ts";
import { loadKnownPayees } from "./known-payees.ts";
import { mustGet } from "./must-get.ts";
import { bothOrThrow, tee } from "./tee.ts";
import { type OrderFacts, OrderSurvey } from "./order-survey.ts";
import type { CustomerStore } from "./ports/customer-store.ts";
import type { Order, SendAs } from "./ports/orders.ts";
import { readOrderFile } from "./read-order-file.ts";
import { connectionForAccounts } from "./route-order.ts";

/** A file from outside; `open` may be called more than once and gives the bytes from the start each time. */
export interface OrderFileSource {
  /** As the outside calls it; filtered when shown. */
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
}

/** What a dry run tells. Nothing was stored. */
export interface ImportPreview {
  /** Undefined: not a format that Kontor reads as an order. */
  readonly format: string | undefined;
  readonly facts: OrderFacts | undefined;
  readonly findings: readonly Finding[];
  /** Orders with the same content that are here already, whatever their state; newest first. */
  readonly sameContent: readonly Order[];
  /** Orders with the same message id. */
  readonly sameMessageId: readonly Order[];
  /** True when `importOrderFile` would take it. */
  readonly importable: boolean;
}

/** How a file is taken in. */
export interface ImportOptions {
  readonly title?: string | undefined;
  readonly origin?: Order["origin"] | undefined;
  /** The bank and the name that the operator chose for it, instead of what accounts and profile say. */
  readonly sendAs?: { readonly connectionId: ConnectionId; readonly name: SendAs } | undefined;
  /** The file as it came, where the source was written anew from it; it is kept beside. */
  readonly original?: { readonly source: OrderFileSource; readonly note: Finding; readonly detail: Readonly<Record<string, unknown>> } | undefined;
}

/**
 * Takes a file in as an order: the bytes as they are, and its payments as rows read from these very bytes. All or nothing.
 * A file with errors becomes a draft that cannot be signed; only what is no order at all is refused.
 * @throws AppError format/`not-an-order`, format/`no-payments`
 */
export async function importOrderFile(
  context: WorkflowContext,
  source: OrderFileSource,
  options: ImportOptions = {},
): Promise<Order> {
  requireRight(context, "prepare", "import orders");
  const head = await headOf(source.open());
  const format = detectFormat(head);
  if (format === undefined || format.kind !== "orders") {
    const [finding] = notAnOrder(source.name, format, head).findings;
    throw new AppError("format", "not-an-order", finding?.message ?? "This is not an order file.", { meaning: "Nothing was imported." });
  }
  const order = await context.store.transaction((store) => takeIn({ ...context, store }, store, format, source, options));
  return hasErrors(order.findings) ? order : checkOrder(context, order.id);
}

async function takeIn(
  context: WorkflowContext,
  store: CustomerStore,
  format: OrderFormat,
  source: OrderFileSource,
  options: ImportOptions,
): Promise<Order> {
  const at = instantNow(context);
  const id = newId<"OrderId">(context);
  const known = await loadKnownPayees(store);
  await store.orders.create(emptyOrder(context, id, format.id, at, options.origin ?? "import"), context.operator.name);
  const survey = new OrderSurvey({ known, writer: store.orders.writer(id) });
  // The very same pieces are kept and read; before anybody signs, what was kept is read again and compared.
  const [stored, read] = tee(source.open());
  const [file, digest] = await bothOrThrow(store.files.add({ kind: "order", name: source.name, at, content: stored }), readOrderFile(format, read, survey));
  const facts = survey.facts();
  if (!isReadable(facts)) {
    throw new AppError("format", "no-payments", mainError(facts.findings)?.message ?? "The file holds no payments.", {
      meaning: "Nothing was imported.",
      context: { file: visibleLine(source.name, 80) },
    });
  }
  const { original } = options;
  const kept = original === undefined ? undefined : await store.files.add({ kind: "original", name: original.source.name, at, content: original.source.open() });
  const fresh = await mustGet(store, id);
  const order = await store.orders.update(id, fresh.revision, {
    title: options.title ?? titleOf(source.name, facts),
    connectionId: options.sendAs?.connectionId ?? (await connectionForAccounts(store, facts.accounts)),
    sendAs: options.sendAs?.name,
    messageId: facts.header?.messageId ?? "",
    fileId: file.id,
    originalFileId: kept?.id,
    fingerprint: facts.fingerprint,
    signedDigest: digest,
    transactionCount: facts.transactionCount,
    sums: facts.sums,
    largest: facts.largest,
    accounts: facts.accounts,
    kinds: facts.kinds,
    executionDate: facts.executionDate ?? (at.slice(0, 10) as IsoDate),
    findings: original === undefined ? facts.findings : [original.note, ...facts.findings],
  });
  await store.journal.append({
    at, actor: context.operator.name, action: "order.created", subject: id,
    summary: `Order ${orderNumberText(order.number)} with ${counted(facts.transactionCount, "payment")}`,
    detail: { format: format.id, sha256: file.sha256, fingerprint: facts.fingerprint, errors: facts.errorCount, origin: options.origin ?? "import", original: kept?.sha256, ...original?.detail },
  });
  return order;
}

function emptyOrder(context: WorkflowContext, id: OrderId, format: string, at: Order["createdAt"], origin: Order["origin"]) {
  return {
    id, origin, format, title: "", connectionId: undefined, messageId: "", fileId: undefined, fingerprint: "", signedDigest: undefined,
    transactionCount: 0, sums: [], largest: [], accounts: [], executionDate: at.slice(0, 10) as IsoDate, createdAt: at,
    createdBy: context.operator.name, bankOrderId: undefined, findings: [],
  };
}

/** A file without one readable payment, or cut off in the middle, is not taken in. */
export function isReadable(facts: OrderFacts): boolean {
  return facts.transactionCount > 0 && facts.header !== undefined && !facts.findings.some((finding) => finding.code.startsWith("xml-"));
}

function titleOf(name: string, facts: OrderFacts): string {
  const base = name.replace(/^.*[\\/]/, "").replace(/\.[^.]{1,5}$/, "");
  return visibleLine(base === "" ? (facts.header?.messageId ?? "Order") : base, 60);
}

/** A sentence that names what it is instead, where that can be told. */
export function notAnOrder(name: string, format: Format | undefined, head: Uint8Array): ImportPreview {
  const shown = visibleLine(name, 60);
  const foreign = nameForeignMessage(head);
  const message =
    format?.kind === "recalls" ? `"${shown}" is a ${format.title}: it asks payments back and orders none. Nothing was imported. z on the order makes one here; kontor order send-file sends this one.`
    : format !== undefined ? `"${shown}" is a ${format.title}, not an order. Fetch or import it as a statement instead.`
    : foreign !== undefined ? `"${shown}" is a ${visibleLine(foreign, 40)}, which Kontor does not read as an order yet. Ask for pain.001.001.09 instead. Nothing was imported.`
    : `"${shown}" is in no format that Kontor reads. Nothing was imported. ${whyNoSample(head) ?? "Where its lines are payments, a format can be made of it."}`;
  const findings: Finding[] = [{ severity: "error", code: "not-an-order", message, line: 1 }];
  return { format: undefined, facts: undefined, findings, sameContent: [], sameMessageId: [], importable: false };
}
