import { accountText } from "../../domain/account-number.ts";
import type { RegisteredMandateId } from "../../domain/ids.ts";
import type { MandateState } from "../../domain/mandate.ts";
import { mandateStateOn } from "../../domain/mandate-rules.ts";
import { mayConfirmMandate } from "../../workflows/mandates/confirm-mandates.ts";
import { isUnused, mandateDay, mustGetMandate, removeMandate, setMandateState } from "../../workflows/mandates/keep-mandate.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { CommandOf } from "../routes.ts";
import { collectByFile, collectFrom } from "./collect.ts";
import { mandateStateText } from "./columns.ts";
import { confirmShown } from "./confirm-mandates.ts";
import { amendMandateOf, editMandate } from "./edit-mandate.ts";
import { showCollections } from "./history.ts";
import { loadRows, type MandatesContext, reload } from "./load-mandates.ts";
import { exportRegister, importRegister } from "./register-files.ts";
import { type MandatesAction, type MandatesModel, sortAfter, type StateGroup, stateGroups } from "./model.ts";

type MandatesCommand = CommandOf<"mandates", MandatesModel, MandatesAction>;

function noneHere({ model }: MandatesContext): string | undefined {
  return currentRow(model) === undefined ? "There is no mandate under the cursor." : undefined;
}

function mayNotPrepare({ params }: MandatesContext): string | undefined {
  return params.context.rights.includes("prepare") ? undefined : "You have no right to prepare for this customer.";
}

/** The mandate under the cursor may be changed, and is not over. */
function notOpen(screen: MandatesContext): string | undefined {
  const state = stateUnderCursor(screen);
  return noneHere(screen) ?? mayNotPrepare(screen) ?? (state === "active" || state === "suspended" ? undefined : `The mandate is ${state === undefined ? "gone" : mandateStateText[state]}: a new one has to be signed.`);
}

function notActive(screen: MandatesContext): string | undefined {
  return notOpen(screen) ?? (stateUnderCursor(screen) === "suspended" ? "The mandate is suspended: s resumes it." : undefined);
}

/** Of the marked ones it is asked when they are read. */
function nothingToConfirm({ model, params }: MandatesContext): string | undefined {
  if (model.table.marked.size > 0) return undefined;
  const mandate = currentRow(model)?.mandate;
  if (mandate?.unconfirmed === undefined) return "This mandate does not wait to be confirmed.";
  return mayConfirmMandate(params.context, mandate) ? undefined : "You have entered or changed it, or may not confirm: another operator does.";
}

function notUnused(screen: MandatesContext): string | undefined {
  const entry = currentRow(screen.model);
  return noneHere(screen) ?? mayNotPrepare(screen) ?? (entry !== undefined && isUnused(entry) ? undefined : "It was collected under, or an order names it: d cancels it.");
}

function chosenIds({ model }: MandatesContext): readonly RegisteredMandateId[] {
  const under = currentRow(model)?.mandate.id;
  // Marks are keys of rows, and those are the mandates' ids.
  return model.table.marked.size > 0 ? [...model.table.marked].map((id) => id as RegisteredMandateId) : under === undefined ? [] : [under];
}

function stateUnderCursor({ model, params }: MandatesContext): MandateState | undefined {
  const entry = currentRow(model);
  return entry === undefined ? undefined : mandateStateOn(entry, mandateDay(params.context));
}

