import { type Administered, administer } from "../../workflows/four-eyes/administer.ts";
import type { AdministrativeAct } from "../../workflows/four-eyes/acts/all.ts";
import { changeKeptPins } from "../cards/change-kept-pins.ts";
import { changeCardPin } from "../cards/change-card-pin.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { CommandOf } from "../routes.ts";
import { askWhoCouldSign } from "./ask-who-could-sign.ts";
import { editAccount } from "./edit-account.ts";
import { changePassphrase, createOperator, grantOperator, revokeOperator } from "./edit-operator.ts";
import { editOperatorGroup, editSignerGroup } from "./edit-groups.ts";
import { editRule } from "./edit-rule.ts";
import { editSigner } from "./edit-signer.ts";
import { loadSettings, type SettingsContext } from "./load-settings.ts";
import { sectionOf, sections, type SettingsAction, type SettingsModel } from "./model.ts";
import { profileFields, profileOfTexts } from "./profile-fields.ts";
import type { SettingsRow } from "./rows.ts";
import { approveProposal, changeConfirmation, changeFourEyes, endProposal, showProposal } from "./proposals.ts";
import { instantText } from "../wording/dates.ts";
import { sealMyCode, useCode } from "./recovery.ts";
import { tellOutcome } from "./tell-outcome.ts";

type SettingsCommand = CommandOf<"settings", SettingsModel, SettingsAction>;

function notAdministrator({ params }: SettingsContext): string | undefined {
  return params.context.rights.includes("administer") ? undefined : "Only an administrator of this customer can change settings.";
}
function nothingHere(screen: SettingsContext): string | undefined {
  return currentRow(screen.model) === undefined ? "There is nothing under the cursor." : notAdministrator(screen);
}

/** It can be looked at by everybody, and is changed where it is open. */
function isOpened({ model }: SettingsContext): boolean {
  const kind = currentRow(model)?.kind;
  return kind === "connection" || kind === "proposal";
}

function openProposal({ model }: SettingsContext) {
  const row = currentRow(model);
  return row?.kind === "proposal" && row.proposal.state === "open" ? row : undefined;
}
function notOpen(screen: SettingsContext): string | undefined {
  return nothingHere(screen) ?? (openProposal(screen) === undefined ? "That is decided already." : undefined);
}
/** One's own is approved only where a recovery code stands for the other administrator. */
function whyNotMine(screen: SettingsContext): string | undefined {
  const row = openProposal(screen);
  if (row?.own !== true) return undefined;
  const { standIn } = row.proposal;
  if (standIn === undefined) return "You have proposed this yourself: another administrator has to approve it.";
  const now = screen.session.clock.now();
  return now < Date.parse(standIn.from) ? `The code of ${standIn.of} counts from ${instantText(standIn.from, now, screen.params.context.operator.language)} on.` : undefined;
}
async function decideProposal(screen: SettingsContext, decide: (row: NonNullable<ReturnType<typeof openProposal>>) => Promise<boolean>): Promise<void> {
  const row = openProposal(screen);
  if (row !== undefined && (await decide(row))) await loadSettings(screen);
}

