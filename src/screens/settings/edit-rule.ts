import { accountText } from "../../domain/account-number.ts";
import type { Language } from "../../domain/money.ts";
import { type OrderKind, orderKinds, type PointsNeeded, type SignatureRule, type Signer, type SignerGroup, type SigningParty } from "../../domain/signature-rules.ts";
import { orderKindTitle } from "../../domain/signature-words.ts";
import { newId } from "../../workflows/context.ts";
import { type Administered, administer } from "../../workflows/four-eyes/administer.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { limitsText, readTypedLimits } from "../typed/limits.ts";
import type { FormField, FormProblems, FormTexts } from "../widgets/form-fields.ts";
import type { SettingsContext } from "./load-settings.ts";
import { checkLimits } from "./profile-fields.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** Who and what a rule can name. */
export interface RuleWorld {
  readonly signers: readonly Signer[];
  readonly groups: readonly SignerGroup[];
  readonly accounts: readonly Account[];
}

export function ruleFields(rule: SignatureRule | undefined, { signers, groups, accounts }: RuleWorld, language: Language): FormField[] {
  const name = (id: SigningParty): string => signers.find((one) => one.id === id)?.name ?? groups.find((one) => one.id === id)?.title ?? "";
  const needed = rule?.signaturesNeeded ?? 2;
  const points = typeof needed === "object" ? needed : undefined;
  const wantsPoints = (values: FormTexts): boolean => values.needed === "points";
  return [
    { kind: "text", name: "title", label: "title", value: rule?.title ?? "", required: true },
    { kind: "select", name: "needed", label: "needs", value: points === undefined ? String(needed) : "points", options: [{ value: "2", text: "two signatures (A with A or B), or one of class E" }, { value: "1", text: "one signature of class E" }, { value: "points", text: "points that add up" }] },
    { kind: "text", name: "points", label: "points", value: points === undefined ? "" : String(points.points), when: wantsPoints, required: true, width: 8, hint: "how many must come together: 10", check: (text) => (readPoints(text) === undefined ? { problem: "A number, at least 1." } : undefined) },
    { kind: "text", name: "each", label: "each has", value: points === undefined ? "" : pointsText(points, name), when: wantsPoints, required: true, hint: "Kis Anna 8, Tóth Éva 5, B 2 · a class, or a name, which counts before the class" },
    { kind: "text", name: "upTo", label: "up to", value: limitsText(rule?.upTo ?? [], language), hint: "orders of at most: 50000 EUR; 20000000 HUF · empty: any sum", check: (text) => checkLimits(text, language) },
    { kind: "text", name: "accounts", label: "accounts", value: (rule?.accounts ?? []).map((text) => accounts.find((one) => accountText(one.number) === text)?.title ?? text).join(", "), hint: "titles or numbers with commas between · empty: all accounts" },
    { kind: "select", name: "kinds", label: "orders", value: (rule?.kinds ?? []).join(" "), options: kindOptions(rule?.kinds ?? []) },
    { kind: "text", name: "signers", label: "signers", value: (rule?.signers ?? []).map(name).join(", "), hint: `names with commas between · empty: all · there are: ${[...signers.map((one) => one.name), ...groups.map((one) => one.title)].join(", ")}` },
    { kind: "text", name: "apart", label: "not together", value: (rule?.exclusions ?? []).map(([one, other]) => `${name(one)} + ${name(other)}`).join(", "), hint: "Kis Anna + Tóth Éva · or groups; Clerks + Clerks: no two of them" },
  ];
}

