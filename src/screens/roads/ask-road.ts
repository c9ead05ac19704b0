import { AppError } from "../../domain/errors.ts";
import { amountText, parseAmount, parseCurrency } from "../../domain/money.ts";
import type { WorkflowContext } from "../../workflows/context.ts";
import type { BankAddress, ChannelConfig, Tariff } from "../../workflows/ports/channel.ts";
import { addressFields, addressOf } from "../connect/fields.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import { chooseRow } from "../dialogs/choose-dialog.tsx";
import { askForm } from "../dialogs/form-dialog.tsx";
import { absolutePath } from "../import/typed-path.ts";
import type { WorkstationShell } from "../routes.ts";
import type { WorkstationSession } from "../session.ts";
import type { FieldCheck, FormField, FormTexts } from "../widgets/form-fields.ts";
import { channelForms } from "./kinds/all.ts";
import type { ChannelForm } from "./kinds/channel-form.ts";
import { readSmallText } from "./read-small-text.ts";

export interface Asking {
  readonly context: WorkflowContext;
  readonly shell: WorkstationShell;
  readonly session: WorkstationSession;
}

/** Which kind of road; those that this machine cannot do are offered too, with the reason. @returns undefined when cancelled */
export async function askKind({ context, shell }: Asking): Promise<ChannelForm | undefined> {
  const rows = await Promise.all(channelForms.map(async (form) => ({ form, problem: await problemHere(context, form.kind) })));
  const chosen = await chooseRow(shell, {
    title: "By which road?", customer: customerOf(context), rows,
    columns: [{ title: "road", width: 26, cell: ({ form }) => form.title }, { title: "", width: { min: 20, grow: 1 }, cell: ({ problem }) => (problem === undefined ? "" : `not here: ${problem.message}`), whole: true, look: () => ({ tone: "warning" }) }],
    keyOf: ({ form }) => form.kind, textOf: ({ form }) => form.title, empty: "", choose: "this one",
  });
  return chosen?.form;
}

function problemHere(context: WorkflowContext, kind: ChannelConfig["kind"]) {
  return context.tools.channel(kind).problemHere?.();
}

/** What is known of a road before it is asked. */
export type Known =
  /** The bank's address, from the connection's own form: it is not asked again. */
  | { readonly kind: "address"; readonly address: BankAddress }
  /** Another road to the same bank, whose address is offered. */
  | { readonly kind: "other"; readonly road: ChannelConfig }
  /** The road itself, which is changed. */
  | { readonly kind: "earlier"; readonly road: ChannelConfig };

/**
 * The settings of a road of that kind.
 * @returns undefined when cancelled
 */
export async function askRoad({ context, shell, session }: Asking, form: ChannelForm, known: Known): Promise<ChannelConfig | undefined> {
  const problem = await problemHere(context, form.kind);
  if (problem !== undefined) {
    const sure = await shell.confirm({ title: `No ${form.title} here`, customer: customerOf(context), yes: "set it up all the same", no: "leave it", consequence: "The road can be set up, but not be taken on this machine as it is.", details: [problem.message, problem.next ?? ""] });
    if (!sure) return undefined;
  }
  const { homeFolder } = session.files;
  const absolute = (path: string): string => absolutePath(path, homeFolder, homeFolder);
  const readText = (path: string): Promise<string> => readSmallText(session.files, path);
  const earlier = known.kind === "earlier" ? known.road : undefined;
  const own = [...form.fields(), ...tariffFields];
  return askForm<ChannelConfig>(shell, {
    title: `Road: ${form.title}`, customer: customerOf(context), submit: "next",
    fields: [...(known.kind === "address" ? [] : addressFields(known.road)), ...(earlier === undefined ? own : filledIn(own, { ...form.texts(earlier), ...tariffTexts(earlier.tariff) }))],
    async onSubmit(answer) {
      const address = known.kind === "address" ? known.address : await addressOf(answer.texts, absolute, readText, known.road);
      if ("problems" in address) return address;
      const limits = earlier && { connectTimeoutMs: earlier.connectTimeoutMs, idleTimeoutMs: earlier.idleTimeoutMs };
      return { done: await form.read(answer, { ...limits, ...address, tariff: tariffOf(answer.texts) }, absolute, readText, earlier) };
    },
  });
}

/** With what a road has; what is secret may be left empty. */
export function filledIn(fields: readonly FormField[], texts: FormTexts): readonly FormField[] {
  return fields.map((field): FormField => {
    const value = texts[field.name];
    if (field.kind === "secret") return { ...field, lengthMin: 0, hint: "empty: as it is. Kept in the customer's encrypted store" };
    if (value === undefined) return field;
    if (field.kind === "text") return { ...field, value, required: field.required === true && value !== "", ...(field.name === "sshKeyFile" && value === "" ? { hint: "empty: the key that is kept" } : {}) };
    return { ...field, value, options: field.options.some((option) => option.value === value) ? field.options : [...field.options, { value, text: value }] };
  });
}

const tariffFields: readonly FormField[] = [
  { kind: "text", name: "perCall", label: "costs a call", hint: "empty: nothing; 0.25 EUR", width: 14, check: checkPrice },
  { kind: "text", name: "perMinute", label: "and a minute", hint: "each minute begun; empty: nothing; 0.10 EUR", width: 14, check: checkPrice },
];

function priceOf(text: string) {
  const [, amount = "", code = ""] = /^(\d+(?:\.\d+)?) ?([A-Za-z]{3})$/.exec(text.trim()) ?? [];
  const currency = parseCurrency(code.toUpperCase());
  const parsed = currency === undefined ? undefined : parseAmount(amount, currency);
  return parsed?.ok === true ? parsed.money : undefined;
}

function tariffTexts(tariff: Tariff | undefined): FormTexts {
  if (tariff === undefined) return {};
  const { currency, perCallMinor, perMinuteMinor } = tariff;
  return { perCall: `${amountText({ currency, minor: perCallMinor })} ${currency}`, perMinute: `${amountText({ currency, minor: perMinuteMinor })} ${currency}` };
}

function checkPrice(text: string): FieldCheck | undefined {
  return priceOf(text) === undefined ? { problem: "An amount and its currency: 0.25 EUR." } : undefined;
}

function tariffOf(texts: FormTexts): Tariff | undefined {
  const [call, minute] = [priceOf(texts.perCall ?? ""), priceOf(texts.perMinute ?? "")];
  const currency = call?.currency ?? minute?.currency;
  if (currency === undefined) return undefined;
  if (minute !== undefined && minute.currency !== currency) throw new AppError("input", "two-currencies", "The call and the minute are priced in two currencies.", { meaning: "Nothing was stored." });
  return { currency, perCallMinor: call?.minor ?? 0n, perMinuteMinor: minute?.minor ?? 0n };
}
