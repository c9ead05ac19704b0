import type { Secret } from "../../domain/secret.ts";

/** What is to be said of a value: why it will not do, or how it was understood. */
export interface FieldCheck {
  readonly problem?: string | undefined;
  /** Shown beside the value: "Mon 24 Nov", "IBAN, check digits right". */
  readonly echo?: string | undefined;
}

export type FormTexts = Readonly<Record<string, string>>;

interface FieldBase {
  readonly name: string;
  readonly label: string;
  /** Shown under the field while it has the keyboard. */
  readonly hint?: string | undefined;
  /** False keeps the field away; what was typed in it is kept. */
  readonly when?: ((values: FormTexts) => boolean) | undefined;
}

/** A line of text; amounts, dates and accounts are texts with a check. */
interface TextFormField extends FieldBase {
  readonly kind: "text";
  readonly value?: string | undefined;
  readonly required?: boolean | undefined;
  readonly placeholder?: string | undefined;
  /** Cells; default: what there is. */
  readonly width?: number | undefined;
  /** Asked at every key for the echo; its problem is shown once the field was left. Not asked when empty. */
  readonly check?: ((text: string, values: FormTexts) => FieldCheck | undefined) | undefined;
}

/** A passphrase or PIN. */
interface SecretFormField extends FieldBase {
  readonly kind: "secret";
  /** At least so many characters; default 1. */
  readonly lengthMin?: number | undefined;
  /** Must be typed the same as this other secret field. */
  readonly sameAs?: string | undefined;
}

/** One of several: ← → or Space change it, a letter jumps. */
export interface SelectFormField extends FieldBase {
  readonly kind: "select";
  readonly value?: string | undefined;
  readonly options: readonly { readonly value: string; readonly text: string; readonly note?: string | undefined }[];
}

export type FormField = TextFormField | SecretFormField | SelectFormField;

/** What the operator filled in. */
export interface FormAnswer {
  /** Texts trimmed; selects by value. Fields that are kept away are absent. */
  readonly texts: FormTexts;
  /** The taker wipes them. */
  readonly secrets: Readonly<Record<string, Secret>>;
}

/** Problems by field name; under "" one that concerns no field. */
export type FormProblems = Readonly<Record<string, string>>;
