import { bankDayOnOrAfter, earliestExecution } from "../../domain/calendar.ts";
import { isAppError } from "../../domain/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import type { OrderFormat } from "../../formats/format.ts";
import { transliterate } from "../../formats/transliterate.ts";
import { profileOf } from "../bank-profile.ts";
import { headOf } from "../bytes.ts";
import { duplicateFindings } from "../check-order.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import { executionRule } from "../execution-rule.ts";
import { orderFormat } from "../format-by-id.ts";
import { type ImportPreview, isReadable, notAnOrder, type OrderFileSource } from "../import-orders.ts";
import { loadKnownPayees } from "../known-payees.ts";
import { type OrderFacts, OrderSurvey } from "../order-survey.ts";
import { readChecked } from "../read-order-file.ts";
import { type BankInVersion, connectionForAccounts, formatsTaken, likelyService } from "../route-order.ts";
import { registerFindings } from "../mandates/check-collections.ts";
import { mandateDay } from "../mandates/keep-mandate.ts";
import { completionFor } from "./complete-order.ts";
import { candidateFormats } from "./own-formats.ts";
import { Mender, type MendingFacts, type MendingGroup, type MendingKind } from "./mender.ts";
import { changed, type OrderChanges, type Rewriting, rewriteOrder } from "./rewrite-order.ts";

/** A dry run at the import desk: what the file holds, what can be mended, and what would be taken in. Nothing was stored. */
export interface ImportPlan extends ImportPreview {
  readonly source: OrderFileSource;
  readonly sourceFormat: OrderFormat | undefined;
  /** Other formats that could read it, too: then somebody chooses. */
  readonly alternatives: readonly OrderFormat[];
  readonly chosen: ReadonlySet<MendingKind>;
  /** What the rules would change, or change, by kind. */
  readonly mendings: readonly MendingGroup[];
  /** Set where the order is written anew: in the bank's format, or with what was mended. Its bytes are those that will be signed. */
  readonly rewriting: Rewriting | undefined;
}

/** Findings of the source that its mended form tells anew where they still hold. */
const mendedBy: ReadonlyMap<string, MendingKind> = new Map([["address-not-structured", "address"], ["not-basic-characters", "characters"], ["date-missing", "date"]]);

/**
 * Reads the whole file and says everything about it. Where the bank takes no such file, or rules were chosen, the order is written anew and
 * read back here already: what the plan tells is what stands in the very bytes that would be taken in.
 */
export async function planImport(
  context: WorkflowContext, source: OrderFileSource, chosen: ReadonlySet<MendingKind> = new Set(), options: { readonly formatId?: string | undefined } = {},
): Promise<ImportPlan> {
  requireRight(context, "prepare", "import orders");
  const head = await headOf(source.open());
  const candidates = await candidateFormats(context.store, head);
  const orders = candidates.filter((one) => one.kind === "orders");
  const format = orders.find((one) => one.id === options.formatId) ?? orders[0];
  const about = { source, chosen, alternatives: orders.filter((one) => one !== format) };
  if (format === undefined) return { ...notAnOrder(source.name, candidates[0], head), ...about, sourceFormat: undefined, mendings: [], rewriting: undefined };

  const known = await loadKnownPayees(context.store);
  const completion = await completionFor(context);
  const before = new OrderSurvey();
  await readChecked(format, source.open(), before);
  const sourceFacts = before.facts();
  const register = sourceFacts.kinds?.includes("direct-debit") === true ? await registerFindings(context.store, format, source.open(), { today: mandateDay(context) }) : [];
  const bank = await bankOf(context, sourceFacts);
  const facts = await mendingFacts(context, bank, sourceFacts);
  const changes = (mender: Mender): OrderChanges => ({
    batch: (batch) => mender.batch(completion.batch(batch)),
    transaction: (transaction) => mender.transaction(transaction),
  });
  const mender = new Mender(facts, chosen);
  const survey = new OrderSurvey({ known });
  await format.read(source.open(), changed(survey, changes(mender)));
  const mended = survey.facts();
  const mendings = mender.groups();
  const to = targetFormat(format, bank, sourceFacts, mendings.some((group) => chosen.has(group.kind)));
  const plan = { ...about, sourceFormat: format, mendings };
  if (to === undefined || mended.transactionCount === 0) {
    return { ...plan, ...(await preview(context, format.id, sourceFacts.transactionCount === 0 ? sourceFacts : { ...mended, findings: sourceFacts.findings }, [], register)), rewriting: undefined };
  }
  const rewriting: Rewriting = {
    from: format, to, open: () => source.open(), changes: () => changes(new Mender(facts, chosen)), facts: mended, header: completion.header(mended.header),
  };
  const kept = sourceFacts.findings.filter((finding) => !isMended(finding, chosen));
  const readBack = await readRewritten(rewriting, known);
  if ("problem" in readBack) return { ...plan, ...(await preview(context, to.id, { ...mended, findings: [] }, [...kept, readBack.problem], register)), importable: false, rewriting: undefined };
  const shown = await preview(context, to.id, readBack.facts, kept, register);
  // What is wrong with the source is wrong with what is made of it: a file that lost a line must not become a smaller order that looks whole.
  const importable = shown.importable && !kept.some((finding) => finding.severity === "error");
  return { ...plan, ...shown, importable, rewriting: importable ? rewriting : undefined };
}

