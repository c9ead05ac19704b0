import type { ReactNode } from "react";
import type { Clock } from "../../domain/clock.ts";
import type { Secret } from "../../domain/secret.ts";
import type { KeyRemapping, LiveCommand } from "../commands/command.ts";
import type { Confirmation, ScreenSize, SecretQuestion, TextQuestion } from "../widgets/questions.ts";
import type { Activity, ActivityHandle, ActivityStart } from "./activities.ts";
import type { NoticeTone } from "../widgets/notice.ts";
import type { LockReason } from "./lock.ts";

export type { NoticeTone } from "../widgets/notice.ts";
export type { LockReason } from "./lock.ts";
export type { CustomerColour } from "../widgets/paint.ts";
export type { DialogCustomer, ScreenSize } from "../widgets/questions.ts";

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
  /** Closes all screens but the first and opens one above it: another customer's page, whatever was open of this one. */
  pushOnFirst<Id extends keyof Routes & string>(id: Id, ...params: undefined extends Routes[Id] ? [params?: Routes[Id]] : [params: Routes[Id]]): void;
  /** What would be lost if everything were closed now, in a few words each. */
  unsaved(): readonly string[];
  /** @returns true for yes. Esc and Enter on the default answer are no */
  confirm(question: Confirmation): Promise<boolean>;
  /** @returns the secret, which the caller wipes; undefined when cancelled */
  askSecret(question: SecretQuestion): Promise<Secret | undefined>;
  /** One line of text. */
  askText(question: TextQuestion): Promise<string | undefined>;
  /** What happened, what it means for the money, what to do next; the technical part one key away. */
  showError(error: unknown): Promise<void>;
  /** Any dialog: `render` gets a function that closes it with a value (undefined = cancelled). */
  dialog<Value>(render: (close: (value?: Value) => void, size: ScreenSize) => ReactNode): Promise<Value | undefined>;
  /**
   * Waits for what takes a moment, and says so above the footer. Until then no key is heard but Esc: what is typed ahead is not meant for this screen.
   * @returns undefined when taken back with Esc; the work goes on all the same. @throws what the work throws
   */
  waitFor<Value>(text: string, work: Promise<Value>): Promise<Value | undefined>;
  /** One line above the footer: until the next one, or for some seconds; a warning until a key was pressed, too. The last ones can be read again (F8). */
  notice(text: string, tone?: NoticeTone): void;
  /** Work that goes on while the operator is elsewhere; its progress stands in the header. */
  startActivity(activity: ActivityStart): ActivityHandle;
  readonly activities: readonly Activity[];
  /** Commands that can be used now: the top screen's, then the shell's. */
  commands(): readonly LiveCommand[];
  /** Hides everything until the operator's passphrase is typed; what runs goes on. Without effect while nobody is in. */
  lock(reason: LockReason): void;
  /** Nobody is in any more: what ran and what was told is not for whoever comes next. */
  forgetOperator(): void;
  /** Asks when something is running, then ends the session. */
  quit(): void;
  /** Hands the terminal to a program (a pager, a PDF viewer) and takes it back afterwards. */
  lendTerminal(run: () => Promise<void>): Promise<void>;
}
