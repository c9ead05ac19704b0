import { visibleLine } from "../../domain/text.ts";
import { AtDialogue } from "../../serial/at-dialogue.ts";
import { SerialFault } from "../../serial/serial-fault.ts";
import type { OpenOptions, PadSettings } from "../../workflows/ports/channel.ts";
import type { Call } from "../calls/call.ts";
import { channelError } from "../channel-error.ts";
import { placeModemCall } from "../modem/dial.ts";
import { openModemPort, portError } from "../modem/port.ts";
import { PadCall } from "./pad-call.ts";
import { padCauseWords } from "./words.ts";

const answerMs = 5_000;
/** Until the network says that the call stands (X.25's T21 is 200 s; an operator waits). */
const callMs = 90_000;
const attentionTries = 5;
const attentionMs = 1_500;

/**
 * Parameters of X.3 for data that nobody looks into: no recall character, no echo, forwarding after 1/20 s of silence, no XON and XOFF, service
 * signals (a cleared call is told), nothing for BREAK, no padding, no folding, no line feeds inserted, no editing.
 */
const transparent = [[1, 0], [2, 0], [3, 0], [4, 1], [5, 0], [6, 1], [7, 0], [9, 0], [10, 0], [12, 0], [13, 0], [14, 0], [15, 0]] as const;

/**
 * Makes a call by the dialogue of ITU-T X.28 with a PAD on a serial port, or at the end of a telephone call.
 * @throws AppError area "channel" with requestMayHaveArrived false; the port is free and the telephone hung up then
 */
export async function placePadCall(settings: PadSettings, options: OpenOptions): Promise<Call> {
  const command = selectionOf(settings);
  const line = settings.modem.numbers.length > 0 ? await placeModemCall(settings.modem, options) : await openModemPort(settings.modem, options);
  const secret = settings.userIdentification;
  const dialogue = new AtDialogue(line.stream, (kind, text) => options.onEvent?.({ stage: "pad", kind, text: visibleLine(secret === undefined ? text : text.replaceAll(secret, "•••"), 200) }));
  try {
    line.stream.on("error", () => undefined); // told by whoever waits for an answer
    await wakePad(dialogue, options);
    await makeTransparent(dialogue, options);
    await select(dialogue, command, settings.calledAddress, options);
    dialogue.release();
    return new PadCall(line, options.onEvent);
  } catch (error) {
    dialogue.release();
    await line.hangUp();
    throw error instanceof SerialFault ? portError(error) : error;
  }
}

/** Two carriage returns, by which a PAD finds out the speed, until it shows its prompt. */
async function wakePad(dialogue: AtDialogue, { signal, onEvent }: OpenOptions): Promise<void> {
  onEvent?.({ stage: "pad", kind: "begin", text: "Waking the PAD" });
  for (let tries = 0; tries < attentionTries; tries++) {
    const answer = await dialogue.ask("\r", { timeoutMs: attentionMs, signal, shown: "CR CR", prompt: "*", isFinal: (line) => /^(ERR|FREE|ENGAGED)\b/.test(line) });
    if (answer !== undefined) return;
  }
  throw channelError("pad-silent", false);
}

async function makeTransparent(dialogue: AtDialogue, { signal }: OpenOptions): Promise<void> {
  const list = transparent.map(([reference, value]) => `${reference}:${value}`).join(",");
  const answer = await dialogue.ask(`SET?${list}`, { timeoutMs: answerMs, signal, isFinal: (line) => /^\*? ?(PAR|ERR)/.test(line) });
  if (answer === undefined) throw channelError("pad-silent", false, { detail: "after SET?" });
  const told = new Map([...answer.final.matchAll(/(\d+): ?(\d+|INV)/g)].map(([, reference, value]) => [Number(reference), value]));
  // One that the PAD does not have does what is wanted anyhow, but for these: without them the data would be changed.
  const wrong = transparent.find(([reference, value]) => [1, 2, 3, 15].includes(reference) && told.get(reference) !== String(value));
  if (wrong !== undefined) throw channelError("pad-error", false, { detail: `X.3 parameter ${wrong[0]}: ${told.get(wrong[0]) ?? visibleLine(answer.final, 40)}` });
}

async function select(dialogue: AtDialogue, command: string, address: string, { signal, onEvent }: OpenOptions): Promise<void> {
  onEvent?.({ stage: "pad", kind: "begin", text: `Calling ${address}` });
  const answer = await dialogue.ask(command, { timeoutMs: callMs, signal, isFinal: (line) => /\b(COM|CLR|ERR)\b/.test(line) });
  if (answer === undefined) throw channelError("connect-timeout", false, { detail: "no answer to the call" });
  if (/\bCOM\b/.test(answer.final)) {
    onEvent?.({ stage: "pad", kind: "done", text: "The call stands" });
    return;
  }
  const cause = /\bCLR ([A-Z]+)/.exec(answer.final)?.[1];
  if (cause === undefined) throw channelError("pad-error", false, { detail: visibleLine(answer.final, 60) });
  const detail = padCauseWords(cause) ?? visibleLine(answer.final, 60);
  throw cause === "OCC" ? channelError("busy", false, { detail }) : channelError("call-cleared", false, { detail });
}

/**
 * Facilities, "-", address, call user data after "D" (X.28, section 3.5.15).
 * @throws AppError channel/`pad-error` where something does not fit into such a line
 */
function selectionOf({ calledAddress, userIdentification, closedUserGroup, callData }: PadSettings): string {
  const wrong = !/^\d{1,15}$/.test(calledAddress) ? "the address to call is not of 1 to 15 digits"
    : userIdentification !== undefined && !/^[A-Za-z0-9.]{1,32}$/.test(userIdentification) ? "the network user identification is not of letters and digits"
    : closedUserGroup !== undefined && !/^\d{1,2}$/.test(closedUserGroup) ? "the closed user group is not of one or two digits"
    : callData !== undefined && !/^[A-Za-z0-9 ._-]{0,12}$/.test(callData) ? "the data for the host that is called are not of up to 12 letters and digits" : undefined;
  if (wrong !== undefined) throw channelError("pad-error", false, { detail: wrong });
  const facilities = [...(userIdentification === undefined ? [] : [`N${userIdentification}`]), ...(closedUserGroup === undefined ? [] : [`G${closedUserGroup.padStart(2, "0")}`])];
  return `${facilities.length === 0 ? "" : `${facilities.join(",")}-`}${calledAddress}${callData === undefined || callData === "" ? "" : `D${callData}`}`;
}
