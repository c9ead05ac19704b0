import type { WorkflowContext } from "../../workflows/context.ts";
import type { SigningDeviceConfig } from "../../workflows/ports/signing-device.ts";
import type { SecretQuestion } from "../widgets/questions.ts";

/** How the dialog asks for what opens this device: its PIN, its passphrase, or Enter where the PIN is typed on the card reader. */
export function secretLabel({ tools }: WorkflowContext, device: SigningDeviceConfig): Pick<SecretQuestion, "label" | "emptyAllowed"> {
  const name = tools.device(device.kind).secretName(device);
  if (name === undefined) return { label: "Press Enter, then type the PIN on the reader", emptyAllowed: true };
  return { label: name.slice(0, 1).toUpperCase() + name.slice(1) };
}
