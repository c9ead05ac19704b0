import type { ReactNode } from "react";
import type { Clock } from "../../domain/clock.ts";
import { assert } from "../../domain/errors.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Command, KeyRemapping, LiveCommand } from "../commands/command.ts";
import { liveCommands } from "../commands/live.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { ConfirmDialog } from "../widgets/confirm-dialog.tsx";
import { Line } from "../widgets/line.tsx";
import { ErrorDialog } from "../widgets/error-dialog.tsx";
import { SecretDialog } from "../widgets/secret-dialog.tsx";
import { TextDialog } from "../widgets/text-dialog.tsx";
import type { Activity, ActivityHandle, ActivityStart } from "./activities.ts";
import { ActivityList } from "./activity-list.ts";
import { Layers } from "./layers.ts";
import { type Lock, type LockReason, ScreenLock } from "./lock.ts";
import type { OpenScreen, Screen } from "./screen.ts";
import type { Confirmation, ScreenSize, SecretQuestion, TextQuestion } from "../widgets/questions.ts";
import { NoticeBoard } from "./notice-board.ts";
import type { NoticeTone, Shell } from "./shell.ts";

export interface DeskOptions<Session, Routes> {
  readonly terminal: Terminal;
  readonly session: Session;
  readonly screens: readonly Screen<Session, Routes>[];
  readonly clock: Clock;
  readonly remapping: KeyRemapping;
  readonly commands: readonly Command<Shell<Session, Routes>>[];
  /** Absent: this screen is never locked. */
  readonly lock?: Lock | undefined;
  readonly onQuit: () => void;
}

export interface StackEntry {
  readonly key: number;
  readonly screen: OpenScreen;
  /** How often it was drawn anew after a crash. */
  readonly attempt: number;
}

/** The state behind the shell: what `Shell` promises, and what the app draws. */
export class Desk<Session, Routes> implements Shell<Session, Routes> {
  readonly session: Session;
  readonly clock: Clock;
  readonly remapping: KeyRemapping;
  readonly terminal: Terminal;
  readonly layers: Layers;
  readonly screenLock: ScreenLock;
  readonly notices: NoticeBoard;
  /** What was typed on the `:` line, newest last. */
  readonly lineHistory: string[] = [];
  readonly #options: DeskOptions<Session, Routes>;
  readonly #activities: ActivityList;
  readonly #listeners = new Set<() => void>();
  #stack: readonly StackEntry[] = [];
  #nextKey = 1;
  #version = 0;
  #quitting = false;

  constructor(options: DeskOptions<Session, Routes>) {
    this.#options = options;
    this.session = options.session;
    this.clock = options.clock;
    this.remapping = options.remapping;
    this.terminal = options.terminal;
    this.screenLock = new ScreenLock(options.lock, options.clock, this.changed);
    this.layers = new Layers(this.changed);
    this.notices = new NoticeBoard(options.clock, this.changed);
    this.#activities = new ActivityList(options.clock, this.changed, (error) => void this.showError(error));
  }

