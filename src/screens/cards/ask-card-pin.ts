import { visibleLine } from "../../domain/text.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { AskCardPin } from "../../workflows/transport-keys.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { WorkstationShell } from "../routes.ts";
import { secretLabel } from "../sign/secret-label.ts";

/** Asks for the PIN of a card that speaks with the bank: once, before the line comes up. */
export function askCardPinOn(shell: Pick<WorkstationShell, "askSecret">, context: WorkflowContext): AskCardPin {
  return async (card, problem) =>
    shell.askSecret({
      title: "Session with the bank", customer: customerOf(context), ...(await secretLabel(context, { kind: "pkcs11", ...card, keyId: card.authenticationKeyId }, problem)),
      details: [`device   chip card ${visibleLine(card.tokenLabel, 32)} (${visibleLine(card.tokenSerial, 40)})`, "It speaks with the bank: its keys prove who you are, and open what the bank sends.", "No order is signed with this PIN."],
    });
}
