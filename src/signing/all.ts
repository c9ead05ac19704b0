import type { ChipCards } from "../workflows/ports/chip-cards.ts";
import type { SigningDeviceDriver } from "../workflows/ports/signing-device.ts";
import { keyFile } from "./key-file/index.ts";
import { oneTimePassword } from "./one-time-password/index.ts";
import { pkcs11Cards } from "./pkcs11/index.ts";
import type { Patiences } from "./pkcs11/patience.ts";

export interface SigningDevices {
  /** Every kind of signing device, sorted by kind. */
  readonly drivers: readonly SigningDeviceDriver[];
  readonly cards: ChipCards;
  /** Lets go of the cards. A process that simply ends needs no end. */
  end(): Promise<void>;
}

/** Once per process: a card's module is initialised once, and everybody's sessions go through the same owner. @param patiences with modules that do not answer */
export function createSigningDevices(patiences?: Patiences): SigningDevices {
  const { driver: pkcs11, cards, end } = pkcs11Cards(patiences);
  return { drivers: [keyFile, oneTimePassword, pkcs11], cards, end };
}