  readonly changed = (): void => {
    this.#version++;
    for (const listener of [...this.#listeners]) listener();
  };
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly version = (): number => this.#version;

  get stack(): readonly StackEntry[] {
    return this.#stack;
  }
  get activities(): readonly Activity[] {
    return this.#activities.all;
  }

  /** The question whether to quit is open: asked again, it is answered. */
  get quitting(): boolean {
    return this.#quitting;
  }

  lock(reason: LockReason): void {
    if (!this.screenLock.lock(reason)) this.notice("Nobody is logged in: there is nothing to lock.");
  }

  unsaved(): readonly string[] {
    const screens = this.#stack.flatMap((entry) => entry.screen.unsaved() ?? []);
    return this.layers.all.some((layer) => layer.place === "box") ? [...screens, "an open dialog"] : screens;
  }

  /** Stops what runs, waits until it has ended, and logs the locked operator out. */
  async endLockedSession(): Promise<void> {
    await this.#activities.cancelAll();
    this.layers.cancelAll();
    await this.screenLock.endSession();
    this.forgetOperator();
  }

  forgetOperator(): void {
    this.#activities.forget();
    this.notices.forget();
  }

  push(id: keyof Routes & string, params?: unknown): void {
    this.#open([...this.#stack], id, params);
  }
  replace(id: keyof Routes & string, params?: unknown): void {
    this.#stack.at(-1)?.screen.close();
    this.#open(this.#stack.slice(0, -1), id, params);
  }
  reset(id: keyof Routes & string, params?: unknown): void {
    for (const entry of this.#stack) entry.screen.close();
    this.#open([], id, params);
  }
  pushOnFirst(id: keyof Routes & string, params?: unknown): void {
    for (const entry of this.#stack.slice(1)) entry.screen.close();
    this.#open(this.#stack.slice(0, 1), id, params);
  }
  pop(): void {
    if (this.#stack.length <= 1) {
      this.quit();
      return;
    }
    this.#stack.at(-1)?.screen.close();
    this.#stack = this.#stack.slice(0, -1);
    this.#stack.at(-1)?.screen.resumed();
    this.changed();
  }

  #open(below: readonly StackEntry[], id: string, params: unknown): void {
    const definition = this.#options.screens.find((screen) => screen.id === id);
    assert(definition !== undefined, `there is a screen called ${id}`);
    const screen = definition.open(params, { session: this.session, shell: this, changed: this.changed, failed: (error) => void this.showError(error) });
    this.#stack = [...below, { key: this.#nextKey++, screen, attempt: 0 }];
    this.changed();
    screen.start();
  }

  /** A screen failed while it was drawn: the error is told, and the way leads back; the first screen is tried again. */
  screenCrashed(key: number, error: unknown): void {
    void this.showError(error).then(() => {
      const at = this.#stack.findIndex((entry) => entry.key === key);
      if (at < 0) return;
      if (at === 0) this.#stack = this.#stack.map((entry) => (entry.key === key ? { ...entry, attempt: entry.attempt + 1 } : entry));
      else {
        this.#stack[at]?.screen.close();
        this.#stack = this.#stack.filter((entry) => entry.key !== key);
        this.#stack.at(-1)?.screen.resumed();
      }
      this.changed();
    });
  }

  async confirm(question: Confirmation): Promise<boolean> {
    return (await this.layers.open<boolean>("box", (close, size) => <ConfirmDialog question={question} size={size} onAnswer={close} />, question.until)) === true;
  }
  askSecret(question: SecretQuestion): Promise<Secret | undefined> {
    return this.dialog<Secret>((close, size) => <SecretDialog question={question} size={size} onAnswer={close} />);
  }
  askText(question: TextQuestion): Promise<string | undefined> {
    return this.dialog<string>((close, size) => <TextDialog question={question} size={size} onAnswer={close} />);
  }
  async showError(error: unknown): Promise<void> {
    this.notices.keepError(error);
    await this.dialog<true>((close, size) => <ErrorDialog error={error} size={size} onClose={() => close(true)} />);
  }
  dialog<Value>(render: (close: (value?: Value) => void, size: ScreenSize) => ReactNode): Promise<Value | undefined> {
    return this.layers.open("box", render);
  }

  async waitFor<Value>(text: string, work: Promise<Value>): Promise<Value | undefined> {
    const outcomes: PromiseSettledResult<Value>[] = [];
    const settled = Promise.allSettled([work]).then((all) => outcomes.push(...all));
    await this.layers.open<never>("line", (_close, { columns }) => <Line spans={[{ text: ` · ${text}`, bold: true }, { text: " Esc stays here", dim: true }]} width={columns} />, settled);
    const [outcome] = outcomes;
    if (outcome?.status === "rejected") throw outcome.reason;
    return outcome?.value;
  }

  notice(text: string, tone: NoticeTone = "info"): void {
    this.notices.tell(text, tone);
  }

  startActivity(activity: ActivityStart): ActivityHandle {
    return this.#activities.start(activity);
  }
  cancelActivity(id: number): void {
    this.#activities.cancel(id);
  }

  commands(): readonly LiveCommand[] {
    return [...(this.#stack.at(-1)?.screen.commands() ?? []), ...liveCommands(this.#options.commands, this, this.remapping)];
  }

  /** Runs a command and shows what went wrong. */
  readonly run = (command: LiveCommand, argument?: string): void => {
    if (command.disabledReason !== undefined) {
      this.notice(command.disabledReason, "warning");
      return;
    }
    const done = async (): Promise<void> => command.run(argument);
    done().catch((error: unknown) => this.showError(error));
  };

  quit(): void {
    if (this.#quitting) {
      this.end();
      return;
    }
    this.#quitting = true;
    const running = this.#activities.running;
    const unsaved = this.unsaved();
    const stopped = running.length === 0 ? [] : [`Still running: ${running.map((activity) => activity.title).join(", ")}. It is stopped at the next safe point; nothing is lost.`];
    const lost = unsaved.length === 0 ? [] : [`Lost: ${unsaved.join(", ")}.`];
    const question: Confirmation = {
      title: "Quit Kontor",
      consequence: [...stopped, ...lost].join(" ") || "You leave Kontor. Everything is stored.",
      yes: "quit",
      no: "stay",
    };
    void this.confirm(question).then((yes) => {
      this.#quitting = false;
      if (yes) this.end();
    });
  }

  /** Without asking: the answer was yes, or nobody is there any more. */
  end(): void {
    this.notices.close();
    for (const activity of this.#activities.running) this.#activities.cancel(activity.id);
    for (const entry of this.#stack) entry.screen.close();
    this.#stack = [];
    this.#options.onQuit();
  }

  async lendTerminal(run: () => Promise<void>): Promise<void> {
    this.terminal.suspend();
    this.screenLock.lent = true;
    try {
      await run();
    } finally {
      this.screenLock.lent = false;
      this.screenLock.touched();
      this.terminal.resume();
    }
  }
}
