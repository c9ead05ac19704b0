import type { SignerId } from "../../domain/ids.ts";
import type { SignatureClass, Signer } from "../../domain/signature-rules.ts";
import { type Administered, administer } from "../../workflows/four-eyes/administer.ts";
import { newId } from "../../workflows/context.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { limitsText, readTypedLimits } from "../typed/limits.ts";
import type { FormField, FormTexts } from "../widgets/form-fields.ts";
import type { SettingsContext } from "./load-settings.ts";
import { checkLimits } from "./profile-fields.ts";
import { tellOutcome } from "./tell-outcome.ts";

export const classOptions: readonly { readonly value: SignatureClass; readonly text: string }[] = [
  { value: "E", text: "E · signs alone" },
  { value: "A", text: "A · first signature, needs another one" },
  { value: "B", text: "B · second signature, needs one of A or E" },
  { value: "T", text: "T · carries orders to the bank; never counts" },
];

/** Operators who may stand behind a signer: an administrator cannot sign. */
function operatorOptions(screen: SettingsContext): { readonly value: string; readonly text: string }[] {
  const operators = (screen.model.data?.operators ?? []).filter((one) => one.rights.length > 0 && !one.rights.includes("administer"));
  return [...operators.map((one) => ({ value: one.operatorId as string, text: one.operatorName })), { value: "", text: "nobody here: signs elsewhere" }];
}

/** Enters or changes a signer. @returns true when something was stored or proposed */
export async function editSigner(screen: SettingsContext, signer: Signer | undefined): Promise<boolean> {
  const { context } = screen.params;
  const { language } = context.operator;
  const limit = (name: string, label: string, limits: Signer["perDayLimits"] | undefined): FormField => ({ kind: "text", name, label, value: limitsText(limits ?? [], language), hint: "50000 EUR; 20000000 HUF · nothing in other currencies · empty: no limit", check: (text) => checkLimits(text, language) });
  const done = await askForm<Administered>(screen.shell, {
    title: signer === undefined ? "New signer" : `Signer ${signer.name}`, customer: customerOf(context), submit: "store",
    fields: [
      { kind: "text", name: "name", label: "name", value: signer?.name ?? "", required: true },
      { kind: "select", name: "class", label: "class", value: signer?.signatureClass ?? "A", options: classOptions },
      { kind: "select", name: "operator", label: "operator", value: signer?.operatorId ?? "", options: operatorOptions(screen), hint: "only this operator can sign with the signer's keys; administrators are not offered" },
      limit("perTransaction", "per payment", signer?.perTransactionLimits),
      limit("perFile", "per order", signer?.perFileLimits),
      limit("perDay", "per day", signer?.perDayLimits),
    ],
    async onSubmit({ texts }) {
      const limits = (name: string): Signer["perDayLimits"] => limitsOf(texts, name, language);
      return { done: await administer(context, { kind: "signer", signer: {
        id: signer?.id ?? (newId<"SignerId">(context) as SignerId), name: texts.name ?? "", signatureClass: classOf(texts.class),
        operatorId: screen.model.data?.operators.find((one) => one.operatorId === texts.operator)?.operatorId,
        perTransactionLimits: limits("perTransaction"), perFileLimits: limits("perFile"), perDayLimits: limits("perDay"),
      } }) };
    },
  });
  return tellOutcome(screen, done);
}

export function classOf(text: string | undefined): SignatureClass {
  return classOptions.find((one) => one.value === text)?.value ?? "A";
}

function limitsOf(texts: FormTexts, name: string, language: Parameters<typeof readTypedLimits>[1]): Signer["perDayLimits"] {
  const read = readTypedLimits(texts[name] ?? "", language);
  return read.ok ? read.limits : [];
}
