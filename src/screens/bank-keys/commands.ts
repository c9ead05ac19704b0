import { type BankKeyConfirmation, type BankKeyQuestion, confirmForAll } from "../../workflows/keys/bank-key-change.ts";
import { pollActivation } from "../../workflows/keys/bank-keys.ts";
import { hashFields } from "../connect/fields.ts";
import { hashLines, usualHash } from "../connect/hash-compare.ts";
import { askForm } from "../dialogs/form-dialog.tsx";
import { currentRow } from "../lists/list-model.ts";
import type { CommandOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { type BankKeysAction, type BankKeysContext, type BankKeysModel, loadBankKeys } from "./load.ts";

function notNow({ model }: BankKeysContext): string | undefined {
  const question = currentRow(model);
  if (question === undefined) return "No bank's keys are to be compared.";
  return question.customers.some((one) => one.mayConfirm) ? undefined : "Somebody else administers the customers at this bank: they confirm its keys.";
}

export const bankKeysCommands: readonly CommandOf<"bank-keys", BankKeysModel, BankKeysAction>[] = [
  { id: "bank-keys.confirm", title: "confirm", keys: ["Enter", "e"], description: "Takes the hashes that the bank has published. For all its customers whom you administer.", disabledReason: notNow, run: confirmByTyping },
  { id: "bank-keys.compare", title: "compare", keys: ["v"], description: "Confirms by comparing side by side with the bank's letter or web page.", disabledReason: notNow, run: confirmByComparing },
  { id: "bank-keys.ask", title: "ask again", keys: ["a"], description: "Asks the bank for its keys once more: one that says the confirmed ones again is trusted as before.", disabledReason: notNow, run: askAgain },
  { id: "bank-keys.reload", title: "load anew", keys: ["r"], inFooter: false, run: loadBankKeys },
];

async function askAgain(screen: BankKeysContext): Promise<void> {
  const question = currentRow(screen.current());
  if (question === undefined) return;
  for (const { context, connectionId } of question.customers.filter((one) => one.mayConfirm)) await pollActivation(context, connectionId);
  await loadBankKeys(screen);
  screen.shell.notice(`${question.title} was asked for its keys again.`);
}

/** Typed from what the bank has published; either rule will do. */
export async function confirmByTyping(screen: BankKeysContext): Promise<void> {
  const question = currentRow(screen.current());
  if (question === undefined) return;
  const done = await askForm(screen.shell, {
    title: `Keys of ${question.title}`, submit: "confirm", fields: hashFields(question.new.authentication, question.new.encryption),
    intro: [consequenceOf(question), "Type both hashes from the bank's letter or web page. Only when both fit is the bank trusted."],
    async onSubmit({ texts }) {
      return { done: await confirmForAll(question, { authenticationHash: texts.authentication ?? "", encryptionHash: texts.encryption ?? "" }) };
    },
  });
  if (done !== undefined) await confirmed(screen, question, done);
}

async function confirmByComparing(screen: BankKeysContext): Promise<void> {
  const question = currentRow(screen.current());
  if (question === undefined) return;
  const { authentication, encryption } = question.new;
  const same = await screen.shell.confirm({
    title: "Compared with what the bank has published", yes: "they are the same", no: "not compared",
    consequence: `${consequenceOf(question)} Say so only when you have compared every pair.`,
    details: ["X002 authentication", ...hashLines(usualHash(authentication)), "E002 encryption", ...hashLines(usualHash(encryption)), "typed: the bank's host id"],
    typedCode: question.hostId,
  });
  if (!same) return;
  await confirmed(screen, question, await confirmForAll(question, { authenticationHash: usualHash(authentication), encryptionHash: usualHash(encryption) }));
}

function consequenceOf({ title, customers }: BankKeyQuestion): string {
  const own = customers.filter((one) => one.mayConfirm);
  return `From now on ${title} is whoever holds these two keys, for ${counted(own.length, "customer")}: ${own.slice(0, 6).map((one) => one.shortName).join(", ")}${own.length > 6 ? " …" : ""}.`;
}

async function confirmed(screen: BankKeysContext, question: BankKeyQuestion, { confirmed: names, left, proposed }: BankKeyConfirmation): Promise<void> {
  await loadBankKeys(screen);
  screen.shell.notice(`Keys of ${question.title} confirmed for ${counted(names.length, "customer")}.${left.length === 0 ? "" : ` Not yet for ${left.join(", ")}: others administer them.`}${proposed.length === 0 ? "" : ` Proposed for ${proposed.join(", ")}: another administrator has to approve it.`}`, "good");
}
