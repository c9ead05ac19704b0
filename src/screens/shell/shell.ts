import type { ReactNode } from "react";
import type { Clock } from "../../domain/clock.ts";
import type { Secret } from "../../domain/secret.ts";
import type { KeyRemapping, LiveCommand } from "../commands/command.ts";
import type { Activity, ActivityHandle, ActivityStart } from "./activities.ts";

export type { CustomerColour } from "../../workflows/ports/customer-store.ts";

/** Cells. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Which customer a dialog is about: named in it, in its colour. */
export interface DialogCustomer {
  readonly shortName: string;
  readonly colour: import("../../workflows/ports/customer-store.ts").CustomerColour;
}

/** A question whose harmless answer is the default. */
export interface Confirmation {
  readonly title: string;
  /** What happens if the answer is yes; first line of the dialog: "412 300.00 EUR leave DANUBE's account at 15:00." */
  readonly consequence: string;
  readonly details?: readonly string[] | undefined;
  readonly customer?: DialogCustomer | undefined;
  /** Words of the two answers: "send", "do not send". */
  readonly yes: string;
  readonly no?: string | undefined;
  /** The operator must type this (the customer's code) for yes. */
  readonly typedCode?: string | undefined;
}

export interface SecretQuestion {
  readonly title: string;
  /** Which device, which key, what is signed: shown above the field. */
  readonly details: readonly string[];
  /** "PIN", "passphrase". */
  readonly label: string;
  readonly customer?: DialogCustomer | undefined;
  /** Shown in red above the field: "Wrong passphrase, 2 tries left." */
  readonly problem?: string | undefined;
}

export type NoticeTone = "info" | "good" | "warning" | "bad";

/** The operator's desk: the stack of screens, dialogs, notices, background activities. One per session. */
export interface Shell<Session, Routes> {
  readonly session: Session;
  readonly clock: Clock;
  readonly remapping: KeyRemapping;
  /** Opens a screen above this one; Esc comes back. */
  push<Id extends keyof Routes & string>(id: Id, ...params: undefined extends Routes[Id] ? [params?: Routes[Id]] : [params: Routes[Id]]): void;
  /** Opens a screen in place of this one. */
  replace<Id extends keyof Routes & string>(id: Id, ...params: undefined extends Routes[Id] ? [params?: Routes[Id]] : [params: Routes[Id]]): void;
  /** Goes back; on the first screen it asks whether to quit. */
  pop(): void;
  /** Clears the stack and opens a screen: after login, or to switch the customer. */
  reset<Id extends keyof Routes & string>(id: Id, ...params: undefined extends Routes[Id] ? [params?: Routes[Id]] : [params: Routes[Id]]): void;
  /** @returns true for yes. Esc and Enter on the default answer are no */
  confirm(question: Confirmation): Promise<boolean>;
  /** @returns the secret, which the caller wipes; undefined when cancelled */
  askSecret(question: SecretQuestion): Promise<Secret | undefined>;
  /** One line of text. */
  askText(question: { readonly title: string; readonly label: string; readonly value?: string; readonly details?: readonly string[] }): Promise<string | undefined>;
  /** What happened, what it means for the money, what to do next; the technical part one key away. */
  showError(error: unknown): Promise<void>;
  /** Any dialog: `render` gets a function that closes it with a value (undefined = cancelled). */
  dialog<Value>(render: (close: (value?: Value) => void, size: ScreenSize) => ReactNode): Promise<Value | undefined>;
  /** One line above the footer, gone after some seconds or at the next one. */
  notice(text: string, tone?: NoticeTone): void;
  /** Work that goes on while the operator is elsewhere; its progress stands in the header. */
  startActivity(activity: ActivityStart): ActivityHandle;
  readonly activities: readonly Activity[];
  /** Commands that can be used now: the top screen's, then the shell's. */
  commands(): readonly LiveCommand[];
  /** Asks when something is running, then ends the session. */
  quit(): void;
  /** Hands the terminal to a program (a pager, a PDF viewer) and takes it back afterwards. */
  lendTerminal(run: () => Promise<void>): Promise<void>;
}
