import type { DeviceSurroundings, SigningDevice } from "../../workflows/ports/signing-device.ts";
import type { ReleaseToken } from "../../workflows/ports/one-time-password.ts";
import { codeError } from "./errors.ts";
import { keyRelease } from "./release.ts";
import type { SmsGateways } from "./sms/gateway.ts";

/** The opened key behind its code: each digest that a code has released is signed once, and no other. */
export function guarded(inner: SigningDevice, token: ReleaseToken, of: DeviceSurroundings, gateways: SmsGateways): SigningDevice {
  const released: string[] = [];
  let closed = false;
  const described = inner.describe();
  return {
    mechanisms: inner.mechanisms,
    certificateDer: inner.certificateDer,
    describe: () => ({ ...described, title: `${described.title}, released by ${token.title}` }),
    release: keyRelease(token.id, of, gateways, "sign", (matter) => {
      if (!closed) released.splice(0, Infinity, ...matter.digests);
    }),
    async sign(mechanism, orderDataDigest) {
      const at = released.indexOf(Buffer.from(orderDataDigest).toString("hex"));
      if (at < 0 && !closed && inner.mechanisms.includes(mechanism) && orderDataDigest.length === 32) {
        throw codeError("not-released", "No one-time password has released the key for this.", "Sign again; a code is asked for then.");
      }
      const taken = released.splice(at < 0 ? released.length : at, 1);
      try {
        return await inner.sign(mechanism, orderDataDigest);
      } catch (error) {
        released.push(...taken); // nothing was signed with it
        throw error;
      }
    },
    async close() {
      closed = true;
      released.length = 0;
      await inner.close();
    },
  };
}
