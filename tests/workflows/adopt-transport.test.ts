import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { createSubscriber } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { pollActivation } from "../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import { moveTransportToCard } from "../../src/workflows/keys/transport-to-card.ts";
import type { Subscriber } from "../../src/workflows/ports/customer-store.ts";
import type { Pkcs11Config } from "../../src/workflows/ports/signing-device.ts";
import { cardPin, haveCards, softHsmCard, type TestCard } from "../support/card/card.ts";
import { type CardOffice, openCardOffice } from "../support/card/card-office.ts";
import { onlyConnection } from "../support/office.ts";

const signatureKeyId = "a1b2c3d4e5f60718";

/** Authentication and encryption keys that somebody else has put on a card: an issuer, another program, an earlier set-up of ours. */
describe.skipIf(!haveCards)("keys that are on a card already (needs softhsm2-util and g++)", () => {
  let own: CardOffice;
  let card: TestCard;
  let context: WorkflowContext;
  let config: Pkcs11Config;
  let ready: Subscriber;
  beforeEach(async () => {
    own = await openCardOffice("A006");
    ({ context } = own);
    card = softHsmCard("ADOPT");
    ready = await own.setUp(card, true, signatureKeyId);
    config = await card.config(own.devices.cards, signatureKeyId);
    own.asked.splice(0);
  });
  afterEach(async () => {
    await own.close();
    card.remove();
  });

  const pin = () => Secret.fromText(cardPin);
  const ids = () => ({ authenticationKeyId: ready.transportCard!.authenticationKeyId, encryptionKeyId: ready.transportCard!.encryptionKeyId });
  const wanted = async (adoptTransport: Parameters<typeof createSubscriber>[1]["adoptTransport"], userId = "CARD") => ({
    connectionId: (await onlyConnection(context)).id, userId, signerName: "Réka", operatorId: context.operator.id, signatureClass: "E" as const, device: config, pin: pin(), adoptKey: true, adoptTransport,
  });
  /** The card is at another install, or its user was lost here: nothing in the store knows the keys. */
  const forget = async (): Promise<void> => {
    const [other] = (await context.store.connections.subscribers()).filter((one) => one.id !== ready.id);
    const { transportCard: _, ...rest } = ready;
    await context.store.connections.putSubscriber({ ...rest, userId: "GONE", state: "suspended", signatureCertificateDer: other!.signatureCertificateDer });
  };
  /** @returns how it went, by the store's own record */
  const session = async () => {
    await communicate(context, { connectionId: (await onlyConnection(context)).id, send: false, fetch: true });
    return (await context.store.sessions.list(1))[0]?.outcome;
  };

  it("that the bank has, all three, are taken with one PIN and no letters, and speak with it", async () => {
    await forget();
    const made = await createSubscriber(context, await wanted({ ...ids(), atBank: true }));
    expect(made).toMatchObject({ state: "keys-sent", transportCard: { tokenLabel: "ADOPT", ...ids() } });
    expect(made.authenticationKeyPkcs8).toBeUndefined();
    expect(Buffer.from(made.encryptionCertificateDer)).toEqual(Buffer.from(ready.encryptionCertificateDer));
    const told = (await pollActivation(context, made.connectionId)).find((one) => one.subscriber.id === made.id);
    expect(told?.kind).toBe("ready");
    own.asked.splice(0);
    expect(await session()).toBe("ok");
    expect(own.asked).toEqual([undefined]);
  });

  it("that the bank does not have are sent to it like others", async () => {
    await forget();
    own.office.bank.admin.addSubscriber({ partnerId: "FAULT01", userId: "FRESH", name: "Réka", signatureClass: "E" });
    const made = await createSubscriber(context, await wanted({ ...ids(), atBank: false }, "FRESH"));
    expect(made.state).toBe("new");
    await sendKeys(context, made.id);
    own.office.bank.admin.activateSubscriber("FAULT01", "FRESH", "trust");
    expect((await pollActivation(context, made.connectionId)).find((one) => one.subscriber.id === made.id)?.kind).toBe("ready");
  });

  it("are refused where they are not what they should be; nothing is stored then", async () => {
    await forget();
    const { authenticationKeyId, encryptionKeyId } = ids();
    const refused = async (keys: { readonly authenticationKeyId: string; readonly encryptionKeyId: string }) => createSubscriber(context, await wanted({ ...keys, atBank: false }, "WRONG"));
    await expect(refused({ authenticationKeyId: encryptionKeyId, encryptionKeyId })).rejects.toMatchObject({ area: "signer", code: "no-key" });
    await expect(refused({ authenticationKeyId: signatureKeyId, encryptionKeyId })).rejects.toMatchObject({ code: "no-key" });
    await expect(refused({ authenticationKeyId, encryptionKeyId: "00ff" })).rejects.toMatchObject({ code: "no-key" });
    const newKey = { ...(await wanted({ ...ids(), atBank: true }, "WRONG")), adoptKey: false };
    await expect(createSubscriber(context, newKey)).rejects.toMatchObject({ code: "new-key" });
    const wrongPin = { ...(await wanted({ ...ids(), atBank: true }, "WRONG")), pin: Secret.fromText("not the PIN") };
    await expect(createSubscriber(context, wrongPin)).rejects.toMatchObject({ code: "wrong-pin" });
    expect((await context.store.connections.subscribers()).map((one) => one.userId)).not.toContain("WRONG");
  });

  it("take the place of those in the store for a user who is set up, if they are the ones that the bank has", async () => {
    const { transportCard, ...rest } = ready;
    expect(transportCard).toBeDefined();
    // As if the keys had been copied onto the card from the store.
    await context.store.connections.putSubscriber({ ...rest, authenticationKeyPkcs8: new Uint8Array([1]), encryptionKeyPkcs8: new Uint8Array([2]) });
    const moved = await moveTransportToCard(context, ready.id, config, ids(), pin());
    expect(moved).toMatchObject({ state: "ready", transportCard: ids() });
    expect([moved.authenticationKeyPkcs8, moved.encryptionKeyPkcs8]).toEqual([undefined, undefined]);
    expect(await session()).toBe("ok");
    expect(own.asked).toEqual([undefined]);

    const other = (await context.store.connections.subscribers()).find((one) => one.id !== ready.id)!;
    await expect(moveTransportToCard(context, other.id, config, ids(), pin())).rejects.toMatchObject({ code: "other-key-at-bank", message: expect.stringMatching(/another authentication key of this user \([0-9A-F]{16}…\)/) });
    expect((await context.store.connections.subscribers()).find((one) => one.id === other.id)).toEqual(other);
  });
});
