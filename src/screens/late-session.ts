import type { Clock } from "../domain/clock.ts";
import { assert } from "../domain/errors.ts";
import type { CustomerId } from "../domain/ids.ts";
import type { WorkflowContext } from "../workflows/context.ts";
import type { AskCardPin } from "../workflows/transport-keys.ts";
import type { WorkstationFiles, WorkstationSession } from "./session.ts";

/**
 * A session that is still being put together while the first frame stands already. Only its clock can be used before `loading` has settled;
 * the login waits for it, and every other screen comes after the login.
 */
export class LateSession implements WorkstationSession {
  readonly clock: Clock;
  readonly loading: Promise<void>;
  readonly #askCardPin: (context: WorkflowContext) => AskCardPin;
  #loaded: WorkstationSession | undefined;

  /** @param askCardPin how the operator is asked during a session of this customer */
  constructor(clock: Clock, load: () => Promise<WorkstationSession>, askCardPin: (context: WorkflowContext) => AskCardPin) {
    this.clock = clock;
    this.#askCardPin = askCardPin;
    this.loading = load().then((session) => {
      this.#loaded = session;
    });
    // Whoever waits for it is told; until then a failure is nobody's unhandled rejection.
    this.loading.catch(() => undefined);
  }

  get install(): WorkstationSession["install"] {
    return this.#session.install;
  }
  get operator(): WorkstationSession["operator"] {
    return this.#loaded?.operator;
  }
  get tools(): WorkstationSession["tools"] {
    return this.#session.tools;
  }
  get files(): WorkstationFiles {
    return this.#session.files;
  }
  get onCardRemoved(): WorkstationSession["onCardRemoved"] {
    return this.#loaded?.onCardRemoved;
  }
  get practice(): WorkstationSession["practice"] {
    return this.#loaded?.practice;
  }

  async setOperator(operator: WorkstationSession["operator"]): Promise<void> {
    await this.#session.setOperator(operator);
  }
  async contextFor(customerId: CustomerId): Promise<WorkflowContext> {
    const context = await this.#session.contextFor(customerId);
    return { ...context, askCardPin: this.#askCardPin(context) };
  }

  forgetPins(): void {
    this.#loaded?.forgetPins();
  }
  pinFile(path: string): ReturnType<WorkstationSession["pinFile"]> {
    return this.#session.pinFile(path);
  }

  get #session(): WorkstationSession {
    assert(this.#loaded !== undefined, "the session has been loaded before it is used");
    return this.#loaded;
  }
}
