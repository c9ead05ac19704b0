import { accountText } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import type { SignatureRule, Signer } from "../../domain/signature-rules.ts";
import { saveRules } from "../../workflows/administer-customer.ts";
import { newId } from "../../workflows/context.ts";
import type { Account } from "../../workflows/ports/customer-store.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { limitsText, readTypedLimits } from "../typed/limits.ts";
import type { FormField, FormProblems, FormTexts } from "../widgets/form-fields.ts";
import type { SettingsContext } from "./load-settings.ts";
import { checkLimits } from "./profile-fields.ts";

export function ruleFields(rule: SignatureRule | undefined, signers: readonly Signer[], accounts: readonly Account[], language: Language): FormField[] {
  const name = (id: string): string => signers.find((one) => one.id === id)?.name ?? "";
  return [
    { kind: "text", name: "title", label: "title", value: rule?.title ?? "", required: true },
    { kind: "select", name: "needed", label: "needs", value: String(rule?.signaturesNeeded ?? 2), options: [{ value: "2", text: "two signatures (A with A or B), or one of class E" }, { value: "1", text: "one signature of class E" }] },
    { kind: "text", name: "upTo", label: "up to", value: limitsText(rule?.upTo ?? [], language), hint: "orders of at most: 50000 EUR; 20000000 HUF · empty: any sum", check: (text) => checkLimits(text, language) },
    { kind: "text", name: "accounts", label: "accounts", value: (rule?.accounts ?? []).map((text) => accounts.find((one) => accountText(one.number) === text)?.title ?? text).join(", "), hint: "titles or numbers with commas between · empty: all accounts" },
    { kind: "text", name: "signers", label: "signers", value: (rule?.signers ?? []).map(name).join(", "), hint: `names with commas between · empty: all · there are: ${signers.map((one) => one.name).join(", ")}` },
    { kind: "text", name: "apart", label: "not together", value: (rule?.exclusions ?? []).map(([one, other]) => `${name(one)} + ${name(other)}`).join(", "), hint: "pairs: Kis Anna + Tóth Éva" },
  ];
}

/** Reads the form. Names that nobody has are said, never dropped. */
export function ruleOf(texts: FormTexts, id: string, signers: readonly Signer[], accounts: readonly Account[], language: Language): { readonly rule: SignatureRule } | { readonly problems: FormProblems } {
  const problems: Record<string, string> = {};
  const signerOf = (name: string, field: string): Signer["id"][] => {
    const found = signers.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found === undefined) problems[field] = `There is no signer "${name}".`;
    return found === undefined ? [] : [found.id];
  };
  const accountTexts = parts(texts.accounts).flatMap((text) => {
    const compact = text.replace(/\s/g, "").toUpperCase();
    const found = accounts.find((one) => one.title.toLowerCase() === text.toLowerCase() || accountText(one.number) === compact);
    if (found === undefined) problems.accounts = `There is no account "${text}".`;
    return found === undefined ? [] : [accountText(found.number)];
  });
  const chosen = parts(texts.signers).flatMap((name) => signerOf(name, "signers"));
  const exclusions = parts(texts.apart).flatMap((pair): (readonly [Signer["id"], Signer["id"]])[] => {
    const [one, other, ...rest] = pair.split("+").flatMap((name) => signerOf(name.trim(), "apart"));
    if (one === undefined || other === undefined || rest.length > 0) {
      problems.apart ??= `"${pair}": two names with a plus between.`;
      return [];
    }
    return [[one, other]];
  });
  const limits = readTypedLimits(texts.upTo ?? "", language);
  if (!limits.ok) problems.upTo = limits.sentence;
  if (Object.keys(problems).length > 0) return { problems };
  return { rule: { id, title: texts.title ?? "", accounts: accountTexts, upTo: limits.ok ? limits.limits : [], signaturesNeeded: texts.needed === "1" ? 1 : 2, signers: chosen, exclusions } };
}

/** Makes or changes a rule. A new one stands first: the first that fits counts. @returns true when something was stored */
export async function editRule({ params, shell, model }: SettingsContext, rule: SignatureRule | undefined): Promise<boolean> {
  const { context } = params;
  const { signers = [], accounts = [], rules = [] } = model.data ?? {};
  const { language } = context.operator;
  const done = await askForm(shell, {
    title: rule === undefined ? "New signature rule" : `Signature rule ${rule.title}`, customer: customerOf(context), submit: "store",
    intro: ["The first rule that fits an order's accounts and sum counts. Put narrow rules first."], fields: ruleFields(rule, signers, accounts, language),
    async onSubmit({ texts }) {
      const read = ruleOf(texts, rule?.id ?? newId(context), signers, accounts, language);
      if ("problems" in read) return read;
      await saveRules(context, rule === undefined ? [read.rule, ...rules] : rules.map((one) => (one.id === rule.id ? read.rule : one)));
      return { done: true };
    },
  });
  return done === true;
}

function parts(text: string | undefined): string[] {
  return (text ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
}
