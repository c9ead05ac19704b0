import type { Install, OperatorSession } from "../customers/index.ts";
import type { Clock } from "../domain/clock.ts";
import type { CustomerId } from "../domain/ids.ts";
import type { Tools, WorkflowContext } from "../workflows/context.ts";
import type { PinSource } from "../workflows/onboarding/desk.ts";

/** What all screens of one operator at one terminal hang off. Put together by the composition root; nothing of it is global. */
export interface WorkstationSession {
  readonly install: Install;
  /** Undefined until somebody has logged in. */
  readonly operator: OperatorSession | undefined;
  readonly tools: Tools;
  readonly clock: Clock;
  /** Takes in the operator who has just logged in; with undefined, logs out and closes every customer that was opened. */
  setOperator(operator: OperatorSession | undefined): Promise<void>;
  /** Opens the customer when needed. @throws AppError rights, store, or workflow/`not-logged-in` */
  contextFor(customerId: CustomerId): Promise<WorkflowContext>;
  readonly files: WorkstationFiles;
  /** A file with one PIN per user, for onboarding: those that are missing are made and written there. @throws AppError input/* */
  pinFile(path: string): PinSource;
  /** Wipes the PINs of cards that are kept while the screen is unlocked. */
  forgetPins(): void;
  /** Hears when a card that was in use is taken out: the screen locks. Absent: no device here tells. @param listener gets the card's name. @returns ends it */
  readonly onCardRemoved?: ((listener: (card: string) => void) => () => void) | undefined;
  /** A practice bank runs inside: said on every screen. */
  readonly practice?: Practice | undefined;
}

/** The practice bank behind this workstation. */
export interface Practice {
  readonly title: string;
  /** Everybody's PIN there: shown where one is asked for, since nothing in the practice set-up is secret. */
  readonly pinHint?: string | undefined;
  /** Moves the bank's clock to its next business day: what is due is executed and statements are made. @returns what happened, as one sentence */
  nextBusinessDay(): Promise<string>;
}

/** The operator's own files, for choosing what to import and for writing prints. @throws AppError input/* */
export interface WorkstationFiles {
  /** Folders first, then files, each by name. */
  list(folder: string): Promise<readonly FileListing[]>;
  open(path: string): AsyncIterable<Uint8Array>;
  /** Whole or not at all; an existing file is replaced. */
  write(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  readonly homeFolder: string;
  /** Where files were last imported from in this session: the next import begins there. */
  lastFolder?: string | undefined;
  /** Where prints go. */
  readonly outFolder: string;
}

export interface FileListing {
  /** As the disk has it; filtered only when shown. */
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "folder";
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}
