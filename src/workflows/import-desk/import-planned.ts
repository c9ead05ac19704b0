import { counted } from "../../domain/counted.ts";
import { AppError } from "../../domain/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import { visibleLine } from "../../domain/text.ts";
import { instantNow, requireRight, type WorkflowContext } from "../context.ts";
import { importOrderFile } from "../import-orders.ts";
import type { Order } from "../ports/orders.ts";
import { type MendingGroup, type MendingKind, mendingKinds } from "./mender.ts";
import type { ImportPlan } from "./plan-import.ts";
import { rewriteOrder } from "./rewrite-order.ts";

/**
 * Takes in what a plan showed, and remembers for the next file of this source how it was treated.
 * @throws AppError input/`not-importable` when the plan says so: then nothing was stored
 */
export async function importPlanned(context: WorkflowContext, plan: ImportPlan, options: { readonly title?: string | undefined } = {}): Promise<Order> {
  requireRight(context, "prepare", "import orders");
  if (!plan.importable) {
    throw new AppError("input", "not-importable", plan.findings.find((finding) => finding.severity === "error")?.message ?? "This file cannot be imported.", {
      meaning: "Nothing was imported.", next: "Mend what can be mended, or put the file into quarantine.",
    });
  }
  const { rewriting, source } = plan;
  return context.store.transaction(async (store) => {
    const inside = { ...context, store };
    const order = rewriting === undefined
      ? await importOrderFile(inside, source, options)
      : await importOrderFile(inside, { name: source.name, open: () => rewriteOrder(rewriting) }, {
        ...options, original: { source, note: rewritten(plan, rewriting.to.id), detail: { originalFormat: plan.sourceFormat?.id, mended: mendedCounts(plan) } },
      });
    await store.importSources.put({ key: sourceKey(source.name), format: plan.sourceFormat?.id ?? "", mendings: [...plan.chosen].sort(), usedAt: instantNow(context) });
    return order;
  });
}

/** How files of this source were treated the last time. */
export async function rememberedTreatment(context: WorkflowContext, name: string): Promise<{ readonly mendings: ReadonlySet<MendingKind>; readonly formatId: string | undefined }> {
  const remembered = await context.store.importSources.get(sourceKey(name));
  return { mendings: new Set(mendingKinds.filter((kind) => remembered?.mendings.includes(kind) === true)), formatId: remembered?.format };
}

/** `payroll-2026-11.csv` and `payroll-2026-12.csv` are of one source. */
function sourceKey(name: string): string {
  return name.replace(/^.*[\\/]/, "").toLowerCase().replace(/\d/g, "#").slice(0, 120);
}

/** What each kind of mending did, as a part of a sentence. */
export function mendingText({ kind, count }: Pick<MendingGroup, "kind" | "count">): string {
  switch (kind) {
    case "address":
      return `${counted(count, "address", "addresses")} split into parts`;
    case "characters":
      return `${counted(count, "text")} written in plain characters`;
    case "date":
      return `${counted(count, "date")} moved to a bank day`;
    case "bic":
      return `${counted(count, "BIC")} looked up`;
  }
}

function rewritten(plan: ImportPlan, format: string): Finding {
  const done = plan.mendings.filter((group) => plan.chosen.has(group.kind)).map(mendingText);
  return {
    severity: "info", code: "written-anew",
    message: `Written as ${format} from "${visibleLine(plan.source.name, 60)}" (${plan.sourceFormat?.id ?? "unknown"})${done.length === 0 ? "" : `: ${done.join(", ")}`}. The file as it came is kept with the order.`,
  };
}

function mendedCounts(plan: ImportPlan): Readonly<Record<string, number>> {
  return Object.fromEntries(plan.mendings.filter((group) => plan.chosen.has(group.kind)).map((group) => [group.kind, group.count]));
}
