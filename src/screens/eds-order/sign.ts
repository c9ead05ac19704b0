import { isAppError } from "../../domain/errors.ts";
import { isWrongSecret } from "../../workflows/ports/signing-device.ts";
import { type EdsSheet, prepareEdsSheet } from "../../workflows/eds/sheet.ts";
import { type EdsResult, signAtBank } from "../../workflows/eds/sign-at-bank.ts";
import { secretLabel } from "../sign/secret-label.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askCodeOn } from "../sign/ask-code.ts";
import { counted, sumsText } from "../wording/amounts.ts";
import { type EdsOrderContext, loadEdsOrder } from "./load-eds-order.ts";

type Action = "sign" | "cancel";

/** Reads the bytes again, says what is about to happen, asks for the PIN, and signs or cancels at the bank. */
export async function actAtBank(screen: EdsOrderContext, action: Action): Promise<void> {
  const { shell, params } = screen;
  const { context } = params;
  const sheet = await prepareEdsSheet(context, params.connectionId, params.bankOrderId);
  const key = sheet.own.find(({ refusal }) => refusal === undefined) ?? sheet.own[0];
  if (key === undefined) return shell.notice("You have no signing key at this bank.", "warning");
  if (action === "sign" && key.refusal !== undefined) return shell.notice(key.refusal, "warning");
  if (action === "sign" && sheet.facts === undefined && !(await confirmBlind(screen, sheet))) return;
  if (action === "cancel" && !(await confirmCancel(screen, sheet))) return;
  if (sheet.needsCustomerCode && !(await confirmCustomer(screen, sheet, action))) return;
  const result = await askAndAct(screen, sheet, key, action);
  if (result !== undefined) shell.notice(result.text, result.kind === "done" || result.kind === "already" ? "good" : "warning");
  await loadEdsOrder(screen);
}

async function askAndAct(screen: EdsOrderContext, sheet: EdsSheet, { signer, subscriber }: EdsSheet["own"][number], action: Action): Promise<EdsResult | undefined> {
  const { shell, params, session } = screen;
  const { context } = params;
  let problem: string | undefined;
  for (;;) {
    const hint = session.practice?.pinHint;
    const pin = await shell.askSecret({
      title: `${action === "sign" ? "Sign" : "Cancel"} order ${sheet.order.bankOrderId} at the bank`, customer: customerOf(context), ...(await secretLabel(context, subscriber.device, problem)),
      details: [
        `device   ${context.tools.device(subscriber.device.kind).place(subscriber.device)}`,
        `key      ${signer.name} (${signer.signatureClass}), user ${subscriber.userId}`,
        `${action === "sign" ? "signs " : "cancels"}  ${whatText(screen, sheet)}`,
        `SHA-256  ${sheet.digest.slice(0, 16)}…${sheet.digest.slice(-8)}`,
        ...(hint === undefined ? [] : [`PRACTICE the PIN is: ${hint}`]),
      ],
    });
    if (pin === undefined) return undefined;
    try {
      let result: EdsResult | undefined;
      let wrong: unknown;
      const { ended } = shell.startActivity({
        title: `${action === "sign" ? "Sign" : "Cancel"} ${sheet.order.bankOrderId} at the bank · ${context.customer.profile.shortName}`,
        async run({ signal }) {
          try {
            result = await signAtBank({ ...context, askCode: askCodeOn(shell, context) }, sheet, { action, subscriberId: subscriber.id, pin, customerCode: sheet.needsCustomerCode ? context.customer.profile.code : undefined, withoutContent: sheet.facts === undefined, signal });
          } catch (error) {
            if (isAppError(error, "signer", "code-not-given")) return;
            if (!isWrongSecret(error)) throw error;
            wrong = error;
          }
        },
      });
      shell.notice("The bank is asked once more, then it is signed …");
      await ended;
      if (!isAppError(wrong)) return result;
      problem = wrong.message;
    } finally {
      pin.wipe();
    }
  }
}

function whatText(screen: EdsOrderContext, sheet: EdsSheet): string {
  const { language } = screen.params.context.operator;
  if (sheet.facts !== undefined) return `${counted(sheet.facts.transactionCount, "payment")} · ${sumsText(sheet.facts.sums, language)}`;
  return sheet.order.sum === undefined ? "a digest; its content is not known here" : `a digest; the bank says ${sumsText([sheet.order.sum], language)}`;
}

function confirmBlind({ shell, params }: EdsOrderContext, sheet: EdsSheet): Promise<boolean> {
  return shell.confirm({
    title: "What you would sign is not known here", customer: customerOf(params.context), yes: "sign the digest", no: "do not sign",
    consequence: "The bank gives no file that can be read here: only a digest would be signed, and nothing proves that it is what the note says.",
    details: (sheet.note ?? "The bank gives no note.").split(/\r?\n/).slice(0, 12),
  });
}

function confirmCancel(screen: EdsOrderContext, sheet: EdsSheet): Promise<boolean> {
  const { shell, params } = screen;
  return shell.confirm({
    title: `Cancel order ${sheet.order.bankOrderId} at the bank`, customer: customerOf(params.context), yes: "cancel it for good", no: "leave it",
    consequence: `The order ends at the bank for good: ${whatText(screen, sheet)} will not be paid. Everybody who can sign it learns that it was you.`,
  });
}

function confirmCustomer(screen: EdsOrderContext, sheet: EdsSheet, action: Action): Promise<boolean> {
  const { shell, params } = screen;
  return shell.confirm({
    title: "Above the limit of this customer", customer: customerOf(params.context), typedCode: params.context.customer.profile.code, yes: "go on to the PIN", no: "leave it",
    consequence: `${params.context.customer.profile.name}: you are about to ${action} ${whatText(screen, sheet)}.`, details: ["Type the customer's code, so that it is the right customer for certain."],
  });
}
