import { toIsoInstant } from "../../domain/clock.ts";
import { assert } from "../../domain/errors.ts";
import type { IsoInstant } from "../../domain/ids.ts";
import type { OneTimePasswordDriver } from "../../workflows/ports/one-time-password.ts";
import type { DeviceSurroundings, KeyFileConfig, SigningDeviceDriver } from "../../workflows/ports/signing-device.ts";
import { keyFile } from "../key-file/index.ts";
import { digitsOf, resynchronised } from "./check-code.ts";
import { enrolToken } from "./enrol.ts";
import { codeError } from "./errors.ts";
import { guarded } from "./guarded.ts";
import { keyRelease, triesPerToken, usableToken } from "./release.ts";
import { changePin, openSealed, openUnder, passphraseUnder, requireGoodPin, resealed, type Sealing } from "./seal.ts";
import { type SmsGateways, smsGateways } from "./sms/gateway.ts";

/** A key file that signs only what a one-time password has released. docs/one-time-passwords.md says what that guards against, and what not. */
export const oneTimePassword: OneTimePasswordDriver = oneTimePasswords(keyFile, smsGateways);

function oneTimePasswords(keys: SigningDeviceDriver<KeyFileConfig>, gateways: SmsGateways): OneTimePasswordDriver {
  const sealing = (baseFolder: string, { store }: DeviceSurroundings): Sealing => ({ keys, baseFolder, store });
  return {
    kind: "one-time-password",
    title: "One-time password",
    place: ({ key }) => `${keys.place(key)}, one-time password`,
    secretName: ({ key }) => keys.secretName(key),
    beside: ({ key, tokenId }, number) => ({ kind: "one-time-password", key: keys.beside(key, number), tokenId }),

    async open(config, pin, baseFolder, surroundings) {
      const of = given(surroundings);
      const token = await usableToken(of.store, config.tokenId, "sign");
      return guarded(await openSealed(config, pin, sealing(baseFolder, of)), token, of, gateways);
    },

    async create({ key, tokenId }, pin, baseFolder, subject, surroundings) {
      const of = given(surroundings);
      const token = await usableToken(of.store, tokenId, "sign");
      requireGoodPin(pin);
      using passphrase = await passphraseUnder(tokenId, pin, of.store);
      return guarded(await keys.create(key, passphrase, baseFolder, subject), token, of, gateways);
    },

    async changeSecret(config, oldPin, newPin, baseFolder, surroundings) {
      const own = sealing(baseFolder, given(surroundings));
      await (await openSealed(config, oldPin, own)).close(); // completes a change of the seal that was broken off
      await changePin(config.key, config.tokenId, config.tokenId, oldPin, newPin, own);
    },

    enrol: enrolToken,
    proof: (tokenId, of) => keyRelease(tokenId, of, gateways, "proof", () => undefined),
    reseal: (key, from, to, pin, baseFolder, of) => resealed(key, from, to, pin, sealing(baseFolder, of)),

    async tryPin(key, seal, pin, baseFolder, of) {
      await (await openUnder(key, seal, pin, sealing(baseFolder, of))).close();
    },

    async resynchronise(tokenId, first, second, of) {
      const right = await of.store.transaction(async (store) => {
        const token = await usableToken(store, tokenId, "sign");
        if (token.method.kind !== "counter" && token.method.kind !== "time") throw codeError("code-not-set-up", `The ${token.title} has neither counter nor clock.`, "Nothing has to be set right.");
        const [one, two] = [digitsOf(first.bytes), digitsOf(second.bytes)];
        const method = resynchronised(token.method, one, two, of.clock.now());
        one.fill(0);
        two.fill(0);
        const wrongCodes = token.wrongCodes + 1;
        await store.releases.putToken(method === undefined ? { ...token, wrongCodes, state: wrongCodes >= triesPerToken ? "locked" : token.state } : { ...token, method, wrongCodes: 0 });
        await store.journal.append({
          at: toIsoInstant(of.clock.now()) as IsoInstant, actor: of.actor, subject: tokenId,
          ...(method === undefined ? { action: "code.wrong", summary: `${token.title}: two codes that do not follow each other` } : { action: "code-token.resynchronised", summary: `${token.title}: counter or clock set right by two codes` }),
        });
        return method !== undefined;
      });
      if (!right) throw codeError("wrong-code", "These are not two codes of this token, one right after the other.", "Wait for a new code, type it, wait for the next, and type that.", { retryable: true });
    },
  };
}

function given(surroundings: DeviceSurroundings | undefined): DeviceSurroundings {
  assert(surroundings !== undefined, "a key behind one-time passwords is opened for a customer");
  return surroundings;
}
