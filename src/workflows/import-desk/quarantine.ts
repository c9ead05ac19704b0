import { AppError } from "../../domain/errors.ts";
import { mainError } from "../../domain/finding.ts";
import type { QuarantineId } from "../../domain/ids.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { visibleLine } from "../../domain/text.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "../context.ts";
import type { ImportPreview, OrderFileSource } from "../import-orders.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { Order } from "../ports/orders.ts";
import type { QuarantinedFile } from "../ports/import-desk.ts";
import { importPlanned } from "./import-planned.ts";
import type { ImportPlan } from "./plan-import.ts";

/** So many findings are kept with a file; reading it again tells all. */
const findingsKept = 50;

/** Keeps a file that cannot be taken in, with its reason, until somebody settles it. The same bytes are kept once. */
export async function quarantineFile(context: WorkflowContext, source: OrderFileSource, preview: Pick<ImportPreview, "findings">): Promise<QuarantinedFile> {
  requireRight(context, "prepare", "put files into quarantine");
  return context.store.transaction(async (store) => {
    const at = instantNow(context);
    const file = await store.files.add({ kind: "original", name: source.name, at, content: source.open() });
    const same = (await store.files.findBySha256(file.sha256)).map((one) => one.id);
    const already = (await store.quarantine.list("held")).find((one) => same.includes(one.fileId));
    if (already !== undefined) {
      await store.files.remove(file.id);
      return already;
    }
    const reason = mainError(preview.findings)?.message ?? "Put aside by hand.";
    const kept: QuarantinedFile = {
      id: newId<"QuarantineId">(context), fileId: file.id, name: source.name, at, by: context.operator.name, reason,
      findings: preview.findings.slice(0, findingsKept), state: "held",
    };
    await store.quarantine.put(kept);
    await store.journal.append({ at, actor: context.operator.name, action: "file.quarantined", subject: kept.id, summary: `File "${visibleLine(source.name, 60)}" put into quarantine`, detail: { sha256: file.sha256, sizeBytes: file.sizeBytes, reason } });
    return kept;
  });
}

/** The bytes of a quarantined file, to be planned again: a new version of Kontor, a new definition or a mending may read it. */
export function quarantinedSource(store: CustomerStore, file: QuarantinedFile): OrderFileSource {
  return { name: file.name, open: () => store.files.read(file.fileId) };
}

/** Takes a quarantined file in after all. @throws AppError workflow/`not-held` */
export async function releaseQuarantined(context: WorkflowContext, id: QuarantineId, plan: ImportPlan): Promise<Order> {
  requireRight(context, "prepare", "import orders");
  return context.store.transaction(async (store) => {
    const file = await mustBeHeld(store, id);
    const order = await importPlanned({ ...context, store }, plan);
    const at = instantNow(context);
    const note = `Imported as order ${orderNumberText(order.number)}`;
    await store.quarantine.put({ ...file, state: "released", settled: { at, by: context.operator.name, note, orderId: order.id } });
    await store.journal.append({ at, actor: context.operator.name, action: "file.released", subject: id, summary: `File "${visibleLine(file.name, 60)}" out of quarantine: ${note}` });
    return order;
  });
}

/** Gives a quarantined file up. Its bytes stay, with who gave it up and why. @throws AppError input/`no-reason`, workflow/`not-held` */
export async function discardQuarantined(context: WorkflowContext, id: QuarantineId, reason: string): Promise<QuarantinedFile> {
  requireRight(context, "prepare", "give files up");
  const note = reason.trim();
  if (note === "") throw new AppError("input", "no-reason", "Say why the file is given up.", { meaning: "It stays in quarantine." });
  return context.store.transaction(async (store) => {
    const file = await mustBeHeld(store, id);
    const at = instantNow(context);
    const discarded: QuarantinedFile = { ...file, state: "discarded", settled: { at, by: context.operator.name, note } };
    await store.quarantine.put(discarded);
    await store.journal.append({ at, actor: context.operator.name, action: "file.discarded", subject: id, summary: `File "${visibleLine(file.name, 60)}" in quarantine given up`, detail: { reason: note } });
    return discarded;
  });
}

async function mustBeHeld(store: CustomerStore, id: QuarantineId): Promise<QuarantinedFile> {
  const file = await store.quarantine.get(id);
  if (file?.state === "held") return file;
  throw new AppError("workflow", "not-held", file === undefined ? "There is no such file in quarantine." : `This file was settled already by ${file.settled?.by ?? "somebody"}.`, { meaning: "Nothing was changed." });
}
