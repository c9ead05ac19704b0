import { randomInt } from "node:crypto";
import type { SerialPort } from "serialport";
import type { SmsGatewayConfig } from "../../../workflows/ports/one-time-password.ts";
import { codeError } from "../errors.ts";
import type { TextMessage } from "./gateway.ts";
import { type DialogueOptions, sendTextOver } from "./gsm-dialogue.ts";

/** Somebody else may be sending: then the port is theirs for some seconds. */
const openTries = 20;
const openPauseMs = 500;

/** Sends one text by the GSM modem on a serial port, which is held for that time only. @throws AppError signer/`code-not-sent` */
export async function sendByModem(gateway: Extract<SmsGatewayConfig, { readonly kind: "gsm-modem" }>, message: TextMessage, options: Omit<DialogueOptions, "reference" | "simPin"> = {}): Promise<void> {
  const port = await opened(gateway.device, gateway.baudRate);
  try {
    await sendTextOver(port, message, { simPin: gateway.simPin, reference: randomInt(256), ...options });
  } finally {
    if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
  }
}

async function opened(device: string, baudRate: number): Promise<SerialPort> {
  const serial = await import("serialport");
  for (let tries = 1; ; tries++) {
    const port = new serial.SerialPort({ path: device, baudRate, autoOpen: false });
    const error = await new Promise<Error | null>((resolve) => port.open(resolve));
    if (error === null) {
      port.on("error", () => undefined); // the dialogue hears of it by its own listener; one after its end must not stop the program
      return port;
    }
    if (tries === openTries || !/lock/i.test(error.message)) {
      throw codeError("code-not-sent", `The modem at ${device} cannot be opened: ${error.message.replace(/^Error:?\s*/, "")}.`, "Check the cable, the device's name, and that you may use it (group dialout).", { cause: error, retryable: true });
    }
    await new Promise((resolve) => setTimeout(resolve, openPauseMs));
  }
}
