import type pkcs11js from "pkcs11js";
import type { CardPinState, CardToken } from "../../workflows/ports/chip-cards.ts";
import { ckm, mechanismsOf } from "./mechanisms.ts";

/** CK_TOKEN_INFO flags; PKCS#11 Base Specification 2.40, table 6. */
const flag = { userPinInitialized: 0x08, protectedAuthenticationPath: 0x100, userPinCountLow: 0x10000, userPinFinalTry: 0x20000, userPinLocked: 0x40000, userPinToBeChanged: 0x80000 } as const;

export function pinStateOf(flags: number): CardPinState {
  if ((flags & flag.userPinLocked) !== 0) return "locked";
  if ((flags & flag.userPinInitialized) === 0) return "not-set";
  if ((flags & flag.userPinFinalTry) !== 0) return "one-try-left";
  if ((flags & flag.userPinCountLow) !== 0) return "few-tries-left";
  if ((flags & flag.userPinToBeChanged) !== 0) return "to-be-changed";
  return "ok";
}

/** Labels and serial numbers are padded with blanks to a fixed length. */
export function tokenOf(info: pkcs11js.TokenInfo, offered: ReadonlySet<number>, canDecrypt: boolean): CardToken {
  return {
    label: info.label.trimEnd(), serial: info.serialNumber.trimEnd(), manufacturer: info.manufacturerID.trimEnd(), model: info.model.trimEnd(),
    pinState: pinStateOf(info.flags), pinPad: (info.flags & flag.protectedAuthenticationPath) !== 0, pinLengthMin: info.minPinLen, pinLengthMax: info.maxPinLen,
    mechanisms: mechanismsOf(offered), canMakeKeys: offered.has(ckm.rsaKeyPairGen), canDecrypt,
  };
}
