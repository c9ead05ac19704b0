import type { Language } from "../../domain/money.ts";
import { customerColours, type CustomerProfile, type NewCustomer } from "../../workflows/ports/profile.ts";
import { limitsText, readTypedLimits } from "../typed/limits.ts";
import type { FieldCheck, FormField, FormTexts } from "../widgets/form-fields.ts";

/** Name, code, language and limits of a customer; for a new one the short name and colour, too. */
export function profileFields(profile: CustomerProfile | undefined, language: Language): FormField[] {
  const fresh: FormField[] = profile !== undefined ? [] : [
    { kind: "text", name: "shortName", label: "short name", required: true, width: 13, hint: "upper case, on every screen: DANUBE; it stays for ever", check: (text) => (/^[\p{L}\p{N}&-]{2,12}$/u.test(text) ? { echo: text.toUpperCase() } : { problem: "Two to twelve letters or digits, no blanks." }) },
    { kind: "select", name: "colour", label: "colour", options: [{ value: "", text: "the least used" }, ...customerColours.map((value) => ({ value, text: value }))], hint: "runs down the left edge of everything of this customer" },
  ];
  return [
    { kind: "text", name: "name", label: "legal name", value: profile?.name ?? "", required: true, check: (text) => (text.length > 140 ? { problem: "At most 140 characters." } : undefined) },
    ...fresh,
    { kind: "text", name: "code", label: "code", value: profile?.code ?? "", required: true, width: 13, hint: "typed before a large amount is signed: guards against the wrong customer", check: checkCode },
    { kind: "select", name: "language", label: "language", value: profile?.language ?? language, options: [{ value: "en", text: "English" }, { value: "hu", text: "magyar" }, { value: "de", text: "Deutsch" }], hint: "of prints and letters" },
    { kind: "text", name: "confirmAbove", label: "code above", value: limitsText(profile?.confirmAbove ?? [], language), hint: "sums above ask for the code: 50000 EUR; 20000000 HUF · empty: never", check: (text) => checkLimits(text, language) },
    { kind: "text", name: "address", label: "address", value: profile?.address ?? "" },
  ];
}

/** @param texts checked by the form */
export function profileOfTexts(texts: FormTexts, language: Language): Omit<CustomerProfile, "shortName" | "colour"> {
  const limits = readTypedLimits(texts.confirmAbove ?? "", language);
  const chosen = texts.language;
  return {
    name: texts.name ?? "", code: texts.code ?? "", language: chosen === "hu" || chosen === "de" ? chosen : "en",
    confirmAbove: limits.ok ? limits.limits : [], address: texts.address === "" ? undefined : texts.address,
  };
}

export function newProfileOfTexts(texts: FormTexts, language: Language): NewCustomer {
  return { ...profileOfTexts(texts, language), shortName: (texts.shortName ?? "").toUpperCase(), colour: customerColours.find((one) => one === texts.colour) };
}

export function checkLimits(text: string, language: Language): FieldCheck | undefined {
  const read = readTypedLimits(text, language);
  return read.ok ? { echo: limitsText(read.limits, language) } : { problem: read.sentence };
}

function checkCode(text: string): FieldCheck | undefined {
  return /^[\p{L}\p{N}-]{3,12}$/u.test(text) ? undefined : { problem: "Three to twelve letters, digits or hyphens." };
}
