import { AppError, isAppError } from "../../domain/errors.ts";
import { hev } from "../../ebics/index.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import type { ChannelConfig, HostKeyType, LineEvent, LineStage } from "../ports/channel.ts";
import type { Connection } from "../ports/connections.ts";
import { openRoad } from "./take-road.ts";

export interface LineTestStep {
  readonly stage: LineStage;
  readonly title: string;
  readonly state: "running" | "done" | "failed" | "not-finished";
  /** What came of it; while it runs, what was said on the line last. Not filtered. */
  readonly text: string;
  readonly beganAtMs: number;
  /** Undefined while it runs. */
  readonly tookMs: number | undefined;
}

/** How a line was tried, step by step. */
export interface LineTest {
  readonly ok: boolean;
  readonly steps: readonly LineTestStep[];
  readonly problem?: { readonly code: string; readonly text: string; readonly next: string } | undefined;
  /** Whose key is not known yet, and what was shown: it is compared with what the bank has sent, then pinned. */
  readonly unknownHostKey?: { readonly place: string; readonly sha256: string; readonly type: HostKeyType } | undefined;
}

const stageTitles: Readonly<Record<LineStage, string>> = {
  name: "look the name up", connect: "connect", proxy: "proxy", modem: "modem", pad: "PAD", x25: "X.25 call", ppp: "PPP on this machine", lcp: "the line's terms (LCP)", "ppp-login": "log in (PPP)", ipcp: "our address (IPCP)", route: "way to the bank", ssh: "secure line (SSH)", "host-key": "the host's key", login: "log in", forward: "way to the bank", tls: "bank's proof (TLS)", ebics: "EBICS",
};

/**
 * Dials by one road of a connection and asks the bank which versions of EBICS it speaks (HEV), which changes nothing there.
 * What fails is told in the result, not thrown.
 * @param onStep gets all steps so far at each change
 */
export async function testLine(
  context: WorkflowContext, connection: Connection, config: ChannelConfig,
  { signal, onStep = () => undefined }: { readonly signal?: AbortSignal | undefined; readonly onStep?: ((steps: readonly LineTestStep[]) => void) | undefined } = {},
): Promise<LineTest> {
  if (!context.rights.includes("send") && !context.rights.includes("administer")) requireRight(context, "fetch", "test lines");
  const board = new StepBoard(() => context.tools.clock.now(), onStep);
  try {
    const channel = await openRoad(context, connection, config, { signal, onEvent: (event) => board.heard(event) });
    try {
      board.heard({ stage: "ebics", kind: "begin", text: "Asking which versions of EBICS it speaks (HEV)" });
      const question = hev(connection.hostId);
      const asked = await question.next();
      const answered = asked.done === true ? asked : await question.next(await channel.exchange(asked.value.bytes, { signal }));
      if (answered.done !== true || answered.value.kind !== "ok") throw new AppError("ebics", "no-versions", "The bank's computer answers, but not to the question for its versions.", { meaning: "Nothing was sent.", next: "Check the host id with the bank; some banks do not answer this question, and the line works all the same." });
      board.heard({ stage: "ebics", kind: "done", text: `speaks EBICS ${answered.value.value.versions.map((one) => `${one.versionNumber.replace(/^0/, "").replace(/0$/, "")} (${one.protocolVersion})`).join(", ")}` });
    } finally {
      board.isOver = true; // hanging up is no step
      await channel.close();
    }
    return { ok: true, steps: board.steps };
  } catch (error) {
    if (!isAppError(error)) throw error;
    board.failed(error);
    return { ok: false, steps: board.steps, problem: { code: error.code, text: error.message, next: error.next ?? "" }, unknownHostKey: hostKeyIn(error) };
  }
}

function hostKeyIn({ code, context }: AppError): LineTest["unknownHostKey"] {
  const { hostKeySha256: sha256, hostKeyType: type, place } = context;
  if (code !== "ssh-host-key-unknown" || typeof sha256 !== "string" || typeof place !== "string") return undefined;
  return { place, sha256, type: type === "rsa" || type === "ecdsa" ? type : "ed25519" };
}

class StepBoard {
  steps: readonly LineTestStep[] = [];
  isOver = false;
  readonly #now: () => number;
  readonly #onStep: (steps: readonly LineTestStep[]) => void;
  /** How each step began, in words. */
  readonly #beginnings: string[] = [];

  constructor(now: () => number, onStep: (steps: readonly LineTestStep[]) => void) {
    this.#now = now;
    this.#onStep = onStep;
  }

  heard({ stage, kind, text }: LineEvent): void {
    if (this.isOver) return;
    const at = this.steps.findLastIndex((step) => step.stage === stage && step.state === "running");
    if (kind === "begin") {
      // The same part of the way goes on to something else: what it did before is done.
      if (at >= 0) this.#finish(at, "done", this.#beginnings[at] ?? "");
      this.#begin(stage, text);
    } else if (kind === "done") {
      if (at < 0) this.#begin(stage, text);
      this.#finish(at < 0 ? this.steps.length - 1 : at, "done", text);
    } else if (at >= 0) this.#change(at, { text });
    else if (!this.steps.some((step) => step.stage === stage)) this.#begin(stage, text); // else it is said while hanging up: the failed one must stay the last under way
  }

  /** The innermost step that was under way is the one that failed. */
  failed(error: AppError): void {
    if (!this.steps.some((step) => step.state === "running")) this.#begin(this.steps.at(-1)?.stage ?? "connect", error.message);
    this.#finish(this.steps.findLastIndex((step) => step.state === "running"), "failed", error.message);
    for (const [at, step] of this.steps.entries()) if (step.state === "running") this.#finish(at, "not-finished", step.text);
  }

  #begin(stage: LineStage, text: string): void {
    this.#beginnings.push(text);
    this.#show([...this.steps, { stage, title: stageTitles[stage], state: "running", text, beganAtMs: this.#now(), tookMs: undefined }]);
  }

  #finish(at: number, state: LineTestStep["state"], text: string): void {
    this.#change(at, { state, text, tookMs: this.#now() - (this.steps[at]?.beganAtMs ?? 0) });
  }

  #change(at: number, change: Partial<LineTestStep>): void {
    this.#show(this.steps.map((step, i) => (i === at ? { ...step, ...change } : step)));
  }

  #show(steps: readonly LineTestStep[]): void {
    this.steps = steps;
    this.#onStep(steps);
  }
}
