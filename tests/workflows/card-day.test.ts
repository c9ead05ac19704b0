import { createPublicKey } from "node:crypto";
import { existsSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { todayIn } from "../../src/domain/iso-date.ts";
import { Secret } from "../../src/domain/secret.ts";
import { readCertificate, verifyOrderSignature } from "../../src/ebics/index.ts";
import type { SigningDevices } from "../../src/signing/all.ts";
import { communicate } from "../../src/workflows/communication/communicate.ts";
import type { WorkflowContext } from "../../src/workflows/context.ts";
import { enterPayment } from "../../src/workflows/enter-payment.ts";
import { renewKeys } from "../../src/workflows/keys/own-keys.ts";
import { queueOrder } from "../../src/workflows/outbox.ts";
import type { Order } from "../../src/workflows/ports/orders.ts";
import type { Subscriber } from "../../src/workflows/ports/subscribers.ts";
import { prepareSigningSheet, signOrders } from "../../src/workflows/sign-orders.ts";
import { cardPin, haveCards, softHsmCard, type TestCard } from "../support/card/card.ts";
import { type CardOffice, openCardOffice } from "../support/card/card-office.ts";
import { mustGetOrder, type Office, onlyConnection, payment } from "../support/office.ts";

describe.skipIf(!haveCards).each([{ version: "A005", allOnCard: false }, { version: "A006", allOnCard: false }, { version: "A006", allOnCard: true }] as const)("a day with the key on a card, signature version $version, all three keys on it: $allOnCard", ({ version, allOnCard }) => {
  let own: CardOffice;
  let office: Office;
  let card: TestCard;
  let devices: SigningDevices;
  let context: WorkflowContext;
  let subscriber: Subscriber;
  beforeAll(async () => {
    own = await openCardOffice(version);
    ({ office, devices, context } = own);
    card = softHsmCard(`DAY ${version}`);
  });
  afterAll(async () => {
    await own.close();
    card.remove();
  });
  beforeEach(() => void own.asked.splice(0));
  const withPin = async <T>(use: (pin: Secret) => Promise<T>): Promise<T> => {
    using pin = Secret.fromText(cardPin);
    return await use(pin);
  };
  const enter = async (title: string, ...amounts: readonly bigint[]): Promise<Order> => {
    const [account] = await context.store.accounts.all();
    if (account === undefined) throw new Error("the office has an account");
    return enterPayment(context, { title, transactions: amounts.map((minor, n) => payment(`${title}-${n}`, minor, n + 1)), debtorAccountId: account.id, executionDate: todayIn("Europe/Budapest", context.tools.clock.now()) });
  };

  it(`makes the key on the card, and the bank takes it over [INI HIA HPB H005 client bank]`, async () => {
    subscriber = await own.setUp(card, allOnCard);
    expect(subscriber).toMatchObject({ device: await card.config(devices.cards, "a1b2c3d4e5f60718"), signatureVersion: version });
    const { signatureCertificateDer, authenticationCertificateDer, encryptionCertificateDer, authenticationKeyPkcs8, encryptionKeyPkcs8 } = subscriber;
    const onCard = [signatureCertificateDer, ...(allOnCard ? [authenticationCertificateDer, encryptionCertificateDer] : [])].map((one) => readCertificate(one).certificateHash);
    expect((await devices.cards.keys(await card.config(devices.cards, ""))).map((one) => one.certificateHash).toSorted()).toEqual(onCard.toSorted());
    expect([authenticationKeyPkcs8 === undefined, encryptionKeyPkcs8 === undefined]).toEqual([allOnCard, allOnCard]);
    expect(own.asked).toHaveLength(allOnCard ? 1 : 0); // for HPB; INI and HIA need no key
  });

  it("signs two orders with one PIN; the bank takes them and books every payment [BTU BTD H005 client bank]", async () => {
    const orders = [await enter("rent", 12_50n, 7_00n), await enter("freight", 99_00n)];
    const sheet = await prepareSigningSheet(context, orders.map((one) => one.id));
    const results = await withPin((pin) => signOrders(context, sheet, { subscriberId: subscriber.id, pin }));
    expect(results.map((one) => one.kind)).toEqual(["signed", "signed"]);
    for (const { id } of orders) {
      const [signature] = await context.store.orders.signatures(id);
      expect(signature).toMatchObject({ mechanism: version, device: `Chip card DAY ${version}` });
      const publicKey = createPublicKey({ key: readCertificate(subscriber.signatureCertificateDer).pem });
      expect(verifyOrderSignature(version, Buffer.from(signature?.digest ?? "", "hex"), signature?.signature ?? new Uint8Array(), publicKey)).toBe(true);
      await queueOrder(context, id);
    }
    const { id: connectionId } = await onlyConnection(context);
    const sent = await communicate(context, { connectionId, send: true, fetch: false });
    expect(sent.problem).toBeUndefined();
    for (const { id } of orders) expect((await mustGetOrder(context, id)).state).toBe("delivered");
    office.bank.admin.clock.nextBusinessDay();
    await communicate(context, { connectionId, send: false, fetch: true });
    for (const { id } of orders) expect((await mustGetOrder(context, id)).state).toBe("booked");
    expect(own.asked).toEqual(allOnCard ? [undefined, undefined] : []); // once per session
  });

  it("the card's key is renewed: the next one is made beside it, the change signed with the old one [PUB H005 client bank]", async () => {
    const renewed = await withPin((pin) => renewKeys(context, subscriber.id, { which: "signature", pin }));
    expect(renewed.device).toMatchObject({ kind: "pkcs11", keyId: "a1b2c3d4e5f607180002" });
    expect(own.asked).toEqual([]); // the PIN that signed the change speaks for it, too
    const order = await enter("after", 5_00n);
    const sheet = await prepareSigningSheet(context, [order.id]);
    const [result] = await withPin((pin) => signOrders(context, sheet, { subscriberId: renewed.id, pin }));
    expect(result?.kind).toBe("signed");
    await queueOrder(context, order.id);
    await communicate(context, { connectionId: renewed.connectionId, send: true, fetch: false });
    expect((await mustGetOrder(context, order.id)).state).toBe("delivered");
  });

  it("a card that goes in the middle of a sheet: what was signed stands, the rest says why not, and it is signed with the next PIN", async () => {
    const orders = [await enter("one", 3_00n), await enter("two", 4_00n), await enter("three", 5_00n)];
    const sheet = await prepareSigningSheet(context, orders.map((one) => one.id));
    const user = (await context.store.connections.subscribers()).find((one) => one.userId === "CARD");
    if (user === undefined) throw new Error("the user is there");
    const [token = ""] = readdirSync(path.join(card.folder, "tokens"));
    const [inside, outside] = [path.join(card.folder, "tokens", token), path.join(card.folder, token)];
    const results = await withPin((pin) => signOrders(context, sheet, { subscriberId: user.id, pin, onResult: () => (existsSync(inside) ? renameSync(inside, outside) : undefined) }));
    // The card makes one signature ahead: the second may have been made before the card went.
    const signed = results.filter(({ kind }) => kind === "signed").length;
    expect([1, 2]).toContain(signed);
    const told = (wasSigned: string, why: unknown): unknown[] => orders.map((_, n) => (n < signed ? wasSigned : why));
    expect(results.map((one) => (one.kind === "signed" ? "signed" : [one.code, one.reason]))).toEqual(told("signed", ["device", "The card was taken out before this signature."]));
    expect(await Promise.all(orders.map(async ({ id }) => (await mustGetOrder(context, id)).state))).toEqual(told("signed", "checked"));
    renameSync(outside, inside);
    const again = await prepareSigningSheet(context, orders.slice(signed).map((one) => one.id));
    expect((await withPin((pin) => signOrders(context, again, { subscriberId: user.id, pin }))).map((one) => one.kind)).toEqual(orders.slice(signed).map(() => "signed"));
  });

  it("with the card taken out nothing is signed, and the order stays as it was", async () => {
    const order = await enter("later", 1_00n);
    const sheet = await prepareSigningSheet(context, [order.id]);
    const [other] = (await context.store.connections.subscribers()).filter((one) => one.userId === "CARD");
    if (other === undefined) throw new Error("the user is there");
    card.util("--delete-token", "--token", card.label);
    await expect(withPin((pin) => signOrders(context, sheet, { subscriberId: other.id, pin }))).rejects.toMatchObject({ area: "signer", code: "token-not-present", retryable: true });
    expect((await mustGetOrder(context, order.id)).state).toBe("checked");
  });
});
