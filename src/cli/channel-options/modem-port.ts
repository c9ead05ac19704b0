import type { Command } from "commander";
import { AppError } from "../../domain/errors.ts";
import type { ModemSettings } from "../../workflows/ports/channel.ts";
import { type DialScript, dialScriptDefault, dialScriptSchema, phoneNumberPattern } from "../../workflows/ports/dial-script.ts";
import { readText } from "./channel-options.ts";

/** Of a modem at a serial port. */
export interface ModemPortOptions {
  readonly port: string;
  readonly speed: string;
  readonly number?: readonly string[];
  readonly dialScript?: string;
  readonly pulse?: boolean;
  readonly prefix?: string;
  readonly dialTone: boolean;
  readonly flowControl: boolean;
}

export function declareModemPort(command: Command): Command {
  return command
    .option("--number <number>", "telephone number; give it again for a second one, tried when the first is busy", (one: string, before: readonly string[] = []) => [...before, one])
    .option("--speed <bit/s>", "between this computer and the modem", "115200")
    .option("--pulse", "dial by pulses instead of tones")
    .option("--prefix <digits>", "dialled before each number: 0W for an outside line")
    .option("--no-dial-tone", "dial without waiting for a dial tone the modem knows")
    .option("--no-flow-control", "the cable has no RTS and CTS")
    .option("--dial-script <file>", "JSON: commands, pauses, answers (kontor connection channel dial-script shows the usual one)");
}

/** @throws AppError input/`bad-number`, `bad-speed`, `bad-dial-script` */
export async function readModemPort(options: ModemPortOptions): Promise<ModemSettings> {
  const numbers = options.number ?? [];
  const wrong = numbers.find((one) => !phoneNumberPattern.test(one));
  if (wrong !== undefined) throw new AppError("input", "bad-number", `"${wrong}" is no telephone number.`, { meaning: "Nothing was done.", next: "Digits, * and #, commas for pauses; blanks, brackets and strokes do no harm." });
  const bitsPerSecond = Number(options.speed);
  if (!Number.isInteger(bitsPerSecond) || bitsPerSecond < 300 || bitsPerSecond > 4_000_000) throw new AppError("input", "bad-speed", `"${options.speed}" is no speed of a serial port.`, { meaning: "Nothing was done.", next: "Write it in bit/s: 9600, 57600, 115200." });
  const script = options.dialScript === undefined ? dialScriptDefault : scriptOf(await readText(options.dialScript));
  return {
    port: options.port, bitsPerSecond, numbers, hardwareFlowControl: options.flowControl ? undefined : false,
    script: scriptOf(JSON.stringify({ ...script, ...(options.pulse === true ? { dialling: "pulse" } : {}), ...(options.prefix === undefined ? {} : { prefix: options.prefix }), ...(options.dialTone ? {} : { waitForDialTone: false }) })),
  };
}

/** With a number to dial. @throws AppError input/`no-number`, and as `readModemPort` */
export async function readDialledModem(options: ModemPortOptions): Promise<ModemSettings> {
  const modem = await readModemPort(options);
  if (modem.numbers.length === 0) throw new AppError("input", "no-number", "A modem needs a number to dial.", { meaning: "Nothing was done.", next: "Give --number, once or more." });
  return modem;
}

function scriptOf(text: string): DialScript {
  const bad = (why: string) => new AppError("input", "bad-dial-script", `The dial script is not right: ${why}.`, { meaning: "Nothing was done.", next: "kontor connection channel dial-script shows a whole one." });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad("it is no JSON");
  }
  const read = dialScriptSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw bad(`${issue?.path.join(".") || "it"}: ${issue?.message ?? "unknown"}`);
}