/** Reads the form. Names that nobody has are said, never dropped. */
export function ruleOf(texts: FormTexts, id: string, world: RuleWorld, language: Language): { readonly rule: SignatureRule } | { readonly problems: FormProblems } {
  const problems: Record<string, string> = {};
  const signerOf = (name: string): Signer | undefined => world.signers.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const partyOf = (name: string, field: string): SigningParty[] => {
    const found = signerOf(name) ?? world.groups.find((one) => one.title.toLowerCase() === name.toLowerCase());
    if (found === undefined) problems[field] = `There is no signer or group "${name}".`;
    return found === undefined ? [] : [found.id];
  };
  const accountTexts = parts(texts.accounts).flatMap((text) => {
    const compact = text.replace(/\s/g, "").toUpperCase();
    const found = world.accounts.find((one) => one.title.toLowerCase() === text.toLowerCase() || accountText(one.number) === compact);
    if (found === undefined) problems.accounts = `There is no account "${text}".`;
    return found === undefined ? [] : [accountText(found.number)];
  });
  const chosen = parts(texts.signers).flatMap((name) => partyOf(name, "signers"));
  const exclusions = parts(texts.apart).flatMap((pair): (readonly [SigningParty, SigningParty])[] => {
    const [one, other, ...rest] = pair.split("+").flatMap((name) => partyOf(name.trim(), "apart"));
    if (one === undefined || other === undefined || rest.length > 0) {
      problems.apart ??= `"${pair}": two names with a plus between.`;
      return [];
    }
    return [[one, other]];
  });
  const limits = readTypedLimits(texts.upTo ?? "", language);
  if (!limits.ok) problems.upTo = limits.sentence;
  let signaturesNeeded: SignatureRule["signaturesNeeded"] = texts.needed === "1" ? 1 : 2;
  if (texts.needed === "points") {
    const read = readEach(texts.each ?? "", signerOf);
    const points = readPoints(texts.points ?? "");
    if (typeof read === "string") problems.each = read;
    else if (points === undefined) problems.points = "A number, at least 1.";
    else signaturesNeeded = { points, ...read };
  }
  if (Object.keys(problems).length > 0) return { problems };
  const kinds = orderKinds.filter((kind) => (texts.kinds ?? "").split(" ").includes(kind));
  return { rule: { id, title: texts.title ?? "", accounts: accountTexts, kinds, upTo: limits.ok ? limits.limits : [], signaturesNeeded, signers: chosen, exclusions } };
}

/** Makes or changes a rule. A new one stands first: the first that fits counts. @returns true when something was stored or proposed */
export async function editRule(screen: SettingsContext, rule: SignatureRule | undefined): Promise<boolean> {
  const { params, shell, model } = screen;
  const { context } = params;
  const { signers = [], groups = [], accounts = [], rules = [] } = model.data ?? {};
  const world = { signers, groups, accounts };
  const { language } = context.operator;
  const done = await askForm<Administered>(shell, {
    title: rule === undefined ? "New signature rule" : `Signature rule ${rule.title}`, customer: customerOf(context), submit: "store",
    intro: ["The first rule that fits an order counts. Put narrow rules first."], fields: ruleFields(rule, world, language),
    async onSubmit({ texts }) {
      const read = ruleOf(texts, rule?.id ?? newId(context), world, language);
      if ("problems" in read) return read;
      return { done: await administer(context, { kind: "rules", rules: rule === undefined ? [read.rule, ...rules] : rules.map((one) => (one.id === rule.id ? read.rule : one)) }) };
    },
  });
  return tellOutcome(screen, done);
}

/** Every kind alone, all of them, and what the rule has now where that is something else. */
function kindOptions(now: readonly OrderKind[]): readonly { readonly value: string; readonly text: string }[] {
  const sets: readonly (readonly OrderKind[])[] = [[], ...orderKinds.map((kind) => [kind]), ...(now.length > 1 ? [now] : [])];
  return sets.map((kinds) => ({ value: kinds.join(" "), text: kinds.map((kind) => orderKindTitle[kind]).join(" and ") || "of every kind" }));
}

/** `Kis Anna 8, B 2` as it can be typed back in. */
function pointsText(points: PointsNeeded, name: (id: Signer["id"]) => string): string {
  return [...points.ofSigner.map(([id, one]) => `${name(id)} ${one}`), ...(["E", "A", "B"] as const).flatMap((one) => (points.ofClass[one] === undefined ? [] : [`${one} ${points.ofClass[one]}`]))].join(", ");
}

/** @returns a sentence where it cannot be read */
function readEach(text: string, signerOf: (name: string) => Signer | undefined): Pick<PointsNeeded, "ofClass" | "ofSigner"> | string {
  const ofClass: { E?: number; A?: number; B?: number } = {};
  const ofSigner: [Signer["id"], number][] = [];
  for (const part of parts(text)) {
    const [, who = "", number = ""] = /^(.*?)\s+(\d{1,7})$/.exec(part) ?? [];
    if (who === "") return `"${part}": a name or a class, and its points, like Kis Anna 8.`;
    if (who === "T") return "Class T has no points: its signatures never count.";
    const signer = signerOf(who);
    if (who === "E" || who === "A" || who === "B") ofClass[who] = Number(number);
    else if (signer !== undefined) ofSigner.push([signer.id, Number(number)]);
    else return `There is no signer "${who}".`;
  }
  return ofSigner.length + Object.keys(ofClass).length === 0 ? "Say who has how many." : { ofClass, ofSigner };
}

function readPoints(text: string): number | undefined {
  return /^[1-9]\d{0,6}$/.test(text.trim()) ? Number(text) : undefined;
}

function parts(text: string | undefined): string[] {
  return (text ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
}
