import type { AccountId, ConnectionId, OrderId, PartnerId, StatementId, TemplateId } from "../domain/ids.ts";
import type { OrderState } from "../domain/order-life.ts";
import type { DateRange } from "../ebics/index.ts";
import type { WorkflowContext } from "../workflows/context.ts";
import type { EdsOrderKey } from "../workflows/ports/signers.ts";
import type { QuarantinedFile } from "../workflows/ports/import-desk.ts";
import type { Command } from "./commands/command.ts";
import type { Screen, ScreenContext, ScreenProps } from "./shell/screen.ts";
import type { Shell } from "./shell/shell.ts";
import type { WorkstationSession } from "./session.ts";
import type { SectionId } from "./settings/rows.ts";

/** What every screen of one customer is opened with: who acts, where, with which rights. */
export interface OfCustomer {
  readonly context: WorkflowContext;
}

/** All screens by id, with what each is opened with. */
export interface Routes {
  /** `loading` settles when the session can be used: the form stands before that, unless an operator comes with it. */
  login: { readonly loading: Promise<unknown>; readonly operatorComes: boolean } | undefined;
  cockpit: undefined;
  /** Banks whose keys are to be compared, and the queue of letters: over all customers. */
  "bank-keys": undefined;
  onboarding: undefined;
  /** Whose statements are here, over all customers. */
  completeness: undefined;
  customer: OfCustomer;
  orders: OfCustomer & { readonly states?: readonly OrderState[] | undefined };
  order: OfCustomer & { readonly orderId: OrderId };
  /** Orders of one or several customers on one sheet each. */
  sign: { readonly customers: readonly (OfCustomer & { readonly orderIds: readonly OrderId[] })[]; /** The others sign at the bank: one signature is given, and the orders go there. */ readonly forOthers?: boolean | undefined };
  /** Orders of many customers on one sheet. */
  review: { readonly customers: readonly (OfCustomer & { readonly orderIds: readonly OrderId[]; readonly atBank?: readonly EdsOrderKey[] | undefined })[] };
  /** One session per connection, one after the other. */
  send: { readonly customers: readonly (OfCustomer & { readonly connectionIds: readonly ConnectionId[] })[]; readonly send: boolean; readonly fetch: boolean; /** Once more, instead of what is new. */ readonly days?: DateRange | undefined };
  /** From the disk, or a file that waits in quarantine. */
  /** Orders that wait for signatures at the bank, and one of them. */
  eds: OfCustomer;
  "eds-order": OfCustomer & { readonly connectionId: ConnectionId; readonly bankOrderId: string };
  import: OfCustomer & { readonly quarantined?: QuarantinedFile | undefined };
  quarantine: OfCustomer;
  /** Made from this file. */
  "define-format": OfCustomer & { readonly path: string; readonly name: string };
  /** Anew, from a template or to a partner; or changing an order entered by hand. */
  payment: OfCustomer & { readonly orderId?: OrderId | undefined; readonly templateId?: TemplateId | undefined; readonly partnerId?: PartnerId | undefined };
  statements: OfCustomer & { /** Only this account's, to begin with. */ readonly accountId?: AccountId | undefined };
  entries: OfCustomer & { readonly statementId: StatementId };
  partners: OfCustomer & { /** Only those with accounts that wait to be confirmed. */ readonly unconfirmed?: boolean | undefined };
  mandates: OfCustomer & { /** Only those that are suspended, or that wait to be confirmed. */ readonly show?: "suspended" | "unconfirmed" | undefined };
  templates: OfCustomer;
  journal: OfCustomer;
  settings: OfCustomer & { /** Where to begin. */ readonly section?: SectionId | undefined };
  /** The guided set-up to a bank: a new one, or where it stands. */
  connect: OfCustomer & { readonly connectionId?: ConnectionId | undefined };
  /** What a bank grants and says of itself; everything that can be sent and fetched there. */
  bank: OfCustomer & { readonly connectionId: ConnectionId };
  /** By which roads that bank is reached. */
  roads: OfCustomer & { readonly connectionId: ConnectionId };
  help: undefined;
  wallboard: undefined;
  "new-customer": undefined;
}

export type RouteId = keyof Routes;
/** The shell as our screens know it. */
export type WorkstationShell = Shell<WorkstationSession, Routes>;
/** A member of `all.ts`. */
export type WorkstationScreen = Screen<WorkstationSession, Routes>;
export type ContextOf<Id extends RouteId, Model, Action> = ScreenContext<WorkstationSession, Routes, Routes[Id], Model, Action>;
export type PropsOf<Id extends RouteId, Model, Action> = ScreenProps<WorkstationSession, Routes, Routes[Id], Model, Action>;
export type CommandOf<Id extends RouteId, Model, Action> = Command<ContextOf<Id, Model, Action>>;
