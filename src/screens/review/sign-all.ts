import { AppError } from "../../domain/errors.ts";
import { type Language, sumByCurrency } from "../../domain/money.ts";
import { groupByPin, type PinGroup, type SigningPart, signPinGroup } from "../../workflows/sign-many.ts";
import type { EdsSheet } from "../../workflows/eds/sheet.ts";
import type { OrderFacts } from "../../workflows/order-survey.ts";
import { sheetWith } from "../../workflows/sign-orders.ts";
import { customerOf } from "../customer-strip/customer-strip.tsx";
import type { ContextOf } from "../routes.ts";
import { counted, sumsText } from "../wording/amounts.ts";
import { askCodeOn } from "../sign/ask-code.ts";
import { secretLabel } from "../sign/secret-label.ts";
import { isSigned, keyFor, type ReviewResult, toBeSigned } from "./chosen.ts";
import type { ReviewAction, ReviewModel } from "./model.ts";
import { outcomeText, sumsOf } from "./row-spans.ts";

export type ReviewContext = ContextOf<"review", ReviewModel, ReviewAction>;

/** A part with the key of its group on the sheet. */
interface ReviewPart extends SigningPart {
  readonly groupKey: string;
  readonly atBank: readonly EdsSheet[];
}

/** One signing of a sheet: it goes on when the screen is left, so what came of it is kept here, too. */
interface Signing {
  readonly screen: ReviewContext;
  /** Asked to stop before the next order. */
  readonly signal: AbortSignal;
  readonly results: ReadonlyMap<string, ReviewResult>;
  tell(results: ReadonlyMap<string, ReviewResult>): void;
}

/** Asks for the codes of customers above their limits, then once per device for its PIN; signs what the sheet shows, and nothing else. */
export async function signAll(screen: ReviewContext): Promise<void> {
  const results = new Map<string, ReviewResult>();
  const tell: Signing["tell"] = (more) => {
    for (const [key, result] of more) results.set(key, result);
    screen.dispatch({ type: "results", results: more });
  };
  const chosen = toBeSigned(screen.current());
  const parts = await confirmedParts(screen, chosen, tell);
  const count = countOf(parts);
  await screen.shell.startActivity({
    title: `Sign ${counted(count, "order")}`,
    async run({ signal: cancelled, progress }) {
      const stop = new AbortController();
      const signal = AbortSignal.any([cancelled, stop.signal]);
      screen.dispatch({ type: "signing", total: chosen.reduce((sum, { orders }) => sum + orders.length, 0), stop: () => stop.abort() });
      const signing: Signing = {
        screen, signal, results,
        tell(more) {
          tell(more);
          progress({ done: results.size, total: count });
        },
      };
      try {
        for (const group of groupByPin(parts)) await askAndSign(signing, group);
      } finally {
        screen.dispatch({ type: "signed" });
      }
      if (results.size > 0) screen.shell.notice(`${outcomeText({ results })}.`, [...results.values()].every(isSigned) ? "good" : "warning");
    },
  }).ended;
}

/** What is signed, by customer and bank; those whose customer was not confirmed are left out and told. */
async function confirmedParts(screen: ReviewContext, chosen: ReturnType<typeof toBeSigned>, tell: Signing["tell"]): Promise<readonly ReviewPart[]> {
  const parts: ReviewPart[] = [];
  for (const { group, orders } of chosen) {
    const { context } = group.group;
    const key = keyFor(screen.current(), group);
    if (key === undefined || group.prepared === undefined) continue;
    const sheet = sheetWith(group.prepared.sheet, orders.flatMap((order) => (order.kind === "own" ? [order.entry] : [])));
    const atBank = orders.flatMap((order) => (order.kind === "at-bank" ? [order.sheet] : []));
    const needsCustomerCode = sheet.needsCustomerCode || atBank.some((one) => one.needsCustomerCode);
    if (needsCustomerCode && !(await confirmCustomer(screen, context, sumsText(sumsOf(orders), context.operator.language)))) {
      tell(new Map(orders.map((order) => [order.key, { kind: "failed", reason: "You did not confirm the customer." }])));
      continue;
    }
    const customerCode = needsCustomerCode ? context.customer.profile.code : undefined;
    parts.push({ context: { ...context, askCode: askCodeOn(screen.shell, context) }, sheet, atBank, subscriber: key.subscriber, customerCode, groupKey: group.group.key });
  }
  return parts;
}

/** A thousand results one by one would draw the sheet a thousand times. */
const shownEveryMs = 150;