export const settingsCommands: readonly SettingsCommand[] = [
  {
    id: "settings.open", title: "open", keys: ["Enter", "e"], when: isOpened, description: "Opens the connection, or shows the proposed change.", run: editUnderCursor,
  },
  {
    id: "settings.edit", title: "change", keys: ["Enter", "e"], when: (screen) => !isOpened(screen), description: "Changes what is under the cursor.", disabledReason: nothingHere,
    run: editUnderCursor,
  },
  {
    id: "settings.new", title: "new", keys: ["n"], description: "Adds an account, signer, rule, connection, or lets an operator in.",
    disabledReason: (screen) => (sectionOf(screen.model).adds === undefined ? "Nothing is added here. Tab goes to the next part." : notAdministrator(screen)), run: addNew,
  },
  {
    id: "settings.remove", title: "remove", keys: ["d", "delete"], when: ({ model }) => model.section === "rules" || model.section === "operators" || model.section === "signers",
    description: "Takes the rule or the group away, or the operator's access.", disabledReason: (screen) => (currentRow(screen.model)?.kind === "signer" ? "A signer stays: orders name them. Take their keys away at the connection, or give them class T." : nothingHere(screen)), run: removeUnderCursor,
  },
  {
    id: "settings.rule-up", title: "earlier", keys: ["u"], when: ({ model }) => model.section === "rules", description: "Moves the rule up: the first that fits counts.",
    disabledReason: (screen) => nothingHere(screen) ?? (screen.model.table.cursor === 0 ? "This is the first rule." : undefined), run: ruleEarlier,
  },
  {
    id: "settings.who", title: "who could sign?", keys: ["w"], when: ({ model }) => model.section === "rules" || model.section === "signers",
    disabledReason: ({ model }) => (model.data === undefined || model.data.accounts.length === 0 ? "There is no account yet to sign for." : undefined), run: askWhoCouldSign,
  },
  {
    id: "settings.operator", title: "create operator", keys: ["c"], when: ({ model }) => model.section === "operators", description: "Makes another operator of this install.",
    disabledReason: notAdministrator,
    async run(screen) {
      await createOperator(screen);
      await loadSettings(screen);
    },
  },
  {
    id: "settings.group", title: "new group", keys: ["g"], when: ({ model }) => model.section === "operators" || model.section === "signers",
    description: "Makes a group: of operators with the same rights, or of signers with limits together.",
    disabledReason: (screen) => notAdministrator(screen) ?? (screen.model.section === "signers" && (screen.model.data?.signers ?? []).length === 0 ? "There are no signers yet." : undefined),
    async run(screen) {
      if (await (screen.model.section === "signers" ? editSignerGroup : editOperatorGroup)(screen, undefined)) await loadSettings(screen);
    },
  },
  {
    id: "settings.four-eyes", title: "four eyes", keys: ["y"], when: ({ model }) => model.section === "profile" || model.section === "approvals",
    description: "Whether changes of administration need a second administrator.", disabledReason: notAdministrator,
    async run(screen) {
      if (await changeFourEyes(screen)) await loadSettings(screen);
    },
  },
  {
    id: "settings.confirm-partners", title: "partners", keys: ["o"], when: ({ model }) => model.section === "profile" || model.section === "approvals",
    description: "Whether new and changed accounts of partners wait for another operator.", disabledReason: notAdministrator,
    async run(screen) {
      if (await changeConfirmation(screen, "confirm-partners")) await loadSettings(screen);
    },
  },
  {
    id: "settings.confirm-mandates", title: "mandates", keys: ["l"], when: ({ model }) => model.section === "profile" || model.section === "approvals",
    description: "Whether new and changed mandates wait for another operator.", disabledReason: notAdministrator,
    async run(screen) {
      if (await changeConfirmation(screen, "confirm-mandates")) await loadSettings(screen);
    },
  },
  {
    id: "settings.approve", title: "approve", keys: ["a"], when: ({ model }) => model.section === "approvals", description: "Carries the proposed change out.",
    disabledReason: (screen) => notOpen(screen) ?? whyNotMine(screen),
    run: (screen) => decideProposal(screen, ({ proposal }) => approveProposal(screen, proposal)),
  },
  {
    id: "settings.refuse", title: "refuse", keys: ["d", "delete"], when: ({ model }) => model.section === "approvals", description: "Refuses the proposed change, or withdraws one's own.",
    disabledReason: notOpen, run: (screen) => decideProposal(screen, ({ proposal, own }) => endProposal(screen, proposal, own)),
  },
  {
    id: "settings.seal-code", title: "seal my code", keys: ["s"], when: ({ model }) => model.section === "approvals", description: "Makes your recovery code, a letter for the safe: it lets another administrator let in a new one when you are lost.",
    disabledReason: notAdministrator,
    async run(screen) {
      if (await sealMyCode(screen)) await loadSettings(screen);
    },
  },
  {
    id: "settings.use-code", title: "use a code", keys: ["t"], when: ({ model }) => model.section === "approvals", description: "Lets the recovery code of a lost administrator stand for their approval of a new administrator whom you have proposed.",
    disabledReason: (screen) => notOpen(screen) ?? (openProposal(screen)?.own === true ? undefined : "Another administrator has proposed this: approve it, that needs no code."),
    run: (screen) => decideProposal(screen, ({ proposal }) => useCode(screen, proposal)),
  },
  { id: "settings.passphrase", title: "my passphrase", keys: ["p"], description: "Changes your own passphrase, for all customers.", run: changePassphrase },
  { id: "settings.keep-pins", title: "keep PINs", keys: ["m"], inFooter: false, description: "Whether the PIN of a card that speaks with banks is asked for once, until the screen is locked, or before each session.", run: changeKeptPins },
  { id: "settings.card-pin", title: "card's PIN", keys: ["k"], description: "Changes the PIN of a chip card.", run: ({ shell, params }) => changeCardPin(shell, params.context) },
  ...sections.map(({ id, title }, at): SettingsCommand => ({
    id: `settings.${id}`, title, keys: [String(at + 1)], inFooter: false, run: ({ dispatch }) => dispatch({ type: "section", section: id }),
  })),
  {
    id: "settings.next", title: "next part", keys: ["tab"], inFooter: false,
    run: ({ dispatch, model }) => dispatch({ type: "section", section: sections[(sections.findIndex((one) => one.id === model.section) + 1) % sections.length]?.id ?? "profile" }),
  },
  { id: "settings.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadSettings },
];

/** Enter, and `e`: what is done depends on what the row is about. */
export async function editUnderCursor(screen: SettingsContext): Promise<void> {
  const row = currentRow(screen.current());
  if (row === undefined) return;
  // A connection can be looked at by everybody: the steps say what is missing.
  if (row.kind === "connection") return screen.shell.push("connect", { context: screen.params.context, connectionId: row.connection.id });
  if (row.kind === "proposal") return showProposal(screen, row.proposal);
  const refused = notAdministrator(screen);
  if (refused !== undefined) return screen.shell.notice(refused, "warning");
  const changed = await edit(screen, row);
  if (changed) await loadSettings(screen);
}

async function edit(screen: SettingsContext, row: SettingsRow): Promise<boolean> {
  switch (row.kind) {
    case "profile":
      return editProfile(screen);
    case "account":
      return editAccount(screen, row.account);
    case "signer":
      return editSigner(screen, row.signer);
    case "rule":
      return editRule(screen, row.rule);
    case "operator":
      return grantOperator(screen, row.operatorId);
    case "signer-group":
      return editSignerGroup(screen, row.group);
    case "operator-group":
      return editOperatorGroup(screen, row.group);
    case "connection":
    case "proposal":
      return false;
  }
}

async function addNew(screen: SettingsContext): Promise<void> {
  const adds = { profile: undefined, accounts: editAccount, signers: editSigner, rules: editRule, connections: undefined, operators: grantOperator, approvals: undefined }[screen.model.section];
  if (screen.model.section === "connections") return screen.shell.push("connect", { context: screen.params.context });
  if (adds !== undefined && (await adds(screen, undefined))) await loadSettings(screen);
}

async function editProfile(screen: SettingsContext): Promise<boolean> {
  const { params, shell, model } = screen;
  const { context } = params;
  const { language } = context.operator;
  if (model.data === undefined) return false;
  const done = await askForm<Administered>(shell, {
    title: "Profile", customer: customerOf(context), submit: "store", fields: profileFields(model.data.profile, language),
    async onSubmit({ texts }) {
      return { done: await administer(context, { kind: "profile", profile: profileOfTexts(texts, language) }) };
    },
  });
  if (done?.kind === "done") shell.notice("Stored. Prompts and prints use it when the customer is opened again.", "good");
  return tellOutcome(screen, done);
}

async function removeUnderCursor(screen: SettingsContext): Promise<void> {
  const row = currentRow(screen.model);
  if (row?.kind === "operator" && (await revokeOperator(screen, row.operatorId, row.name))) return loadSettings(screen);
  if (row?.kind === "signer-group" || row?.kind === "operator-group") return removeGroup(screen, row);
  if (row?.kind !== "rule") return;
  const sure = await screen.shell.confirm({
    title: "Remove signature rule", customer: customerOf(screen.params.context), yes: "remove", no: "keep",
    consequence: `Orders that "${row.rule.title}" fits fall under the next rule that fits; where none does, they cannot be signed.`,
  });
  if (!sure) return;
  tellOutcome(screen, await administer(screen.params.context, { kind: "rules", rules: (screen.model.data?.rules ?? []).filter((rule) => rule.id !== row.rule.id) }));
  await loadSettings(screen);
}

async function removeGroup(screen: SettingsContext, row: Extract<SettingsRow, { readonly kind: "signer-group" | "operator-group" }>): Promise<void> {
  const { title } = row.group;
  const sure = await screen.shell.confirm({ title: "Remove group", customer: customerOf(screen.params.context), yes: "remove", no: "keep", consequence: `The group "${title}" is gone then. One that is in use stays.` });
  if (!sure) return;
  const act: AdministrativeAct = row.kind === "signer-group" ? { kind: "remove-signer-group", id: row.group.id, title } : { kind: "remove-operator-group", id: row.group.id, title };
  tellOutcome(screen, await administer(screen.params.context, act));
  await loadSettings(screen);
}

async function ruleEarlier(screen: SettingsContext): Promise<void> {
  const row = currentRow(screen.model);
  const rules = [...(screen.model.data?.rules ?? [])];
  const at = row?.kind === "rule" ? rules.findIndex((rule) => rule.id === row.rule.id) : -1;
  const [rule] = at > 0 ? rules.splice(at, 1) : [];
  if (rule === undefined) return;
  tellOutcome(screen, await administer(screen.params.context, { kind: "rules", rules: rules.toSpliced(at - 1, 0, rule) }));
  await loadSettings(screen);
}
