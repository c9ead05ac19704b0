import os from "node:os";
import path from "node:path";
import { type Install, openInstall, type OperatorSession } from "../customers/index.ts";
import type { Clock } from "../domain/clock.ts";
import { AppError } from "../domain/errors.ts";
import type { CustomerId } from "../domain/ids.ts";
import { recoverAfterCrash } from "../workflows/communication/recover.ts";
import type { Tools, WorkflowContext } from "../workflows/context.ts";
import type { PinSource } from "../workflows/onboarding/desk.ts";
import type { Practice, WorkstationSession } from "../screens/session.ts";
import { CardWatch } from "./card-watch.ts";
import { composeTools, contextOf, systemRandomness } from "./compose.ts";
import { systemFiles } from "./files.ts";
import { openDelivery } from "./parts.ts";
import { dataRoot } from "./paths.ts";
import { pinFile } from "./pins.ts";
import { SealedPins } from "./sealed-pins.ts";

export interface LoadOptions {
  readonly demo: boolean;
  readonly clock: Clock;
  readonly environment: NodeJS.ProcessEnv;
  readonly say: (text: string) => void;
}

/** Puts install, tools and files together for one operator at one terminal. */
export async function loadWorkstation(options: LoadOptions): Promise<{ readonly session: WorkstationSession; readonly close: () => Promise<void> }> {
  const root = dataRoot(options.environment);
  const outFolder = path.join(os.homedir(), "kontor");
  if (options.demo) {
    const { openPracticeWorkstation } = await import("./demo/workstation.ts");
    const { world, practice } = await openPracticeWorkstation({ ...options, root: path.join(root, "practice") });
    const session = new TerminalSession({ install: world.install, tools: world.tools, clock: options.clock, outFolder, practice, operator: world.session("Réka") });
    return { session, close: () => world.close() };
  }
  const tools = await composeTools({ environment: options.environment });
  const install = await openInstall({ root, clock: options.clock, randomness: systemRandomness });
  return { session: new TerminalSession({ install, tools, clock: options.clock, outFolder }), close: () => install.close() };
}

interface SessionParts {
  readonly install: Install;
  readonly tools: Tools;
  readonly clock: Clock;
  readonly outFolder: string;
  readonly practice?: Practice | undefined;
  readonly operator?: OperatorSession | undefined;
}

/** What all screens of one operator at one terminal hang off. */
class TerminalSession implements WorkstationSession {
  readonly install: Install;
  readonly tools: Tools;
  readonly clock: Clock;
  readonly files: WorkstationSession["files"];
  readonly onCardRemoved: NonNullable<WorkstationSession["onCardRemoved"]>;
  readonly practice: Practice | undefined;
  #operator: OperatorSession | undefined;
  readonly #cards: CardWatch;
  /** Of the operator who is in; the next one has their own. */
  #pins: SealedPins;
  /** Customers whose crashed sessions were settled since the login, or are being settled. */
  readonly #recovered = new Map<CustomerId, Promise<unknown>>();

  constructor(parts: SessionParts) {
    this.install = parts.install;
    this.#cards = new CardWatch(parts.tools);
    this.tools = this.#cards.tools;
    this.#cards.onRemoved((label) => this.#pins.forgetLabel(label));
    this.onCardRemoved = (listener) => this.#cards.onRemoved(listener);
    this.clock = parts.clock;
    this.files = { ...systemFiles(parts.outFolder), open: openDelivery };
    this.practice = parts.practice;
    this.#operator = parts.operator;
    this.#pins = pinsOf(parts.operator);
  }

  get operator(): OperatorSession | undefined {
    return this.#operator;
  }

  async setOperator(operator: OperatorSession | undefined): Promise<void> {
    const before = this.#operator;
    this.#operator = operator;
    this.#recovered.clear();
    this.#cards.forget();
    this.#pins.end();
    this.#pins = pinsOf(operator);
    if (before !== operator) await before?.close();
  }

  forgetPins(): void {
    this.#pins.forgetAll();
  }

  pinFile(path: string): PinSource {
    return pinFile(path, systemRandomness);
  }

  async contextFor(customerId: CustomerId): Promise<WorkflowContext> {
    const [operator, keptCardPins] = [this.#operator, this.#pins];
    if (operator === undefined) throw new AppError("workflow", "not-logged-in", "Nobody is logged in.", { next: "Log in first." });
    const context: WorkflowContext = { ...contextOf(operator, await operator.openCustomer(customerId), this.tools), keptCardPins };
    let recovered = this.#recovered.get(customerId);
    if (recovered === undefined) {
      recovered = recoverAfterCrash(context);
      this.#recovered.set(customerId, recovered);
      recovered.catch(() => this.#recovered.delete(customerId)); // whoever opens it next settles them anew
    }
    await recovered;
    return context;
  }
}

function pinsOf(operator: OperatorSession | undefined): SealedPins {
  return new SealedPins(() => operator?.keepsCardPins === true);
}
