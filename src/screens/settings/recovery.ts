import { AppError } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import { sealRecoveryCode, standIn } from "../../workflows/four-eyes/recovery.ts";
import { standInHours } from "../../workflows/four-eyes/stand-in.ts";
import type { Proposal } from "../../workflows/ports/proposals.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { showFacts } from "../dialogs/facts-dialog.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { writeOut } from "../lists/out-file.ts";
import type { FormProblems } from "../widgets/form-fields.ts";
import type { SettingsContext } from "./load-settings.ts";

/** Makes the operator's recovery code and writes its letter. @returns true when a new one counts */
export async function sealMyCode(screen: SettingsContext): Promise<boolean> {
  const { params, shell, session } = screen;
  const path = await askForm<string>(shell, {
    title: "Seal a recovery code", customer: customerOf(params.context), submit: "seal",
    intro: [
      "On paper, for a safe to which the other administrators have no key. If you are lost, it lets another one let in a new administrator, which counts after two days; it does nothing else.",
      "It is written as a letter to be printed. A code that you have sealed before counts no more.",
    ],
    fields: [{ kind: "secret", name: "passphrase", label: "passphrase", hint: "your own: the code stands for your word" }],
    async onSubmit({ secrets }) {
      const wrong = await wrongPassphrase(screen, secrets.passphrase);
      if (wrong !== undefined) return { problems: wrong };
      let written = "";
      await sealRecoveryCode(params.context, async ({ fileName, bytes }) => {
        written = await writeOut(session.files, fileName, bytes);
      });
      return { done: written };
    },
  });
  if (path === undefined) return false;
  await showFacts(shell, {
    title: "Recovery code sealed", customer: customerOf(params.context),
    facts: [["written to", path], ["now", "Print it, put it into an envelope, sign across the flap, and lock it away where the other administrators have no key."], ["then", "Delete the file."]],
  });
  return true;
}

/** Lets the code of a lost administrator stand for their approval of one's own proposal. @returns true when it does */
export async function useCode(screen: SettingsContext, proposal: Proposal): Promise<boolean> {
  const { params, shell } = screen;
  const done = await askForm<Proposal>(shell, {
    title: "Use a recovery code", customer: customerOf(params.context), submit: "use it",
    intro: [
      `${proposal.title}: the code of an administrator who is lost stands for their approval, once. Everybody who opens the customer sees that for ${standInHours} hours, and until then another administrator may refuse it. Then you approve it (a).`,
    ],
    fields: [
      { kind: "text", name: "code", label: "code", required: true, hint: "five groups of five, from the letter in the safe" },
      { kind: "secret", name: "passphrase", label: "passphrase", hint: "your own" },
    ],
    async onSubmit({ texts, secrets }) {
      const wrong = await wrongPassphrase(screen, secrets.passphrase);
      if (wrong !== undefined) return { problems: wrong };
      return { done: await standIn(params.context, proposal.id, texts.code ?? "") };
    },
  });
  if (done !== undefined) shell.notice(`The code of ${done.standIn?.of ?? "-"} counts in ${standInHours} hours, unless another administrator refuses it.`, "good");
  return done !== undefined;
}

async function wrongPassphrase({ session }: SettingsContext, passphrase: Secret | undefined): Promise<FormProblems | undefined> {
  if (session.operator === undefined || passphrase === undefined) return { passphrase: "Type it." };
  try {
    await session.install.confirmPassphrase(session.operator, passphrase);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return { passphrase: error.message };
    throw error;
  }
}
