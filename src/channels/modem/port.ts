import { setTimeout as wait } from "node:timers/promises";
import type { AppError } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import { SerialFault, type SerialFaultCode } from "../../serial/serial-fault.ts";
import { SerialLine } from "../../serial/serial-line.ts";
import type { ChannelErrorCode, ModemSettings, OpenOptions } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";

/** So long a device sees DTR low before the port may be opened again. */
const dtrLowMs = 500;

/** A serial port as it is, with nothing dialled: for whatever stands directly at it. */
export interface OpenPort {
  readonly stream: SerialLine;
  /** Drops DTR where there is one, and closes. */
  hangUp(): Promise<void>;
}

/** @throws AppError channel/`port-missing`, `port-denied`, `port-busy`, `port-unusable` */
export async function openModemPort(settings: Pick<ModemSettings, "port" | "bitsPerSecond" | "hardwareFlowControl">, options: OpenOptions): Promise<OpenPort> {
  if (options.signal?.aborted === true) throw channelError("cancelled", false);
  options.onEvent?.({ stage: "modem", kind: "begin", text: `Opening ${settings.port} at ${settings.bitsPerSecond} bit/s` });
  try {
    const stream = await SerialLine.open({ path: settings.port, bitsPerSecond: settings.bitsPerSecond, hardwareFlowControl: settings.hardwareFlowControl });
    stream.on("error", () => undefined); // told by whoever waits for an answer
    options.onEvent?.({ stage: "modem", kind: "done", text: `${settings.port} is open` });
    return {
      stream,
      async hangUp() {
        if (stream.hasSignals && !stream.destroyed) {
          await stream.setDtr(false);
          await wait(dtrLowMs);
        }
        await stream.close();
      },
    };
  } catch (error) {
    throw error instanceof SerialFault ? portError(error) : error;
  }
}

const portCodes: Readonly<Record<SerialFaultCode, ChannelErrorCode>> = { missing: "port-missing", denied: "port-denied", busy: "port-busy", unusable: "port-unusable", gone: "port-missing", cancelled: "cancelled" };

/** A port's fault in the words of a channel. */
export function portError(fault: SerialFault): AppError {
  return channelError(portCodes[fault.code], false, { cause: fault, detail: fault.code === "cancelled" ? undefined : visibleLine(fault.message, 120) });
}
