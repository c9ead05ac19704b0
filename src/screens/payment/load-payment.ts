import { accountText } from "../../domain/account-number.ts";
import { earliestExecution } from "../../domain/calendar.ts";
import { todayIn } from "../../domain/iso-date.ts";
import type { Account } from "../../workflows/ports/accounts.ts";
import type { Template } from "../../workflows/ports/templates.ts";
import type { ContextOf } from "../routes.ts";
import { readTypedAccount } from "../typed/account.ts";
import { bankDaysOf } from "./bank-days.ts";
import { type PaymentAction, type PaymentModel, textOf } from "./model.ts";
import { chosenPartner, partnerChoices, partnerRemark } from "./partner-choice.ts";
import type { DraftSurroundings } from "./payment-check.ts";
import { changeLine, draftFromOrder, draftFromTemplate, newDraft } from "./payment-draft.ts";

export type PaymentContext = ContextOf<"payment", PaymentModel, PaymentAction>;

/** More payments than this are a file to import, not a form. */
const linesMax = 500;
const choicesMax = 6;

/** A fresh form, or one filled from an order, a template or a partner. */
export async function loadPayment(screen: PaymentContext): Promise<void> {
  await fillIn(screen);
  await remarkPartner(screen);
}

async function fillIn(screen: PaymentContext): Promise<void> {
  const { params, dispatch, session } = screen;
  const { context, orderId, templateId, partnerId } = params;
  const { store } = context;
  const accounts = await store.accounts.all();
  const template = templateId === undefined ? undefined : await store.templates.get(templateId);
  if (template !== undefined) return fillFromTemplate(screen, template);
  const order = orderId === undefined ? undefined : await store.orders.get(orderId);
  const [batch] = order === undefined ? [] : await store.orders.batches(order.id);
  if (order !== undefined && batch !== undefined) {
    const account = await store.accounts.findByNumber(accountText(batch.debtorAccount));
    const rows = await store.orders.transactions(order.id, { limit: linesMax });
    const transactions = rows.map(({ orderId: _order, position: _position, batch: _batch, state: _state, reasonCode: _code, reasonText: _text, entry: _entry, ...transaction }) => transaction);
    const draft = draftFromOrder(order.title, batch, account, transactions, context.operator.language);
    return dispatch({ type: "loaded", draft, accounts, bank: await bankDaysOf(context, account, draft.currency, draft.speed), orderId: order.id });
  }
  const account = likelyAccount(accounts);
  const fresh = newDraft(account, "");
  const bank = await bankDaysOf(context, account, fresh.currency, fresh.speed);
  const draft = { ...fresh, executionDate: earliestExecution(bank, session.clock.now()) };
  const partner = partnerId === undefined ? undefined : await store.partners.get(partnerId);
  const [choice] = partner === undefined ? [] : partnerChoices([partner], 1);
  dispatch({ type: "loaded", draft: choice === undefined ? draft : changeLine(draft, 0, chosenPartner(choice)), accounts, bank });
  if (choice !== undefined) dispatch({ type: "show", line: 0, field: "amount" });
}

export async function fillFromTemplate(screen: PaymentContext, template: Template): Promise<void> {
  const { params, dispatch, session } = screen;
  const { context } = params;
  const accounts = await context.store.accounts.all();
  const account = accounts.find((one) => one.id === template.debtorAccountId) ?? likelyAccount(accounts);
  const draft = draftFromTemplate(template, account, "", context.operator.language);
  const bank = await bankDaysOf(context, account, draft.currency, draft.speed);
  dispatch({ type: "loaded", draft: { ...draft, executionDate: earliestExecution(bank, session.clock.now()) }, accounts, bank, template: { id: template.id, title: template.title } });
  dispatch({ type: "show", line: 0, field: "amount" });
  await remarkPartner(screen);
}

/** The only one, or the first that a bank serves: the operator sees it and can change it. */
function likelyAccount(accounts: readonly Account[]): Account | undefined {
  return accounts.find((one) => one.connectionId !== undefined) ?? accounts[0];
}

/** After account, currency or speed were changed: another cut-off, perhaps another earliest day. */
export async function refreshBank({ params, current, dispatch, session }: PaymentContext): Promise<void> {
  const { draft, accounts } = current();
  const bank = await bankDaysOf(params.context, accounts.find((one) => one.id === draft.debtorAccountId), draft.currency, draft.speed);
  dispatch({ type: "bank", bank, earliest: earliestExecution(bank, session.clock.now()) });
}

/** Partners whose name or account holds what was typed as payee. */
export async function findPartners({ params, current, dispatch }: PaymentContext): Promise<void> {
  const payee = textOf(current(), "payee");
  if (payee.trim().length < 2) return dispatch({ type: "choices", payee, choices: [] });
  const found = await params.context.store.partners.list({ text: payee.trim(), limit: choicesMax });
  dispatch({ type: "choices", payee, choices: partnerChoices(found, choicesMax) });
}

/** Says what is known of payee and account together. */
export async function remarkPartner({ params, current, dispatch }: PaymentContext): Promise<void> {
  const model = current();
  const payee = textOf(model, "payee");
  const read = readTypedAccount(textOf(model, "account"));
  if (read.kind !== "ok") return dispatch({ type: "remark", remark: undefined });
  const number = accountText(read.account);
  const { partners } = params.context.store;
  dispatch({ type: "remark", remark: partnerRemark(payee, number, await partners.findByAccount(number), await partners.findByName(payee)) });
}

export function surroundingsOf({ params, session, model }: Pick<PaymentContext, "params" | "session" | "model">): DraftSurroundings {
  return { language: params.context.operator.language, today: todayIn(model.bank.zone, session.clock.now()), bank: model.bank };
}
