import type { FormAnswer } from "../../widgets/form-fields.ts";

/** What was typed into a secret field; undefined: nothing. */
export function typedSecret({ secrets }: FormAnswer, name: string): string | undefined {
  const text = secrets[name]?.revealText() ?? "";
  return text === "" ? undefined : text;
}
