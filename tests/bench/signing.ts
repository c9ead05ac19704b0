import { createHash } from "node:crypto";
import type Pkcs11js from "pkcs11js";
import { Secret } from "../../src/domain/secret.ts";
import { createSigningDevices } from "../../src/signing/all.ts";
import { buildAddon } from "../../src/signing/pkcs11/addon.ts";
import type { SigningDevice, SigningMechanism } from "../../src/workflows/ports/signing-device.ts";
import { median, tell } from "./support/figure.ts";
import { cardPin, haveCards, softHsmCard, type TestCard } from "../support/card/card.ts";

await buildAddon(); // as it is when a card is first used
const { default: pkcs11js } = await import("pkcs11js");

/**
 * Signatures for 1,000 orders by a key on SoftHSM through Kontor (another process, each signature verified before it counts, one asked for ahead as
 * `signOrders` does), beside pkcs11js alone in a loop. Both take turns, so that a busy machine meets both. And the first look at a card, for which that process is started.
 */
const orders = 1000;
const rounds = 20;

if (!haveCards) {
  console.log("signing: softhsm2 or g++ is not installed; nothing was measured");
} else {
  const card = softHsmCard("BENCH");
  try {
    for (const mechanism of ["A005", "A006"] as const) await measure(card, mechanism);
  } finally {
    card.remove();
  }
}

async function measure(card: TestCard, mechanism: SigningMechanism): Promise<void> {
  const keyId = mechanism === "A005" ? "0000000000000005" : "0000000000000006";
  const devices = createSigningDevices();
  const driver = devices.drivers.find((one) => one.kind === "pkcs11");
  if (driver === undefined) throw new Error("the driver is there");
  using pin = Secret.fromText(cardPin);
  let start = performance.now();
  const config = await card.config(devices.cards, keyId);
  tell("signing: first look at a card, its module's process started for it", performance.now() - start, "ms");
  const device = await driver.create(config, pin, card.folder, { commonName: "Bench", validFrom: new Date(), validYears: 1, keyBits: 2048 });
  const bare = bareSigner(card, keyId, mechanism);
  const digests = Array.from({ length: orders }, (_, n) => createHash("sha256").update(`order ${n}`).digest());
  for (const digest of digests.slice(0, 100)) {
    await device.sign(mechanism, digest);
    bare.sign(digest);
  }
  let ours = 0;
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    start = performance.now();
    await signAll(device, mechanism, digests.slice(0, orders / rounds));
    const round = performance.now() - start;
    start = performance.now();
    for (const digest of digests.slice(0, orders / rounds)) bare.sign(digest);
    ratios.push(round / (performance.now() - start));
    ours += round;
  }
  tell(`signing: ${mechanism}, ${orders} orders on SoftHSM`, ours / 1000, "s");
  tell(`signing: ${mechanism}`.padEnd(14) + "time beside bare pkcs11js (1.4 x: 0.7 of its speed)", median(ratios), "x", 1 / 0.7);
  bare.close();
  await device.close();
  await devices.end();
}

/** As signOrders asks for them; storing them is no part of this. */
async function signAll(device: SigningDevice, mechanism: SigningMechanism, digests: readonly Uint8Array[]): Promise<void> {
  let last: Promise<Uint8Array> | undefined;
  for (const digest of digests) {
    const next = device.sign(mechanism, digest);
    await (device.signsAhead === true ? last : next);
    last = next;
  }
  await last;
}

/** pkcs11js, as little as can be. */
function bareSigner(card: TestCard, keyId: string, mechanism: SigningMechanism): { sign(digest: Uint8Array): Buffer; close(): void } {
  const p = new pkcs11js.PKCS11();
  p.load(card.modulePath);
  p.C_Initialize();
  const slot = p.C_GetSlotList(true).find((one) => p.C_GetTokenInfo(one).label.trimEnd() === card.label);
  if (slot === undefined) throw new Error("the card is there");
  const session = p.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  p.C_Login(session, pkcs11js.CKU_USER, cardPin);
  p.C_FindObjectsInit(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }, { type: pkcs11js.CKA_ID, value: Buffer.from(keyId, "hex") }]);
  const key = p.C_FindObjects(session);
  p.C_FindObjectsFinal(session);
  if (key === null) throw new Error("the key is there");
  const head = Buffer.from("3031300d060960864801650304020105000420", "hex");
  const parameter: Pkcs11js.RsaPSS = { type: pkcs11js.CK_PARAMS_RSA_PSS, hashAlg: pkcs11js.CKM_SHA256, mgf: pkcs11js.CKG_MGF1_SHA256, saltLen: 32 };
  const how: Pkcs11js.Mechanism = mechanism === "A005" ? { mechanism: pkcs11js.CKM_RSA_PKCS } : { mechanism: pkcs11js.CKM_SHA256_RSA_PKCS_PSS, parameter };
  return {
    sign(digest) {
      p.C_SignInit(session, how, key);
      return p.C_Sign(session, mechanism === "A005" ? Buffer.concat([head, digest]) : Buffer.from(digest), Buffer.alloc(256));
    },
    close: () => p.C_Finalize(),
  };
}
