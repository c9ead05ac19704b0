import { setTimeout as wait } from "node:timers/promises";
import type { AppError } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import { AtDialogue } from "../../serial/at-dialogue.ts";
import { SerialFault } from "../../serial/serial-fault.ts";
import type { SerialLine } from "../../serial/serial-line.ts";
import type { ChannelErrorCode, ModemSettings, OpenOptions } from "../../workflows/ports/channel.ts";
import { type DialOutcome, type DialScript, phoneNumberPattern } from "../../workflows/ports/dial-script.ts";
import { channelError } from "../channel-error.ts";
import { ModemCall } from "./call.ts";
import { openModemPort, portError } from "./port.ts";

const answerMs = 3_000;
const attentionMs = 1_000;
const attentionTries = 3;
/** The modem gives up by itself after S7; so much later we do. */
const answerSlackMs = 10_000;
const carrierRiseMsMax = 1_500;
const carrierLookMs = 50;
/** After these the same number may well answer later. */
const worthRedialling: ReadonlySet<DialOutcome> = new Set(["busy", "no-answer", "no-carrier", "delayed", "incoming-call"]);

/**
 * Opens the port, makes the modem ready and dials the numbers in turn, with pauses between the rounds.
 * @throws AppError area "channel" with requestMayHaveArrived false; the port is closed then and the modem has hung up
 */
export async function placeModemCall(settings: ModemSettings, options: OpenOptions): Promise<ModemCall> {
  if (options.signal?.aborted === true) throw channelError("cancelled", false);
  const { stream: line } = await openModemPort(settings, options);
  const dialogue = new AtDialogue(line, (kind, text) => options.onEvent?.({ stage: "modem", kind, text: visibleLine(text, 200) }));
  const hasSignals = line.hasSignals && settings.hardwareFlowControl !== false; // a cable of three wires has neither DTR nor DCD
  const modem = new Modem(dialogue, settings.script, hasSignals, options);
  try {
    await modem.makeReady();
    const carrierBefore = hasSignals ? await line.lookAtCarrier() : undefined;
    const connect = await modem.dialAll(settings.numbers);
    const followsCarrier = carrierBefore === false && (await carrierRises(line));
    dialogue.release();
    return new ModemCall(line, { guardMs: modem.guardMs, connect, dropsDtr: hasSignals, followsCarrier, onEvent: options.onEvent });
  } catch (error) {
    await modem.giveUp();
    dialogue.release();
    await line.setDtr(false);
    await line.close();
    throw error instanceof SerialFault ? portError(error) : error;
  }
}

/** A modem raises DCD with its CONNECT, or shortly after. Where it does not, or DCD was up before, that wire says nothing: the modem's words do. */
async function carrierRises(line: SerialLine): Promise<boolean> {
  for (const until = performance.now() + carrierRiseMsMax; performance.now() < until && !line.destroyed; await wait(carrierLookMs)) {
    if ((await line.lookAtCarrier()) === true) return true;
  }
  return false;
}

class Modem {
  readonly #dialogue: AtDialogue;
  readonly #script: DialScript;
  readonly #hasSignals: boolean;
  readonly #options: OpenOptions;
  #isDialling = false;
  guardMs: number;

  constructor(dialogue: AtDialogue, script: DialScript, hasSignals: boolean, options: OpenOptions) {
    this.#dialogue = dialogue;
    this.#script = script;
    this.#hasSignals = hasSignals;
    this.#options = options;
    this.guardMs = script.guardMs;
  }

