import { AppError } from "../../domain/errors.ts";
import { readCertificate } from "../../ebics/index.ts";
import { takeOverKeys } from "../../workflows/keys/take-over.ts";
import type { Connection } from "../../workflows/ports/connections.ts";
import { isWrongSecret } from "../../workflows/ports/signing-device.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseFile } from "../dialogs/choose-file.ts";
import { askForm } from "../dialogs/form-dialog.tsx";
import { absolutePath } from "../import/typed-path.ts";
import { classOf } from "../settings/edit-signer.ts";
import type { FormField } from "../widgets/form-fields.ts";
import { signerFields } from "./fields.ts";
import { type ConnectContext, loadConnect, signingOperators } from "./steps.ts";

/** Keys that the bank has already from another EBICS program: its file is chosen, then who it is and both passphrases are typed. */
export async function takeOver(screen: ConnectContext, connection: Connection): Promise<void> {
  const { params, shell, session } = screen;
  const { context } = params;
  const file = await chooseFile(shell, session.files, { title: "Keys of another program (PKCS#12 or PEM)", customer: customerOf(context), choose: "take the keys out of this file" });
  if (file === undefined) return;
  const operators = await signingOperators(context);
  const pathOf = (text: string | undefined): string | undefined => (text === undefined || text.trim() === "" ? undefined : absolutePath(text.trim(), file.slice(0, file.lastIndexOf("/")), session.files.homeFolder));
  const done = await askForm(shell, {
    title: `Keys from elsewhere for ${connection.title}`, customer: customerOf(context), submit: "take them over",
    intro: [`Out of ${file}. Nothing is sent to the bank now; where it has the keys, no letters are needed. The other program's files stay as they are.`],
    fields: [...signerFields(operators), ...fileFields, ...passphraseFields],
    async onSubmit({ texts, secrets }) {
      const { old, pin } = secrets;
      if (old === undefined || pin === undefined) return { problems: { pin: "Both passphrases are needed." } };
      const userId = texts.userId ?? "";
      const [authentication, encryption] = [pathOf(texts.authentication), pathOf(texts.encryption)];
      const taken = await takeOverKeys(context, {
        connectionId: connection.id, userId, signerName: texts.signerName ?? "", signatureClass: classOf(texts.class), operatorId: operators.find((one) => one.value === texts.operator)?.id,
        signatureVersion: texts.version === "A005" ? "A005" : "A006", files: authentication !== undefined && encryption !== undefined ? { signature: file, authentication, encryption } : { all: file, authentication, encryption },
        oldPassphrase: old, pin, device: { kind: "key-file", path: `keys/${connection.hostId}-${userId}.p12` }, atBank: texts.atBank !== "no",
      }).catch((error: unknown) => {
        if (isWrongSecret(error)) return error;
        throw error;
      });
      if (taken instanceof AppError) return { problems: { old: taken.message } };
      const hash = (certificateDer: Uint8Array): string => readCertificate(certificateDer).certificateHash.slice(0, 16);
      return { done: `Keys of ${userId} taken over: signature ${hash(taken.signatureCertificateDer)}…, authentication ${hash(taken.authenticationCertificateDer)}…, encryption ${hash(taken.encryptionCertificateDer)}…. ${texts.atBank === "no" ? "Send them to the bank next" : "Fetch the bank's keys next"}; delete the old files once a session has worked.` };
    },
  });
  if (done === undefined) return;
  await loadConnect(screen);
  screen.dispatch({ type: "outcome", outcome: { text: done, good: true } });
}

export const versionField = { kind: "select", name: "version", label: "signs by", options: [{ value: "A006", text: "A006" }, { value: "A005", text: "A005" }], hint: "as the bank knows the key" } as const satisfies FormField;
export const atBankField = { kind: "select", name: "atBank", label: "the bank", options: [{ value: "yes", text: "has these keys" }, { value: "no", text: "does not have them yet" }], hint: "certificates of an authority may be new to it" } as const satisfies FormField;

/** Some programs write a file for each key. */
const fileFields: readonly FormField[] = [
  { kind: "text", name: "authentication", label: "X002 in", hint: "empty: in the same file; else the path of its own" },
  { kind: "text", name: "encryption", label: "E002 in", hint: "empty: in the same file; else the path of its own" },
  versionField,
  atBankField,
];
const passphraseFields: readonly FormField[] = [
  { kind: "secret", name: "old", label: "old passphrase", hint: "of the other program's files; where they have none, anything" },
  { kind: "secret", name: "pin", label: "passphrase", lengthMin: 8, hint: "of the new key file; the signer types it, on their own" },
  { kind: "secret", name: "again", label: "once more", sameAs: "pin" },
];
