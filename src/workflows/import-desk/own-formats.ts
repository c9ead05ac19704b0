import { AppError } from "../../domain/errors.ts";
import type { FormatDefinitionId } from "../../domain/ids.ts";
import { defineFormat } from "../../formats/definition/format.ts";
import { type Trial, tryDefinition } from "../../formats/definition/try.ts";
import { detectFormats } from "../../formats/detect.ts";
import type { Format } from "../../formats/format.ts";
import { definitionOfDraft } from "../../formats/sample/definition-of-draft.ts";
import type { FormatDraft } from "../../formats/sample/format-draft.ts";
import { instantNow, newId, requireRight, type WorkflowContext } from "../context.ts";
import type { CustomerStore } from "../ports/customer-store.ts";
import type { KeptFormatDefinition } from "../ports/import-desk.ts";

/** All formats that could read a file: those made for this customer first. */
export async function candidateFormats(store: CustomerStore, head: Uint8Array): Promise<readonly Format[]> {
  return detectFormats(head, await ownFormats(store));
}

/** The formats made for this customer. One that this program no longer understands is left out; its definition stays. */
async function ownFormats(store: CustomerStore): Promise<readonly Format[]> {
  return (await store.formatDefinitions.all()).flatMap((kept) => {
    const defined = defineFormat(JSON.parse(kept.json));
    return defined.ok ? [...defined.formats] : [];
  });
}

/** What a draft makes of the sample: the sample is read with it as a file would be; of a spreadsheet, its rows. */
export async function tryDraft(draft: FormatDraft, lines: readonly string[], sample: Uint8Array): Promise<DraftTrial> {
  const tried = await tryDefinition(definitionOfDraft({ ...draft, isWorkbook: false }, lines, "sample"), sample, rowsShown);
  return tried.ok ? tried.trial : { findings: tried.findings, rows: [], count: 0, sums: [] };
}
export type DraftTrial = Pick<Trial, "findings" | "rows" | "count" | "sums">;

const rowsShown = 100;

/**
 * Keeps a format for this customer: from now on its files are known by their content.
 * @throws AppError input/`no-title`, input/`reads-nothing` where the sample gives no payment or entry
 */
export async function saveFormat(context: WorkflowContext, draft: FormatDraft, lines: readonly string[], sample: Uint8Array): Promise<KeptFormatDefinition> {
  requireRight(context, "prepare", "define formats");
  if (draft.title.trim() === "") throw new AppError("input", "no-title", "The format needs a name.", { meaning: "Nothing was stored." });
  const trial = await tryDraft(draft, lines, sample);
  if (trial.count === 0) {
    throw new AppError("input", "reads-nothing", trial.findings[0]?.message ?? "Nothing is read from the sample with it.", { meaning: "Nothing was stored.", next: "Say at least which columns are the payee, the account and the amount." });
  }
  const id = newId<"FormatDefinitionId">(context);
  const json = JSON.stringify(definitionOfDraft({ ...draft, title: draft.title.trim() }, lines, `own-${id.slice(-10)}`), undefined, 2);
  return keepDefinition(context, id, draft.title.trim(), json);
}

/** Takes over a definition that somebody wrote. @throws AppError input/`definition-wrong` with all that is wrong */
export async function importDefinition(context: WorkflowContext, text: string): Promise<KeptFormatDefinition> {
  requireRight(context, "prepare", "define formats");
  const defined = defineFormat(parseJson(text));
  if (!defined.ok) {
    throw new AppError("input", "definition-wrong", `The definition cannot be used: ${defined.findings.map((finding) => `${finding.field === undefined ? "" : `${finding.field}: `}${finding.message}`).slice(0, 10).join(" ")}`, { meaning: "Nothing was stored." });
  }
  return keepDefinition(context, newId<"FormatDefinitionId">(context), defined.definition.title, text);
}

export async function removeFormat(context: WorkflowContext, id: FormatDefinitionId): Promise<void> {
  requireRight(context, "prepare", "remove formats");
  await context.store.transaction(async (store) => {
    const kept = (await store.formatDefinitions.all()).find((one) => one.id === id);
    if (kept === undefined) return;
    await store.formatDefinitions.remove(id);
    await store.journal.append({ at: instantNow(context), actor: context.operator.name, action: "format.removed", subject: id, summary: `Format ${kept.title} removed`, detail: { definition: kept.json } });
  });
}

async function keepDefinition(context: WorkflowContext, id: FormatDefinitionId, title: string, json: string): Promise<KeptFormatDefinition> {
  const kept: KeptFormatDefinition = { id, title, json, changedAt: instantNow(context), changedBy: context.operator.name };
  await context.store.transaction(async (store) => {
    if ((await store.formatDefinitions.all()).some((one) => one.title.toLowerCase() === title.toLowerCase())) {
      throw new AppError("input", "title-taken", `There is a format "${title}" already.`, { meaning: "Nothing was stored.", next: "Give it another name, or remove the old one first." });
    }
    await store.formatDefinitions.put(kept);
    await store.journal.append({ at: kept.changedAt, actor: kept.changedBy, action: "format.defined", subject: id, summary: `Format ${title} defined`, detail: { definition: json } });
  });
  return kept;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("input", "definition-wrong", "The definition is no JSON.", { meaning: "Nothing was stored.", cause });
  }
}
