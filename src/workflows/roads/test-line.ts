import { AppError, isAppError } from "../../domain/errors.ts";
import { hev } from "../../ebics/index.ts";
import { requireRight, type WorkflowContext } from "../context.ts";
import type { ChannelConfig, HostKeyType, LineEvent, LineStage } from "../ports/channel.ts";
import type { Connection } from "../ports/customer-store.ts";
import { openRoad } from "./take-road.ts";

export interface LineTestStep {
  readonly stage: LineStage;
  readonly title: string;
  readonly state: "running" | "done" | "failed" | "not-finished";
  /** What came of it; not filtered. */
  readonly text: string;
  readonly tookMs: number;
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
  name: "look the name up", connect: "connect", proxy: "proxy", modem: "modem", pad: "PAD", x25: "X.25 call", ppp: "PPP on this machine", lcp: "the line's terms (LCP)", "ppp-login": "log in (PPP)", ipcp: "our address (IPCP)", route: "way to the bank", ssh: "secure line (SSH)", "host-key": "the host's key", login: "log in", forward: "way to the bank", tls: "the bank's proof (TLS)", ebics: "EBICS",
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
  readonly #now: () => number;
  readonly #onStep: (steps: readonly LineTestStep[]) => void;
  readonly #beganMs: number[] = [];

  constructor(now: () => number, onStep: (steps: readonly LineTestStep[]) => void) {
    this.#now = now;
    this.#onStep = onStep;
  }

  heard({ stage, kind, text }: LineEvent): void {
    const at = this.steps.findLastIndex((step) => step.stage === stage && step.state === "running");
    if (kind === "begin" || at < 0) this.#add(stage, kind === "done" ? "done" : "running", text);
    else this.#change(at, kind === "done" ? { state: "done", text } : { text });
  }

  /** The innermost step that was under way is the one that failed. */
  failed(error: AppError): void {
    const last = this.steps.findLastIndex((step) => step.state === "running");
    if (last < 0) this.#add(this.steps.at(-1)?.stage ?? "connect", "failed", error.message);
    else this.#change(last, { state: "failed", text: error.message });
    for (const [at, step] of this.steps.entries()) if (step.state === "running") this.#change(at, { state: "not-finished" });
  }

  #add(stage: LineStage, state: LineTestStep["state"], text: string): void {
    this.#beganMs.push(this.#now());
    this.#show([...this.steps, { stage, title: stageTitles[stage], state, text, tookMs: 0 }]);
  }

  #change(at: number, change: Partial<LineTestStep>): void {
    this.#show(this.steps.map((step, i) => (i === at ? { ...step, ...change, tookMs: this.#now() - (this.#beganMs[at] ?? 0) } : step)));
  }

  #show(steps: readonly LineTestStep[]): void {
    this.steps = steps;
    this.#onStep(steps);
  }
}