function isMended({ code }: Finding, chosen: ReadonlySet<MendingKind>): boolean {
  const kind = mendedBy.get(code);
  return kind !== undefined && chosen.has(kind);
}

/** @param register what the register of mandates says of the source: it may change, so it does not keep a file from being taken in */
async function preview(context: WorkflowContext, format: string, facts: OrderFacts, before: readonly Finding[], register: readonly Finding[]): Promise<ImportPreview> {
  const sameContent = facts.transactionCount === 0 ? [] : await context.store.orders.findByFingerprint(facts.fingerprint);
  const sameMessageId = facts.header === undefined ? [] : await context.store.orders.findByMessageId(facts.header.messageId);
  const told = new Set(before.map((finding) => finding.code));
  return {
    format, facts, sameContent, sameMessageId, importable: isReadable(facts),
    findings: [...before, ...facts.findings.filter((finding) => !told.has(finding.code)), ...register, ...duplicateFindings(sameContent, sameMessageId)],
  };
}

/** Writes and reads back without keeping anything. The two must say the same. */
async function readRewritten(rewriting: Rewriting, known: Awaited<ReturnType<typeof loadKnownPayees>>): Promise<{ readonly facts: OrderFacts } | { readonly problem: Finding }> {
  const survey = new OrderSurvey({ known });
  try {
    await readChecked(rewriting.to, rewriteOrder(rewriting), survey);
  } catch (error) {
    if (!isAppError(error, "format")) throw error;
    return { problem: { severity: "error", code: "cannot-be-written", message: `It cannot be written as ${rewriting.to.id}, which the bank takes: ${error.message}` } };
  }
  const facts = survey.facts();
  if (facts.fingerprint !== rewriting.facts.fingerprint || facts.transactionCount !== rewriting.facts.transactionCount) {
    return { problem: { severity: "error", code: "written-differs", message: `What was written as ${rewriting.to.id} does not say the same as the file. Nothing was imported; keep the file and report this.` } };
  }
  return { facts };
}

async function bankOf(context: WorkflowContext, facts: OrderFacts): Promise<BankInVersion | undefined> {
  const id = await connectionForAccounts(context.store, facts.accounts);
  const connection = id === undefined ? undefined : await context.store.connections.get(id);
  return connection === undefined ? undefined : { profile: profileOf(context.tools.banks, connection.bankProfile), protocol: connection.protocol };
}

/** In which format the order must be written anew; undefined where the file can go as it is. */
function targetFormat(format: OrderFormat, bank: BankInVersion | undefined, facts: OrderFacts, isMended: boolean): OrderFormat | undefined {
  const batches = facts.batches.map((entry) => entry.batch);
  const family = batches.some((batch) => batch.collection !== undefined) ? "pain.008." : "pain.001.";
  const taken = bank === undefined ? [] : formatsTaken(bank, facts, batches).filter((id) => id.startsWith(family) || id === format.id);
  const isIso = format.id.startsWith("pain.");
  if (!isMended && (isIso || taken.includes(format.id))) return undefined;
  if (isIso && format.writes && hasAddressParts(format.id) && (taken.length === 0 || taken.includes(format.id))) return format;
  const newest = taken.filter((id) => id.startsWith(family)).sort().at(-1);
  return orderFormat(newest ?? (family === "pain.008." ? "pain.008.001.08" : "pain.001.001.09"));
}

/** Versions whose addresses can have all their parts. */
function hasAddressParts(id: string): boolean {
  return Number(/^pain\.00[18]\.001\.(\d\d)$/.exec(id)?.[1] ?? 0) >= 8;
}

async function mendingFacts(context: WorkflowContext, bank: BankInVersion | undefined, facts: OrderFacts): Promise<MendingFacts> {
  const { tools } = context;
  const bicOf = await tools.bics();
  if (bank === undefined) return { bankDay: (date) => date, transliterate, bicOf };
  const rule = executionRule(tools.banks, bank.profile, likelyService(bank, facts, facts.batches.map(({ batch }) => batch)));
  const earliest = earliestExecution(rule, tools.clock.now());
  return { bankDay: (date) => (date < earliest ? earliest : bankDayOnOrAfter(rule.calendar, date)), transliterate, bicOf };
}