/** Asks for the PIN of one device, or of the key files, until it is right or the operator turns back. */
async function askAndSign(signing: Signing, group: PinGroup<ReviewPart>): Promise<void> {
  const { screen, signal } = signing;
  let left = group.parts;
  let problem: string | undefined;
  for (let [first] = left; first !== undefined; [first] = left) {
    if (signal.aborted) return tellUnsigned(signing, left, "You stopped before it was its turn.");
    if (screen.signal.aborted) return tellUnsigned(signing, left, "You left the sheet before its PIN was asked for.");
    const pin = await screen.shell.askSecret({
      title: `Sign ${counted(countOf(left), "order")}`, ...(await secretLabel(first.context, first.subscriber.device, problem)),
      details: [...pinDetails(screen.current(), left, languageOf(screen)), ...practiceLine(screen)],
    });
    if (pin === undefined) {
      // Turned back before anything happened: the sheet is as it was.
      if (signing.results.size > 0) tellUnsigned(signing, left, "You gave no PIN for its key.");
      return;
    }
    const fresh = new Map<string, ReviewResult>();
    const show = (): void => {
      signing.tell(new Map(fresh));
      fresh.clear();
    };
    let shownAt = screen.session.clock.now();
    try {
      const done = await signPinGroup({ ...group, parts: left }, pin, {
        signal,
        onResult(part, result) {
          fresh.set(`${part.groupKey} ${result.order.id}`, result);
          if (screen.session.clock.now() - shownAt < shownEveryMs) return;
          shownAt = screen.session.clock.now();
          show();
        },
        onAtBank: (part, result) => fresh.set(keyAtBank(part, result.order.bankOrderId), { kind: "at-bank", result }),
      });
      show();
      for (const { part, failure } of done.parts) if (failure !== undefined) tellUnsigned(signing, [part], reasonOf(failure));
      left = done.wrongPin.map(({ part }) => part);
      const [wrong] = done.wrongPin;
      problem = wrong === undefined ? undefined : done.parts.length === 0 ? wrong.error.message : `It does not open ${counted(done.wrongPin.length, "more key file")}: type the passphrase of ${keysText(left)}.`;
    } finally {
      pin.wipe();
    }
  }
}

/** Those of the parts that have no result. */
function tellUnsigned(signing: Signing, parts: readonly ReviewPart[], reason: string): void {
  const keys = parts.flatMap((part) => [...part.sheet.orders.map(({ order }) => `${part.groupKey} ${order.id}`), ...part.atBank.map(({ order }) => keyAtBank(part, order.bankOrderId))]);
  signing.tell(new Map(keys.filter((key) => !signing.results.has(key)).map((key) => [key, { kind: "failed", reason }])));
}

/** As the sheet calls it. */
function keyAtBank({ groupKey }: ReviewPart, bankOrderId: string): string {
  return `${groupKey} at bank ${bankOrderId}`;
}

function confirmCustomer({ shell }: ReviewContext, context: SigningPart["context"], sums: string): Promise<boolean> {
  return shell.confirm({
    title: "Above the limit of this customer",
    customer: customerOf(context),
    consequence: `${context.customer.profile.name}: you are about to sign ${sums}.`,
    details: ["Type the customer's code, so that it is the right customer for certain."],
    typedCode: context.customer.profile.code,
    yes: "go on",
    no: "leave this customer out",
  });
}

const customersShown = 8;

/** Which device, which keys, and what: per customer count and sums. */
function pinDetails(model: ReviewModel, parts: readonly ReviewPart[], language: Language): string[] {
  const orders = parts.flatMap(factsOf);
  const payments = orders.reduce((sum, facts) => sum + facts.transactionCount, 0);
  const atBank = parts.reduce((sum, part) => sum + part.atBank.length, 0);
  const devices = [...new Set(parts.map((part) => deviceOf(model, part)))];
  return [
    `device   ${devices.length > 1 && parts[0]?.subscriber.device.kind === "key-file" ? `${devices.length} key files of yours: those that this opens sign` : devices.join(", ")}`,
    `signs    ${counted(orders.length, "order")} · ${counted(payments, "payment")} · ${sumsText(sumByCurrency(orders.flatMap(({ sums }) => sums)), language)}`,
    ...(atBank === 0 ? [] : [`at bank  ${counted(atBank, "order")} of them: the line is dialled for ${atBank === 1 ? "it" : "them"}`]),
    ...parts.slice(0, customersShown).map((part) =>
      `· ${part.context.customer.profile.shortName}: ${counted(countOf([part]), "order")}, ${sumsText(sumByCurrency(factsOf(part).flatMap(({ sums }) => sums)), language)}, user ${part.subscriber.userId}`),
    ...(parts.length > customersShown ? [`· and ${parts.length - customersShown} more, each on the sheet`] : []),
    "The SHA-256 of each order is on the sheet: Enter on it.",
  ];
}

function deviceOf(model: ReviewModel, part: ReviewPart): string {
  const group = model.groups.find((one) => one.group.key === part.groupKey);
  const key = group === undefined ? undefined : keyFor(model, group);
  return `${key?.device ?? "key"}${part.subscriber.device.kind === "key-file" ? ` of ${part.context.customer.profile.shortName}` : ""}`;
}

/** In the practice set-up nobody is sent to the manual for a PIN. */
function practiceLine({ session }: ReviewContext): string[] {
  const hint = session.practice?.pinHint;
  return hint === undefined ? [] : [`PRACTICE the PIN is: ${hint}`];
}

function keysText(parts: readonly SigningPart[]): string {
  const names = [...new Set(parts.map(({ context }) => context.customer.profile.shortName))];
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

function reasonOf(failure: unknown): string {
  return failure instanceof AppError ? failure.message : "Something went wrong; the journal of this customer may tell more.";
}

function countOf(parts: readonly ReviewPart[]): number {
  return parts.reduce((sum, part) => sum + part.sheet.orders.length + part.atBank.length, 0);
}

function factsOf({ sheet, atBank }: ReviewPart): readonly OrderFacts[] {
  return [...sheet.orders.map(({ facts }) => facts), ...atBank.flatMap(({ facts }) => facts ?? [])];
}

function languageOf({ session }: ReviewContext): Language {
  return session.operator?.operator.language ?? "en";
}
