import type { FormField } from "../widgets/form-fields.ts";

/** @param operators their names, shown as a help where there are few */
export function logInFields(name: string, operators: readonly string[]): readonly FormField[] {
  const hint = operators.length > 1 && operators.length <= 6 ? `Operators here: ${operators.join(", ")}.` : undefined;
  return [
    { kind: "text", name: "name", label: "operator", value: name, required: true, hint },
    { kind: "secret", name: "passphrase", label: "passphrase" },
  ];
}

/** The shortest passphrase that is taken; the other rules are told when they are broken. */
const passphraseLengthMin = 10;

export const firstOperatorFields: readonly FormField[] = [
  { kind: "text", name: "name", label: "your name", required: true, hint: "As your colleagues and the journal shall read it." },
  {
    kind: "select", name: "language", label: "language", value: "en",
    options: [{ value: "en", text: "English" }, { value: "hu", text: "magyar" }, { value: "de", text: "Deutsch" }],
    hint: "Of amounts and dates.",
  },
  { kind: "secret", name: "passphrase", label: "passphrase", lengthMin: passphraseLengthMin, hint: `At least ${passphraseLengthMin} characters; four or five words that mean nothing together are best.` },
  { kind: "secret", name: "again", label: "once more", sameAs: "passphrase" },
];

/** Above the form at the first start. */
export const firstOperatorIntro: readonly string[] = [
  "Nobody has used Kontor here yet. You are the first operator.",
  "Your passphrase opens everything that you will be allowed to open. Nobody can reset it: write it down and keep it in a safe place. It is neither a word that can be guessed nor your name.",
];
