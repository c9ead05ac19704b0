import { Secret } from "../../../src/domain/secret.ts";
import { createSigningDevices, type SigningDevices } from "../../../src/signing/all.ts";
import type { WorkflowContext } from "../../../src/workflows/context.ts";
import { createSubscriber } from "../../../src/workflows/connect-bank.ts";
import { pollActivation } from "../../../src/workflows/keys/bank-keys.ts";
import { sendKeys } from "../../../src/workflows/keys/send-keys.ts";
import type { Subscriber } from "../../../src/workflows/ports/subscribers.ts";
import type { TransportKeysOnCard } from "../../../src/workflows/ports/chip-cards.ts";
import { type Office, onlyConnection, openOffice } from "../office.ts";
import { cardPin, type TestCard } from "./card.ts";

/** An office whose operator has a card: real devices, and what is asked of the person. */
export interface CardOffice {
  readonly office: Office;
  readonly devices: SigningDevices;
  readonly context: WorkflowContext;
  /** The PIN that is typed when a session asks for it; undefined: the person turns back. */
  typed: string | undefined;
  /** What was asked: the problem with the PIN before, or undefined. */
  readonly asked: (string | undefined)[];
  /** Makes the keys of the user CARD on the card, and brings them to the bank. @param allOnCard not the signature key alone; then nobody else speaks @param keyId of the signature key */
  setUp(card: TestCard, allOnCard: boolean, keyId?: string): Promise<Subscriber>;
  close(): Promise<void>;
}

/** @param devices of several offices in one program; default: its own */
export async function openCardOffice(version: "A005" | "A006", options: Parameters<typeof openOffice>[0] = {}, devices: SigningDevices = createSigningDevices()): Promise<CardOffice> {
  const office = await openOffice({ sharedKeys: true, ...options });
  const opened = await office.open();
  const profiles = new Map([...opened.tools.banks.profiles].map(([id, profile]) => [id, { ...profile, signatureVersion: version }]));
  const device: typeof opened.tools.device = (kind) => {
    const driver = devices.drivers.find((one) => one.kind === kind);
    if (driver === undefined) throw new Error(`no ${kind}`);
    return driver;
  };
  const self: CardOffice = {
    office, devices, typed: cardPin, asked: [],
    context: {
      ...opened, tools: { ...opened.tools, device, cards: devices.cards, banks: { ...opened.tools.banks, profiles } },
      async askCardPin(_card: TransportKeysOnCard, problem: string | undefined) {
        self.asked.push(problem);
        return self.typed === undefined ? undefined : Secret.fromText(self.typed);
      },
    },
    async setUp(card, allOnCard, keyId = "a1b2c3d4e5f60718") {
      const { context } = self;
      const connection = await onlyConnection(context);
      office.bank.admin.addSubscriber({ partnerId: "FAULT01", userId: "CARD", name: "Réka", signatureClass: "E" });
      using pin = Secret.fromText(cardPin);
      const config = await card.config(devices.cards, keyId);
      const made = await createSubscriber(context, { connectionId: connection.id, userId: "CARD", signerName: "Réka", operatorId: context.operator.id, signatureClass: "E", device: config, pin, allOnCard });
      await sendKeys(context, made.id);
      office.bank.admin.activateSubscriber("FAULT01", "CARD", "trust");
      const ready = (await pollActivation(context, connection.id)).find((one) => one.subscriber.id === made.id);
      if (ready?.kind !== "ready") throw new Error(`the card's user is ${ready?.kind ?? "not there"}`);
      if (allOnCard) for (const other of await context.store.connections.subscribers()) if (other.id !== made.id) await context.store.connections.putSubscriber({ ...other, state: "suspended" });
      return ready.subscriber;
    },
    async close() {
      await office.close();
      await devices.end();
    },
  };
  return self;
}
