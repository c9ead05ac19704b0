import type { ComponentType, ReactNode } from "react";
import type { Command, LiveCommand } from "../commands/command.ts";
import type { CustomerColour, ScreenSize, Shell } from "./shell.ts";

/**
 * What a screen's view, commands and effects get.
 * @typeParam Session what the operator's session offers: customers, workflows, clock
 * @typeParam Routes ids of all screens with their parameters: `{ cockpit: undefined; order: { orderId: OrderId } }`
 */
export interface ScreenContext<Session, Routes, Params, Model, Action> {
  readonly session: Session;
  readonly shell: Shell<Session, Routes>;
  readonly params: Params;
  /** The screen's state; stays while another screen lies above it. */
  readonly model: Model;
  /** Gives an action to `update`, then draws. Works after an await, too; without effect once the screen is gone. */
  readonly dispatch: (action: Action) => void;
  /** The newest model: for code that runs after an await. */
  readonly current: () => Model;
  /** Ends when the screen is left: for loads and subscriptions. */
  readonly signal: AbortSignal;
}

/** Props of a screen's view. `size` is the room it has, without header, footer and colour bar. */
export type ScreenProps<Session, Routes, Params, Model, Action> = ScreenContext<Session, Routes, Params, Model, Action> & { readonly size: ScreenSize };

/** A screen: a pure model, a view on it, and commands. One folder each. */
export interface ScreenDefinition<Session, Routes, Id extends keyof Routes & string, Model, Action> {
  readonly id: Id;
  /** For the breadcrumbs. Outside text is filtered by the header. */
  readonly title: (params: Routes[Id], model: Model, session: Session) => string;
  /** The customer whose colour runs down the left edge; absent on screens over all customers. */
  readonly colour?: ((params: Routes[Id], model: Model, session: Session) => CustomerColour | undefined) | undefined;
  readonly initial: (params: Routes[Id], session: Session) => Model;
  /** Pure. */
  readonly update: (model: Model, action: Action) => Model;
  /** Runs when the screen opens: start loading, subscribe. A rejection is shown as an error dialog. */
  readonly start?: ((context: ScreenContext<Session, Routes, Routes[Id], Model, Action>) => void | Promise<void>) | undefined;
  /** Runs when the screen comes back to the top after another was closed: load anew what may have changed. */
  readonly resumed?: ((context: ScreenContext<Session, Routes, Routes[Id], Model, Action>) => void | Promise<void>) | undefined;
  /** What leaving now would lose, in a few words: `a payment that is not stored`. */
  readonly unsaved?: ((model: Model) => string | undefined) | undefined;
  readonly commands: readonly Command<ScreenContext<Session, Routes, Routes[Id], Model, Action>>[];
  readonly Component: ComponentType<ScreenProps<Session, Routes, Routes[Id], Model, Action>>;
}

/** A screen whose model is its own affair: what the registry holds. Made by `defineScreen`. */
export interface Screen<Session, Routes> {
  readonly id: string;
  /** For the reference. */
  readonly commands: readonly Pick<Command<never>, "id" | "title" | "keys" | "description" | "argument">[];
  readonly open: (params: unknown, environment: ScreenEnvironment<Session, Routes>) => OpenScreen;
}

/** What the shell gives a screen that opens. */
export interface ScreenEnvironment<Session, Routes> {
  readonly session: Session;
  readonly shell: Shell<Session, Routes>;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

/** A screen on the stack. */
export interface OpenScreen {
  readonly id: string;
  title(): string;
  colour(): CustomerColour | undefined;
  commands(): readonly LiveCommand[];
  unsaved(): string | undefined;
  render(size: ScreenSize): ReactNode;
  start(): void;
  resumed(): void;
  close(): void;
}
