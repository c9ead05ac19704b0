import { allRightsOf, type Right, rights, rightsProblem } from "../../domain/rights.ts";
import type { Language } from "../../domain/money.ts";
import type { OperatorSummary } from "../../customers/index.ts";
import { type Administered, administer } from "../../workflows/four-eyes/administer.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import type { FormField, FormTexts } from "../widgets/form-fields.ts";
import type { SettingsContext } from "./load-settings.ts";
import { tellOutcome } from "./tell-outcome.ts";

const explained: Readonly<Record<Right, string>> = {
  see: "look at orders, statements and partners",
  prepare: "import and enter orders, change partners and templates",
  sign: "sign with keys of one's own; not together with administer",
  send: "put orders into the outbox and send them",
  fetch: "fetch statements and reports",
  administer: "settings, connections, operators; cannot sign",
};

const yesNo = [{ value: "no", text: "no" }, { value: "yes", text: "yes" }];

/** A field for each right, with what it means. */
export function rightsFields(granted: readonly Right[]): FormField[] {
  return rights.filter((right) => right !== "see").map((right): FormField => ({
    kind: "select", name: right, label: right, value: granted.includes(right) ? "yes" : "no", hint: explained[right], options: yesNo,
  }));
}

/** Every right includes the right to see. */
export function rightsOfTexts(texts: FormTexts): Right[] {
  return ["see", ...rights.filter((right) => right !== "see" && texts[right] === "yes")];
}

/** Grants an operator of this install access, or changes what they may do. @returns true when something was stored or proposed */
export async function grantOperator(screen: SettingsContext, operatorId: string | undefined): Promise<boolean> {
  const { params, shell, session, model } = screen;
  const { context } = params;
  const known = model.data?.operators ?? [];
  const groups = model.data?.operatorGroups ?? [];
  const current = known.find((one) => one.operatorId === operatorId);
  const others = session.install.operators().filter((one) => !known.some((row) => row.operatorId === one.id && row.rights.length > 0));
  if (current === undefined && others.length === 0) {
    shell.notice("Every operator of this install may open this customer already. c creates another operator.", "info");
    return false;
  }
  const done = await askForm<Administered>(shell, {
    title: current === undefined ? "Let an operator in" : `What ${current.operatorName} may do`, customer: customerOf(context), submit: "grant",
    intro: ["Whoever is let in can read everything of this customer. Who administers cannot sign: two people for that."],
    fields: [
      ...(current === undefined ? [{ kind: "select", name: "operator", label: "operator", options: others.map((one) => ({ value: one.id as string, text: one.name })) } as const] : []),
      ...groups.map((one): FormField => ({ kind: "select", name: `group ${one.id}`, label: one.title, value: current?.groups.includes(one.id) === true ? "yes" : "no", hint: `group of operators: ${one.rights.join(", ")}`, options: yesNo })),
      ...rightsFields(current?.own ?? ["see", "prepare"]),
    ],
    async onSubmit({ texts }) {
      const granted = rightsOfTexts(texts);
      const memberOf = groups.filter((one) => texts[`group ${one.id}`] === "yes").map((one) => one.id);
      const problem = rightsProblem(allRightsOf(granted, memberOf, groups));
      if (problem !== undefined) return { problems: { sign: problem } };
      const target = current ?? others.filter((one) => one.id === texts.operator).map((one) => ({ operatorId: one.id, operatorName: one.name }))[0];
      if (target === undefined) return { problems: { operator: "Choose an operator." } };
      return { done: await administer(context, { kind: "grant", operatorId: target.operatorId, operatorName: target.operatorName, rights: granted, groups: memberOf }) };
    },
  });
  return tellOutcome(screen, done);
}

/** Takes an operator's access away. @returns true when it was */
export async function revokeOperator(screen: SettingsContext, operatorId: OperatorSummary["id"], name: string): Promise<boolean> {
  const sure = await screen.shell.confirm({
    title: "Take access away", customer: customerOf(screen.params.context), yes: "take away", no: "leave as it is",
    consequence: `${name} cannot open this customer any more. Its data key is changed, so an old copy of the key opens nothing new.`,
    details: ["What they have seen or copied before stays seen. While others have the customer open, the key is changed the next time an administrator opens it alone."],
  });
  return sure && tellOutcome(screen, await administer(screen.params.context, { kind: "revoke", operatorId, operatorName: name }));
}

/** Makes another operator of this install, without any right yet. */
export async function createOperator({ shell, session }: SettingsContext): Promise<void> {
  const created = await askForm(shell, {
    title: "New operator", submit: "create",
    intro: ["The new operator types the passphrase here, on their own. Nobody can reset it."],
    fields: [
      { kind: "text", name: "name", label: "name", required: true, hint: "as colleagues and the journal shall read it" },
      { kind: "select", name: "language", label: "language", options: [{ value: "en", text: "English" }, { value: "hu", text: "magyar" }, { value: "de", text: "Deutsch" }], hint: "of amounts and dates" },
      { kind: "secret", name: "passphrase", label: "passphrase", lengthMin: 10, hint: "at least 10 characters; several words are easiest to remember" },
      { kind: "secret", name: "again", label: "once more", sameAs: "passphrase" },
    ],
    async onSubmit({ texts, secrets }) {
      if (secrets.passphrase === undefined) return { problems: { passphrase: "A passphrase is needed." } };
      const language: Language = texts.language === "hu" || texts.language === "de" ? texts.language : "en";
      const fresh = await session.install.createOperator({ name: texts.name ?? "", language, passphrase: secrets.passphrase });
      await fresh.close();
      return { done: texts.name ?? "" };
    },
  });
  if (created !== undefined) shell.notice(`${created} can log in now. n lets them into this customer.`, "good");
}

/** Of the operator who is logged in. */
export async function changePassphrase({ shell, session }: SettingsContext): Promise<void> {
  const { operator } = session;
  if (operator === undefined) return;
  const done = await askForm(shell, {
    title: `Passphrase of ${operator.operator.name}`, submit: "change",
    fields: [
      { kind: "secret", name: "old", label: "present one" },
      { kind: "secret", name: "fresh", label: "new one", lengthMin: 10, hint: "at least 10 characters; several words are easiest to remember" },
      { kind: "secret", name: "again", label: "once more", sameAs: "fresh" },
    ],
    async onSubmit({ secrets }) {
      if (secrets.old === undefined || secrets.fresh === undefined) return { problems: { old: "Type both." } };
      await session.install.changePassphrase(operator, secrets.old, secrets.fresh);
      return { done: true };
    },
  });
  if (done === true) shell.notice("Your passphrase was changed, for all customers.", "good");
}