  async makeReady(): Promise<void> {
    await this.#wake();
    for (const command of this.#script.init) {
      const answer = await this.#ask(command, answerMs);
      if (answer === undefined) throw channelError("modem-silent", false, { detail: `after ${command}` });
      if (answer !== "OK") throw channelError("modem-error", false, { detail: `${command}: ${visibleLine(answer, 40)}` });
    }
    // What the script says in figures; a modem that lacks one of these registers keeps its own, which is the usual one.
    await this.#ask(`AT${this.#script.waitForDialTone ? "X4" : "X3"}S7=${this.#script.answerSeconds}`, answerMs);
    const guard = await this.#ask(`ATS12=${this.#script.guardMs / 20}`, answerMs);
    if (guard !== "OK") this.guardMs = Math.max(1_000, this.#script.guardMs);
    // Where DTR hangs up, nothing must: cheap modems take "+++" without any silence around it.
    if (this.#hasSignals) await this.#ask("ATS2=255", answerMs);
  }

  /** @returns the modem's answer: "CONNECT 33600" */
  async dialAll(numbers: readonly string[]): Promise<string> {
    const wrong = numbers.find((number) => !phoneNumberPattern.test(number));
    if (wrong !== undefined || numbers.length === 0) throw channelError("modem-error", false, { detail: wrong === undefined ? "no number to dial" : `"${visibleLine(wrong, 40)}" is no telephone number` });
    let calls = 0;
    for (let round = 0; ; round++) {
      let last: AppError | undefined;
      for (const number of numbers) {
        calls++;
        const { outcome, answer } = await this.#dial(number);
        if (outcome === "connected") return answer;
        last = channelError(outcomeCodes[outcome], false, { detail: calls === 1 ? undefined : `${calls} calls` });
        if (!worthRedialling.has(outcome)) throw last;
      }
      if (round >= this.#script.redials) throw last ?? channelError("no-answer", false);
      this.#options.onEvent?.({ stage: "modem", kind: "begin", text: `Dialling again in ${this.#script.redialPauseSeconds} s` });
      await wait(this.#script.redialPauseSeconds * 1000, undefined, { signal: this.#options.signal }).catch(() => {
        throw channelError("cancelled", false);
      });
    }
  }

  /** Stops dialling, whatever the reason: any character does, and a call that came about meanwhile is hung up. Never throws. */
  async giveUp(): Promise<void> {
    if (!this.#isDialling) return;
    const quietly = { timeoutMs: attentionMs };
    await this.#dialogue.ask("", quietly).catch(() => undefined);
    const answer = await this.#dialogue.ask("ATH", quietly).catch(() => undefined);
    if (answer?.final !== "OK") await this.#leaveCall().catch(() => undefined);
  }

  /** The modem may still be in a call of a program that was killed. */
  async #wake(): Promise<void> {
    this.#options.onEvent?.({ stage: "modem", kind: "begin", text: "Waking the modem" });
    for (let tries = 0; tries < attentionTries; tries++) {
      if (tries > 0) await this.#leaveCall();
      if ((await this.#ask("ATQ0V1", attentionMs)) === "OK") return;
    }
    throw channelError("modem-silent", false);
  }

  async #leaveCall(): Promise<void> {
    await wait(this.guardMs * 1.2);
    await this.#dialogue.ask("+++", { end: "", timeoutMs: this.guardMs * 1.2 + attentionMs });
    await this.#dialogue.ask("ATH", { timeoutMs: attentionMs });
  }

  async #dial(number: string): Promise<{ readonly outcome: DialOutcome; readonly answer: string }> {
    this.#options.onEvent?.({ stage: "modem", kind: "begin", text: `Dialling ${number}` });
    const digits = `${this.#script.prefix}${number}`.replace(/[ ()/-]/g, "");
    this.#isDialling = true;
    const answer = await this.#ask(`ATD${this.#script.dialling === "tone" ? "T" : "P"}${digits}`, this.#script.answerSeconds * 1000 + answerSlackMs, (line) => this.#outcomeOf(line) !== undefined);
    if (answer === undefined) {
      await this.giveUp();
      this.#isDialling = false;
      return { outcome: "no-answer", answer: "" };
    }
    this.#isDialling = false;
    const outcome = this.#outcomeOf(answer) ?? "error";
    if (outcome === "connected") this.#options.onEvent?.({ stage: "modem", kind: "done", text: answer });
    return { outcome, answer };
  }

  /** What an answer means; the longest word of the script that it begins with counts. */
  #outcomeOf(line: string): DialOutcome | undefined {
    const said = line.toUpperCase();
    const word = Object.keys(this.#script.answers).filter((one) => said.startsWith(one.toUpperCase())).sort((a, b) => b.length - a.length)[0];
    return word === undefined ? undefined : this.#script.answers[word];
  }

  /** @returns the last line of the answer; undefined when there is none in time */
  async #ask(command: string, timeoutMs: number, isFinal?: (line: string) => boolean): Promise<string | undefined> {
    return (await this.#dialogue.ask(command, { timeoutMs, signal: this.#options.signal, isFinal }))?.final;
  }
}

const outcomeCodes: Readonly<Record<Exclude<DialOutcome, "connected">, ChannelErrorCode>> = {
  busy: "busy", "no-carrier": "no-carrier", "no-dial-tone": "no-dial-tone", "no-answer": "no-answer", delayed: "dial-delayed", "incoming-call": "incoming-call", error: "modem-error",
};
