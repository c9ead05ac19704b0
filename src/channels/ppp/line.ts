import type { AppError } from "../../domain/errors.ts";
import type { OpenOptions, PppSettings } from "../../workflows/ports/channel.ts";
import type { Call } from "../calls/call.ts";
import { channelError } from "../channel-error.ts";
import { ControlPackets } from "./control-packets.ts";
import { Negotiation } from "./negotiation.ts";
import { lineOptions } from "./options.ts";
import { Pppd, type PppdEnd, statusNotRoot } from "./pppd.ts";
import type { ReadyPpp } from "./readiness.ts";
import { interfaceWith, type PppInterface, routeAsRoot } from "./route.ts";
import { openTerminalPair, type TerminalPair } from "./terminal.ts";

/** From the first packet to an interface with an address. */
const bringUpMs = 60_000;

export interface PppPlan {
  readonly ready: ReadyPpp;
  readonly settings: PppSettings;
}

interface Parts {
  readonly call: Call;
  readonly terminal: TerminalPair;
  readonly pppd: Pppd;
  readonly negotiation: Negotiation;
}

/** IP over a call: pppd at one end of a pair of terminals, the call at the other. */
export class PppLine {
  readonly #parts: Parts;
  #endedBy: string | undefined;
  /** When it is down, for whatever reason. */
  readonly ended: Promise<void>;
  readonly interface: PppInterface;
  readonly nameServers: readonly string[];

  private constructor(parts: Parts, up: PppInterface, nameServers: readonly string[]) {
    this.#parts = parts;
    this.interface = up;
    this.nameServers = nameServers;
    this.ended = parts.pppd.ended.then((end) => {
      this.#endedBy = reasonOf(end, parts);
      void parts.call.hangUp(); // nobody else would before the session ends, and it costs
    });
  }

  /**
   * Brings IP up on a call.
   * @throws AppError channel/`ppp-…`, `cut`, `cancelled`, with requestMayHaveArrived false; others where the system gives no terminal or file
   */
  static async on(call: Call, { ready, settings }: PppPlan, { signal, onEvent }: OpenOptions): Promise<PppLine> {
    const negotiation = new Negotiation(settings.login, onEvent);
    const terminal = openTerminalPair();
    join(call, terminal, negotiation);
    const pppd = await Pppd.start(ready, terminal.path, lineOptions(settings, !ready.usesPeer));
    const parts = { call, terminal, pppd, negotiation };
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), bringUpMs);
    const stop = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]);
    try {
      const outcome = await Promise.race([pppd.ended.then((end) => ({ end })), whenUp(negotiation, stop)]);
      if ("end" in outcome) throw failureOf(outcome.end, negotiation, call);
      if (signal?.aborted === true) throw channelError("cancelled", false);
      const { up, nameServers } = outcome;
      if (up === undefined) throw negotiation.failure(`nothing within ${bringUpMs / 1000} s`);
      if (!ready.usesPeer) {
        const undo = routeAsRoot(up);
        void pppd.ended.then(undo);
      }
      onEvent?.({ stage: "ipcp", kind: "done", text: `${up.local} at ${up.name}, ${nameServers.length === 0 ? "no name server" : `name servers ${nameServers.join(", ")}`}` });
      return new PppLine(parts, up, nameServers);
    } catch (error) {
      await takeDown(parts);
      throw error;
    } finally {
      clearTimeout(timer);
      over.abort();
    }
  }

  /** Why it is down. Undefined: it is up. */
  get endedBy(): string | undefined {
    return this.#endedBy;
  }

  describe(): string {
    return `PPP over ${this.#parts.call.describe()}`;
  }

  /** Farewell, then hangs up. Never throws. */
  async takeDown(): Promise<void> {
    await takeDown(this.#parts);
    await this.ended;
  }
}

/** Bytes both ways, each side waiting for the other; what the ends say to each other about the line is heard. */
function join({ stream }: Call, terminal: TerminalPair, negotiation: Negotiation): void {
  for (const [from, to, direction] of [[terminal.stream, stream, "sent"], [stream, terminal.stream, "received"]] as const) {
    const packets = new ControlPackets((packet) => negotiation.passed(direction, packet));
    from.on("data", (bytes: Buffer) => packets.hear(bytes));
    from.pipe(to, { end: false });
  }
  stream.on("error", () => undefined); // told by the reason of the end
  stream.once("close", () => terminal.close()); // the call is over: pppd is hung up
}

async function whenUp(negotiation: Negotiation, stop: AbortSignal): Promise<{ readonly up: PppInterface | undefined; readonly nameServers: readonly string[] }> {
  const stopped = Promise.withResolvers<undefined>();
  const giveUp = (): void => stopped.resolve(undefined);
  if (stop.aborted) giveUp();
  stop.addEventListener("abort", giveUp, { once: true });
  const agreed = await Promise.race([negotiation.agreed, stopped.promise]);
  stop.removeEventListener("abort", giveUp);
  return agreed === undefined ? { up: undefined, nameServers: [] } : { up: await interfaceWith(agreed.local, stop), nameServers: agreed.nameServers };
}

async function takeDown({ call, terminal, pppd }: Parts): Promise<void> {
  await pppd.end(() => terminal.close());
  terminal.close();
  await call.hangUp();
}

/** Statuses of pppd(8), "EXIT STATUS". */
const statuses = { notRoot: statusNotRoot, noKernel: 4, noEcho: 15, hungUp: 16, loopedBack: 17 } as const;
/** The far end did not agree, or ended it while it was being agreed. */
const notAgreed: readonly (number | undefined)[] = [0, 5, 10, 11, statuses.noEcho, statuses.hungUp, 19];

function failureOf({ status, said }: PppdEnd, negotiation: Negotiation, call: Call): AppError {
  if (negotiation.refusal !== undefined) return negotiation.refusal;
  if (call.stream.destroyed) return channelError("cut", false, { cause: call.stream.errored, detail: codeOf(call) ?? "the call was hung up" });
  if (status === statuses.notRoot) return channelError("ppp-denied", false, { detail: "pppd does not run as root" });
  if (status === statuses.noKernel) return channelError("ppp-no-kernel", false);
  if (status === statuses.loopedBack) return channelError("ppp-silent", false, { detail: "it sends back what we say" });
  return notAgreed.includes(status) ? negotiation.failure(said) : channelError("ppp-failed", false, { detail: said === "" ? `pppd ended with ${status ?? "a signal"}` : `pppd: ${said}` });
}

/** Why a line that was up is not any more. A far end that does not answer is a hang-up to pppd, too, though the call stands (pppd 2.4.9). */
function reasonOf({ status, said }: PppdEnd, { call, negotiation }: Parts): string {
  if (call.stream.destroyed) return codeOf(call) ?? "the call was hung up";
  if (negotiation.isEnded) return "the far end has ended PPP";
  return status === statuses.noEcho || status === statuses.hungUp ? "the far end does not answer any more" : `PPP has ended: ${said}`;
}

function codeOf({ stream: { errored } }: Call): string | undefined {
  return errored !== null && "code" in errored && typeof errored.code === "string" ? errored.code : undefined;
}
