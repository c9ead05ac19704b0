import type { SmsGatewayConfig } from "../../../workflows/ports/one-time-password.ts";
import { sendByHttps } from "./https.ts";
import { sendByModem } from "./modem.ts";
import { sendForPractice } from "./practice.ts";

export interface TextMessage {
  /** International: `+36301234567`. */
  readonly number: string;
  readonly text: string;
}

/** Sends one text. @throws AppError signer/`code-not-sent`: the text certainly or probably did not leave */
export interface SmsGateways {
  send(gateway: SmsGatewayConfig, message: TextMessage): Promise<void>;
}

export const smsGateways: SmsGateways = {
  send(gateway, message) {
    switch (gateway.kind) {
      case "https":
        return sendByHttps(gateway, message);
      case "gsm-modem":
        return sendByModem(gateway, message);
      case "practice":
        return sendForPractice(gateway, message);
    }
  },
};
