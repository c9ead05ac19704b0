import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OperatorId } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import { createSubscriber } from "../../src/workflows/connect-bank.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { administer, approve } from "../../src/workflows/four-eyes/administer.ts";
import { pollActivation } from "../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../src/workflows/keys/send-keys.ts";
import { moveTransportToCard } from "../../src/workflows/keys/transport-to-card.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
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

  describe("for a user who is set up", () => {
    let administrator: WorkflowContext;
    beforeEach(async () => {
      administrator = await administratorNamed("Ádám");
      // As if the keys had been copied onto the card from the store.
      const { transportCard, ...rest } = ready;
      expect(transportCard).toBeDefined();
      await context.store.connections.putSubscriber({ ...rest, authenticationKeyPkcs8: new Uint8Array([1]), encryptionKeyPkcs8: new Uint8Array([2]) });
    });
    async function administratorNamed(name: string): Promise<WorkflowContext> {
      const operator = { ...context.operator, id: `02${name}` as OperatorId, name };
      await context.store.profile.setRights(operator.id, name, ["see", "administer"]);
      return { ...context, operator, rights: ["see", "administer"] };
    }
    const stored = async (id = ready.id) => (await context.store.connections.subscribers()).find((one) => one.id === id);
    const move = (id = ready.id) => moveTransportToCard(administrator, id, config, ids(), pin());

    it("take the place of those in the store, if they are the ones that the bank has", async () => {
      expect(await move()).toEqual({ kind: "done" });
      const moved = await stored();
      expect(moved).toMatchObject({ state: "ready", transportCard: ids() });
      expect([moved?.authenticationKeyPkcs8, moved?.encryptionKeyPkcs8]).toEqual([undefined, undefined]);
      expect(await session()).toBe("ok");
      expect(own.asked).toEqual([undefined]);

      const other = (await context.store.connections.subscribers()).find((one) => one.id !== ready.id)!;
      await expect(move(other.id)).rejects.toMatchObject({ code: "other-key-at-bank", message: expect.stringMatching(/another authentication key of this user \([0-9A-F]{16}…\)/) });
      expect(await stored(other.id)).toEqual(other);
    });

    it("under four eyes only when the other administrator has seen where the keys will live; they need no card for that", async () => {
      const second = await administratorNamed("Béla");
      await administer(administrator, { kind: "four-eyes", on: true });
      const before = await stored();
      const outcome = await move();
      if (outcome.kind !== "proposed") throw new Error("it was done at once");
      expect(await stored()).toEqual(before);
      const { id, before: from, after: to } = outcome.proposal;
      expect([from["keys live"], to["keys live"]]).toEqual(["in the customer's store", expect.stringMatching(/^on the card ADOPT \([0-9a-f]+\)$/)]);
      expect(to["X002 key"]?.startsWith(from["X002 key"] ?? "-")).toBe(true); // the same key, which the bank has
      await expect(approve(administrator, id)).rejects.toMatchObject({ code: "own-proposal" });
      await approve(second, id);
      expect(await stored()).toMatchObject({ transportCard: ids() });
      expect((await stored())?.authenticationKeyPkcs8).toBeUndefined();
      expect(await session()).toBe("ok");
      await expect(move()).rejects.toMatchObject({ code: "no-change" });
    });
  });
});