export const mandatesCommands: readonly MandatesCommand[] = [
  {
    id: "mandates.new", title: "new", keys: ["n"], description: "Enters a mandate that was signed.", disabledReason: mayNotPrepare,
    async run(screen) {
      if (await editMandate(screen, undefined)) await reload(screen);
    },
  },
  {
    id: "mandates.collect", title: "collect", keys: ["c"], description: "Makes an order of direct debits under the marked mandates, or the one under the cursor.",
    disabledReason: (screen) => (screen.model.table.marked.size > 0 ? mayNotPrepare(screen) : notActive(screen)),
    async run(screen) {
      if (await collectFrom(screen, chosenIds(screen))) screen.dispatch({ type: "table", action: { type: "unmark-all" } });
    },
  },
  { id: "mandates.edit", title: "edit", keys: ["Enter", "e"], description: "Corrects or completes the mandate.", disabledReason: (screen) => noneHere(screen) ?? mayNotPrepare(screen), run: editUnderCursor },
  {
    id: "mandates.amend", title: "amend", keys: ["a"], description: "The debtor has another account, or the mandate another reference: the next collection tells the bank.", disabledReason: notOpen,
    async run(screen) {
      const entry = currentRow(screen.model);
      if (entry !== undefined && (await amendMandateOf(screen, await mustGetMandate(screen.params.context.store, entry.mandate.id)))) await reload(screen);
    },
  },
  { id: "mandates.suspend", title: "suspend, resume", keys: ["s"], description: "Nothing is collected while it is suspended.", disabledReason: notOpen, run: suspendOrResume },
  { id: "mandates.cancel", title: "cancel", keys: ["d", "delete"], description: "Ends the mandate for good; it stays in the register.", disabledReason: notOpen, run: cancel },
  {
    id: "mandates.confirm", title: "confirm", keys: ["v"], description: "Confirms the marked mandates that another operator has entered or changed, or the one under the cursor; what is new is shown first.",
    when: ({ model }) => (model.counts.unconfirmed ?? 0) > 0, disabledReason: nothingToConfirm,
    async run(screen) {
      if (!(await confirmShown(screen, chosenIds(screen)))) return;
      screen.dispatch({ type: "table", action: { type: "unmark-all" } });
      await reload(screen);
    },
  },
  { id: "mandates.remove", title: "take out", keys: ["t"], inFooter: false, description: "Takes a mandate that was never used out of the register.", disabledReason: notUnused, run: remove },
  { id: "mandates.history", title: "history", keys: ["h"], description: "What was collected under the mandate, and what became of it.", disabledReason: noneHere, run: showCollections },
  {
    id: "mandates.collect-file", title: "collect by file", keys: ["f"], description: "Makes an order of direct debits by a CSV of reference;amount;text.", disabledReason: mayNotPrepare,
    run: async (screen) => void (await collectByFile(screen)),
  },
  {
    id: "mandates.import", title: "import", keys: ["i"], description: "Takes mandates in from CSV; what would change is shown first.", disabledReason: mayNotPrepare,
    async run(screen) {
      if (await importRegister(screen)) await reload(screen);
    },
  },
  { id: "mandates.export", title: "export", keys: ["x"], description: "Writes the register as CSV into the folder for prints and exports.", run: exportRegister },
  { id: "mandates.sort", title: "sort", keys: ["o"], description: "By reference, debtor, or when it was last used: the oldest expire first.", run: async (screen) => view(screen, { sort: sortAfter(screen.model.sort) }) },
  ...stateGroups.map((group, at): MandatesCommand => ({
    id: `mandates.show-${group.id}`, title: group.id, keys: [String(at + 1)], inFooter: false,
    run: async (screen) => view(screen, { group }),
  })),
  { id: "mandates.reload", title: "load anew", keys: ["r"], inFooter: false, run: reload },
];

async function view(screen: MandatesContext, changed: { readonly group?: StateGroup; readonly sort?: MandatesModel["sort"] }): Promise<void> {
  screen.dispatch({ type: "view", view: changed });
  await loadRows(screen);
}

export async function editUnderCursor(screen: MandatesContext): Promise<void> {
  const refused = mayNotPrepare(screen);
  if (refused !== undefined) return screen.shell.notice(refused, "warning");
  const entry = currentRow(screen.current());
  if (entry !== undefined && (await editMandate(screen, await mustGetMandate(screen.params.context.store, entry.mandate.id)))) await reload(screen);
}

async function suspendOrResume(screen: MandatesContext): Promise<void> {
  const entry = currentRow(screen.model);
  if (entry === undefined) return;
  const { context } = screen.params;
  const { mandate } = entry;
  if (mandate.state === "suspended") {
    const sure = await screen.shell.confirm({
      title: `Resume mandate ${mandate.mandateId}`, customer: customerOf(context), yes: "resume", no: "leave it suspended",
      consequence: `${mandate.debtor.name} can be collected from again.`, details: mandate.stateReason === undefined ? [] : [mandate.stateReason],
    });
    if (!sure) return;
    await setMandateState(context, mandate.id, "active", "");
  } else {
    const reason = await screen.shell.askText({ title: `Suspend mandate ${mandate.mandateId}`, label: "why", details: [`Nothing is collected from ${mandate.debtor.name} until it is resumed.`] });
    if (reason === undefined) return;
    await setMandateState(context, mandate.id, "suspended", reason.trim());
  }
  await reload(screen);
}

async function cancel(screen: MandatesContext): Promise<void> {
  const entry = currentRow(screen.model);
  if (entry === undefined) return;
  const { context } = screen.params;
  const { mandate } = entry;
  const sure = await screen.shell.confirm({
    title: `Cancel mandate ${mandate.mandateId}`, customer: customerOf(context), yes: "cancel the mandate", no: "keep it",
    consequence: `Nothing can be collected from ${mandate.debtor.name} under it any more, for good. Orders that hold a collection of it cannot be signed.`,
    details: [accountText(mandate.debtorAccount), `signed on ${mandate.signedOn}`],
  });
  if (!sure) return;
  await setMandateState(context, mandate.id, "cancelled", "");
  await reload(screen);
}

async function remove(screen: MandatesContext): Promise<void> {
  const entry = currentRow(screen.model);
  if (entry === undefined) return;
  const { context } = screen.params;
  const { mandate } = entry;
  const sure = await screen.shell.confirm({
    title: `Take mandate ${mandate.mandateId} out`, customer: customerOf(context), yes: "take it out", no: "keep it",
    consequence: `Nothing was ever collected from ${mandate.debtor.name} under it. It is gone from the register; the journal keeps what it was.`,
    details: [accountText(mandate.debtorAccount), `signed on ${mandate.signedOn}`],
  });
  if (!sure) return;
  await removeMandate(context, mandate.id);
  await reload(screen);
}
