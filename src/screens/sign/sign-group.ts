import { isAppError } from "../../domain/errors.ts";
import type { Language } from "../../domain/money.ts";
import { orderNumberText } from "../../domain/order-number.ts";
import { isCollecting } from "../../workflows/order-survey.ts";
import { isWrongSecret } from "../../workflows/ports/signing-device.ts";
import { type SigningResult, signOrders } from "../../workflows/sign-orders.ts";
import { queueUnlessRepeated } from "../order/send-orders.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { ContextOf } from "../routes.ts";
import { counted } from "../wording/amounts.ts";
import { askCodeOn } from "./ask-code.ts";
import { currentGroup, type SignAction, type SignModel } from "./model.ts";
import { secretLabel } from "./secret-label.ts";
import type { PreparedSheet, SignChoice, SignGroup } from "../../workflows/signing-groups.ts";
import { movedText, totalText } from "./sheet-lines.ts";

export type SignContext = ContextOf<"sign", SignModel, SignAction>;

/** Asks for the customer's code where it is wanted, then for the PIN, as long as it is wrong; then signs what the sheet shows. */
export async function signCurrent(screen: SignContext): Promise<void> {
  const current = currentGroup(screen.current());
  if (current?.state.kind !== "ready") return;
  const { group } = current;
  const { prepared, choice } = current.state;
  const key = prepared.choices[choice];
  if (key === undefined) return;
  if (prepared.sheet.needsCustomerCode && !(await confirmCustomer(screen, group, prepared))) return;
  const results = await askAndSign(screen, group, prepared, key);
  if (results === undefined) return;
  screen.dispatch({ type: "state", key: group.key, state: { kind: "signed", prepared, results } });
  const signed = results.filter((result) => result.kind === "signed").length;
  screen.shell.notice(`${signed} of ${results.length} signed.`, signed === results.length ? "good" : "warning");
  if (screen.params.forOthers === true) await queueForOthers(screen, group, results);
  screen.dispatch({ type: "next-unsigned" });
}

/** What was signed only so that others sign it at the bank goes into the outbox. */
async function queueForOthers({ shell }: SignContext, { context }: SignGroup, results: readonly SigningResult[]): Promise<void> {
  for (const result of results) {
    if (result.kind !== "signed" || result.verdict.complete) continue;
    if (await queueUnlessRepeated(shell, context, result.order, context.operator.language, { forOthers: true })) shell.notice("Signed, and in the outbox for the others to sign at the bank. Send it from the order with x.", "good");
  }
}

function confirmCustomer({ shell }: SignContext, { context }: SignGroup, prepared: PreparedSheet): Promise<boolean> {
  return shell.confirm({
    title: "Above the limit of this customer",
    customer: customerOf(context),
    consequence: `${context.customer.profile.name}: you are about to sign ${movedText(prepared.sheet.orders, context.operator.language)}.`,
    details: ["Type the customer's code, so that it is the right customer for certain."],
    typedCode: context.customer.profile.code,
    yes: "go on to the PIN",
    no: "do not sign",
  });
}

/** @returns undefined when the operator has turned back; nothing was signed then */
async function askAndSign(screen: SignContext, { context }: SignGroup, prepared: PreparedSheet, key: SignChoice): Promise<readonly SigningResult[] | undefined> {
  let problem: string | undefined;
  for (;;) {
    const pin = await screen.shell.askSecret({
      title: `Sign ${counted(prepared.sheet.orders.length, "order")}`, customer: customerOf(context), ...(await secretLabel(context, key.subscriber.device, problem)),
      details: [...pinDetails(prepared, key, context.operator.language), ...practiceLine(screen)],
    });
    if (pin === undefined) return undefined;
    try {
      screen.shell.notice("Signing …");
      const customerCode = prepared.sheet.needsCustomerCode ? context.customer.profile.code : undefined;
      return await signOrders({ ...context, askCode: askCodeOn(screen.shell, context) }, prepared.sheet, { subscriberId: key.subscriber.id, pin, customerCode, forOthers: screen.params.forOthers });
    } catch (error) {
      if (isAppError(error, "signer", "code-not-given")) return undefined;
      if (!isWrongSecret(error)) throw error;
      problem = error.message;
    } finally {
      pin.wipe();
    }
  }
}

const digestsShown = 3;

/** Which device, which key, and what: count, sum, account, hash. */
/** In the practice set-up nobody is sent to the manual for a PIN. */
function practiceLine({ session }: SignContext): string[] {
  const hint = session.practice?.pinHint;
  return hint === undefined ? [] : [`PRACTICE the PIN is: ${hint}`];
}

export function pinDetails(prepared: PreparedSheet, key: SignChoice, language: Language): string[] {
  const { orders } = prepared.sheet;
  const accountsOf = (collecting: boolean): string[] => [...new Set(orders.filter(({ facts }) => isCollecting(facts) === collecting).flatMap(({ facts }) => facts.accounts))];
  return [
    `device   ${key.device}`,
    `key      ${key.signer.name} (${key.signer.signatureClass}), user ${key.subscriber.userId} at ${prepared.bankTitle}`,
    `signs    ${totalText(prepared, language)}`,
    ...accountsLine("from     ", accountsOf(false)),
    ...accountsLine("collects into ", accountsOf(true)),
    ...orders.slice(0, digestsShown).map(({ order, digest }) => `SHA-256  ${digest.slice(0, 16)}…${digest.slice(-8)} (${orderNumberText(order.number)})`),
    ...(orders.length > digestsShown ? [`         and ${orders.length - digestsShown} more, each on the sheet`] : []),
  ];
}

function accountsLine(label: string, accounts: readonly string[]): string[] {
  return accounts.length === 0 ? [] : [`${label}${accounts.slice(0, 3).join(", ")}${accounts.length > 3 ? `, and ${accounts.length - 3} more` : ""}`];
}
