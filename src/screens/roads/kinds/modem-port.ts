import { AppError } from "../../../domain/errors.ts";
import type { ModemSettings } from "../../../workflows/ports/channel.ts";
import { dialScriptDefault, dialScriptSchema, phoneNumberPattern } from "../../../workflows/ports/dial-script.ts";
import type { FieldCheck, FormAnswer, FormField, FormTexts } from "../../widgets/form-fields.ts";

const speeds = ["9600", "19200", "38400", "57600", "115200", "230400"] as const;

/** A modem at a serial port, with its dial script. @param dials whether there is something to dial, by the other fields */
export function modemPortFields(shown: (texts: FormTexts) => boolean, dials: (texts: FormTexts) => boolean): readonly FormField[] {
  const script = dialScriptDefault;
  const dialled: readonly FormField[] = [
    { kind: "text", name: "number", label: "number", required: true, check: checkNumber, hint: "of the bank's modem; a comma is a pause" },
    { kind: "text", name: "secondNumber", label: "second number", check: checkNumber, hint: "empty: there is none. Tried when the first is busy" },
    { kind: "select", name: "dialling", label: "dials", options: [{ value: "tone", text: "by tones" }, { value: "pulse", text: "by pulses" }] },
    { kind: "text", name: "prefix", label: "prefix", hint: "before each number: 0W for an outside line; empty: none", width: 21, check: (text) => problemOf("prefix", text) },
    { kind: "select", name: "dialTone", label: "dial tone", options: [{ value: "wait", text: "the modem waits for it" }, { value: "blind", text: "is not known to the modem: it dials at once" }] },
    { kind: "text", name: "redials", label: "dials again", value: String(script.redials), width: 3, check: (text) => problemOf("redials", Number(text)), hint: "times, when busy or not answered" },
    { kind: "text", name: "redialPause", label: "after seconds", value: String(script.redialPauseSeconds), width: 4, check: (text) => problemOf("redialPauseSeconds", Number(text)) },
    { kind: "text", name: "init", label: "made ready by", value: script.init.join("; "), check: (text) => problemOf("init", commandsOf(text)), hint: "commands, with ; between" },
  ];
  return [
    { kind: "text", name: "port", label: "serial port", required: true, value: "/dev/ttyS0", when: shown, hint: "of the modem, on this machine" },
    { kind: "select", name: "portSpeed", label: "its speed", value: "115200", when: shown, options: speeds.map((value) => ({ value, text: `${value} bit/s` })) },
    { kind: "select", name: "flowControl", label: "flow control", when: shown, options: [{ value: "hardware", text: "by RTS and CTS" }, { value: "none", text: "none: the cable has three wires" }] },
    ...dialled.map((field) => ({ ...field, when: (texts: FormTexts) => shown(texts) && dials(texts) })),
  ];
}

export function modemPortTexts({ port, bitsPerSecond, hardwareFlowControl, numbers: [number, secondNumber], script }: ModemSettings): FormTexts {
  return {
    port, portSpeed: String(bitsPerSecond), flowControl: hardwareFlowControl === false ? "none" : "hardware", ...(number === undefined ? {} : { number, secondNumber: secondNumber ?? "" }),
    dialling: script.dialling, prefix: script.prefix, dialTone: script.waitForDialTone ? "wait" : "blind", redials: String(script.redials), redialPause: String(script.redialPauseSeconds), init: script.init.join("; "),
  };
}

/** @throws AppError input/`bad-dial-script` */
export function readModemPort({ texts }: FormAnswer, dials: boolean, earlier?: ModemSettings): ModemSettings {
  const script = dialScriptSchema.safeParse({
    ...(earlier?.script ?? dialScriptDefault),
    ...(dials ? {
      dialling: texts.dialling === "pulse" ? "pulse" : "tone", prefix: texts.prefix ?? "", waitForDialTone: texts.dialTone !== "blind",
      redials: Number(texts.redials ?? ""), redialPauseSeconds: Number(texts.redialPause ?? ""), init: commandsOf(texts.init ?? ""),
    } : {}),
  });
  if (!script.success) throw new AppError("input", "bad-dial-script", `The dial script is not right: ${script.error.issues[0]?.message ?? "unknown"}.`, { meaning: "Nothing was stored." });
  const numbers = dials ? [texts.number ?? "", texts.secondNumber ?? "", ...(earlier?.numbers.slice(2) ?? [])].map((one) => one.trim()).filter((one) => one !== "") : [];
  return { port: texts.port ?? "", bitsPerSecond: Number(texts.portSpeed ?? "115200"), ...(texts.flowControl === "none" ? { hardwareFlowControl: false } : {}), numbers, script: script.data };
}

function commandsOf(text: string): string[] {
  return text.split(";").map((one) => one.trim()).filter((one) => one !== "");
}

function checkNumber(text: string): FieldCheck | undefined {
  return phoneNumberPattern.test(text.trim()) ? undefined : { problem: "Digits, * and #, commas for pauses." };
}

/** What the script's rules say to one of its parts. */
function problemOf(part: keyof typeof dialScriptDefault, value: unknown): FieldCheck | undefined {
  const read = dialScriptSchema.shape[part].safeParse(value);
  return read.success ? undefined : { problem: `${read.error.issues[0]?.message ?? "Not right"}.` };
}
