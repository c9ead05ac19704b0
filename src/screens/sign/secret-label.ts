import { AppError } from "../../domain/errors.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { SigningDeviceConfig } from "../../workflows/ports/signing-device.ts";
import { pinWarning } from "../cards/pin-warning.ts";
import type { SecretQuestion } from "../widgets/questions.ts";

/**
 * How the dialog asks for what opens this device: its PIN, its passphrase, or Enter where the PIN is typed on the card reader. A card is looked at
 * first: that it is in no reader, or that one try is left, is said before anything is typed.
 * @param problem why the last one was not taken
 */
export async function secretLabel(context: WorkflowContext, device: SigningDeviceConfig, problem: string | undefined): Promise<Pick<SecretQuestion, "label" | "emptyAllowed" | "problem">> {
  const name = context.tools.device(device.kind).secretName(device);
  const said = problem ?? (await cardProblem(context, device));
  if (name === undefined) return { label: "Press Enter, then type the PIN on the reader", emptyAllowed: true, problem: said };
  return { label: name.slice(0, 1).toUpperCase() + name.slice(1), problem: said };
}

async function cardProblem({ tools }: WorkflowContext, device: SigningDeviceConfig): Promise<string | undefined> {
  if (device.kind !== "pkcs11") return undefined;
  try {
    const slots = await tools.cards.slots(device.modulePath);
    const token = slots.find((slot) => slot.token?.label === device.tokenLabel && slot.token.serial === device.tokenSerial)?.token;
    return token === undefined ? "This card is in no reader: put it in before you go on." : pinWarning(token);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.message;
  }
}
