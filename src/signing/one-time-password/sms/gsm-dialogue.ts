import type { Duplex } from "node:stream";
import { AppError } from "../../../domain/errors.ts";
import { visibleLine } from "../../../domain/text.ts";
import { codeError } from "../errors.ts";
import { type AtAnswer, AtLine } from "./at-line.ts";
import type { TextMessage } from "./gateway.ts";
import { pdusFor } from "./pdu.ts";

export interface DialogueOptions {
  readonly simPin?: string | undefined;
  /** 0 to 255; ties the parts of a long text together. */
  readonly reference: number;
  /** Milliseconds: for a plain command, for the network to be found, for a message to be taken by it. */
  readonly commandMs?: number | undefined;
  readonly registerMs?: number | undefined;
  readonly sendMs?: number | undefined;
  readonly pauseMs?: number | undefined;
}

const endOfMessage = "\u001a";
const leavePrompt = "\u001b";
const wakeTries = 3;

/**
 * Sends one text by a GSM modem on an open line: wakes it, opens the SIM, waits for the network, and hands over each part in PDU mode
 * (AT+CMGF=0), the mode that every modem has and the only one in which parts and other alphabets are the same everywhere.
 * @throws AppError signer/`code-not-sent`; with context `simPinRefused` when the SIM did not take its PIN: it must not be tried again
 * Source: 3GPP TS 27.005 §4.3 (AT+CMGS), TS 27.007 §8.3 (AT+CPIN), §7.2 (AT+CREG)
 */
export async function sendTextOver(line: Duplex, message: TextMessage, options: DialogueOptions): Promise<void> {
  const { commandMs = 5_000, registerMs = 60_000, sendMs = 60_000, pauseMs = 1_000 } = options;
  const modem = new AtLine(line);
  try {
    await wake(modem, commandMs);
    await must(modem, "ATE0", commandMs);
    await must(modem, "AT+CMEE=1", commandMs); // numbers instead of words, which differ by maker
    await openSim(modem, options.simPin, commandMs);
    await registered(modem, registerMs, commandMs, pauseMs);
    await must(modem, "AT+CMGF=0", commandMs);
    for (const { hex, octets } of pdusFor(message.number, message.text, options.reference)) {
      const asked = await modem.prompt(`AT+CMGS=${octets}`, commandMs);
      if (asked !== "prompt") throw refused("AT+CMGS", asked);
      modem.send(hex + endOfMessage);
      const answer = await modem.answer(sendMs);
      if (answer.error !== undefined || !answer.lines.some((one) => one.startsWith("+CMGS:"))) throw refused("AT+CMGS", answer);
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw codeError("code-not-sent", `The modem did not send the text: ${cause instanceof Error ? visibleLine(cause.message, 120) : "no reason given"}.`, "Check that the modem has power and that the right device is set. A text that comes later counts no more.", { cause, retryable: true });
  } finally {
    modem.release();
  }
}

/** Whatever an earlier talk left half done is ended first: Escape leaves a message's prompt. */
async function wake(modem: AtLine, commandMs: number): Promise<void> {
  for (let tries = 1; ; tries++) {
    modem.send(leavePrompt);
    try {
      return void (await modem.command("AT", commandMs));
    } catch (error) {
      if (tries === wakeTries) throw error;
    }
  }
}

async function openSim(modem: AtLine, simPin: string | undefined, commandMs: number): Promise<void> {
  const state = await modem.command("AT+CPIN?", commandMs);
  if (state.error !== undefined) throw refused("AT+CPIN?", state);
  const [wants] = state.lines.flatMap((one) => /^\+CPIN: (.*)$/.exec(one)?.[1] ?? []);
  if (wants === "READY") return;
  if (wants !== "SIM PIN") throw codeError("code-not-sent", `The SIM in the modem wants ${visibleLine(wants ?? "something else", 30)}.`, "Put it into a telephone and unlock it there.");
  if (simPin === undefined) throw codeError("code-not-sent", "The SIM in the modem wants its PIN.", "Set the telephone up anew with the SIM's PIN.");
  if (!/^\d{4,8}$/.test(simPin)) throw codeError("code-not-sent", "What is set as the SIM's PIN is none.", "Set the telephone up anew; a PIN has 4 to 8 digits.");
  const opened = await modem.command(`AT+CPIN="${simPin}"`, commandMs);
  if (opened.error === undefined) return;
  throw new AppError("signer", "code-not-sent", "The SIM did not take its PIN.", {
    meaning: "Nothing was signed. The PIN is not tried again: three wrong ones lock the SIM.", next: "Set the telephone up anew with the right PIN of the SIM.", context: { simPinRefused: true },
  });
}

/** 1: at home, 5: roaming. */
async function registered(modem: AtLine, registerMs: number, commandMs: number, pauseMs: number): Promise<void> {
  const deadline = AbortSignal.timeout(registerMs);
  for (;;) {
    const { lines } = await modem.command("AT+CREG?", commandMs);
    const [state] = lines.flatMap((one) => /^\+CREG: \d,(\d)/.exec(one)?.[1] ?? []);
    if (state === "1" || state === "5") return;
    if (state === "3") throw codeError("code-not-sent", "The network does not admit the modem's SIM.", "Ask the network's operator.");
    if (deadline.aborted) throw codeError("code-not-sent", "The modem finds no network.", "Check its aerial.", { retryable: true });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function must(modem: AtLine, command: string, commandMs: number): Promise<AtAnswer> {
  const answer = await modem.command(command, commandMs);
  if (answer.error !== undefined) throw refused(command, answer);
  return answer;
}

/** What the numbers mean that are met. 3GPP TS 27.007 §9.2 (CME), TS 27.005 §3.2.5 with TS 24.011 annex E (CMS) */
const words: Readonly<Record<string, string>> = {
  "CME 10": "there is no SIM in it", "CME 13": "its SIM does not work", "CME 14": "its SIM is busy", "CME 15": "it has a wrong SIM", "CME 30": "it has no network",
  "CMS 1": "the number is not in use", "CMS 8": "the SIM's operator bars it", "CMS 10": "the SIM may not send", "CMS 21": "the network refused it", "CMS 28": "the number is not known", "CMS 38": "the network is out of order",
  "CMS 41": "the network failed for the moment", "CMS 42": "the network is congested", "CMS 50": "the SIM may not send texts", "CMS 310": "there is no SIM in it", "CMS 331": "it has no network", "CMS 332": "the network did not answer",
};

function refused(command: string, { error, lines }: AtAnswer): AppError {
  const number = /\+(CM[ES]) ERROR: (\d+)/.exec(error ?? "");
  const meaning = number === null ? undefined : words[`${number[1]} ${number[2]}`];
  return codeError("code-not-sent", `The modem did not send the text: ${meaning ?? `${command} was answered by ${visibleLine(error ?? lines.join(" "), 60)}`}.`, "Check modem, SIM and number; then sign again.", { retryable: true });
}
