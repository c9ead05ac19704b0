import { createPrivateKey, randomBytes } from "node:crypto";
import type { PracticeBank } from "../../../src/bank/index.ts";
import type { Clock, Randomness } from "../../../src/domain/clock.ts";
import {
  authenticationKey, createKeyWithCertificate, decryptionKey, download, type Download, type DownloadWhat, type EdsOrderRef, type Exchange, fetchBankKeys, inForm, type KeyForm, type KeyWithCertificate, orderIdOf, type ProtocolVersion, type PublicKey, type UploadName, orderDataDigest, sendHia, sendIni,
  signAtBank, signOrderDataDigest, type Answer, type BtfService, type OrderContext, type OrderSignature, type SubscriberContext, upload, type UploadReceipt,
} from "../../../src/ebics/index.ts";
import { type Post, poster, run, type Wire } from "./post.ts";

export const randomness: Randomness = { bytes: (size) => randomBytes(size) };

/** A user's three key pairs. */
export interface UserKeys {
  readonly signature: KeyWithCertificate;
  readonly authentication: KeyWithCertificate;
  readonly encryption: KeyWithCertificate;
}

export async function makeUserKeys(name: string, nowMs: number): Promise<UserKeys> {
  const subject = { commonName: name, organisation: "Test", country: "HU", validFrom: new Date(nowMs - 86_400_000), validYears: 5, keyBits: 2048 } as const;
  const [signature, authentication, encryption] = await Promise.all([
    createKeyWithCertificate("signature", subject), createKeyWithCertificate("authentication", subject), createKeyWithCertificate("encryption", subject),
  ]);
  return { signature, authentication, encryption };
}

/** A customer's program: talks to the bank over HTTPS with the user's keys. */
export class Customer {
  readonly post: Post;
  readonly wire: Wire = { requests: [], answers: [] };
  readonly keys: UserKeys;
  readonly ids: OrderContext["ids"];
  readonly #clock: Clock;
  readonly close: () => void;
  #context: OrderContext | undefined;

  readonly #version: { readonly protocol: ProtocolVersion; readonly form: KeyForm };
  #orders = 0;

  /** @param version default: 3.0 */
  constructor(
    bank: Pick<PracticeBank, "url" | "caPem" | "hostId">, partnerId: string, userId: string, keys: UserKeys, clock: Clock,
    version: { readonly protocol: ProtocolVersion; readonly form: KeyForm } = { protocol: "H005", form: "certificate" },
  ) {
    ({ post: this.post, close: this.close } = poster(bank.url, bank.caPem, this.wire));
    this.ids = { hostId: bank.hostId, partnerId, userId };
    this.keys = keys;
    this.#clock = clock;
    this.#version = version;
  }

  get subscriberContext(): SubscriberContext {
    const { authentication, encryption } = this.keys;
    return {
      protocol: this.#version.protocol, ids: this.ids, product: { name: "Test", language: "en" }, clock: this.#clock, randomness,
      authentication: authenticationKey(authentication.privateKeyPkcs8, authentication.certificateDer), encryption: decryptionKey(encryption.privateKeyPkcs8, encryption.certificateDer),
    };
  }

  /** Throws before `fetchKeys`. */
  get context(): OrderContext {
    if (this.#context === undefined) throw new Error("the bank's keys are not fetched yet");
    return this.#context;
  }

  ini() {
    return run(sendIni(this.subscriberContext, { version: "A006", ...this.#asSent(this.keys.signature) }), this.post);
  }
  hia() {
    const { authentication, encryption } = this.keys;
    return run(sendHia(this.subscriberContext, { authentication: this.#asSent(authentication), encryption: this.#asSent(encryption) }), this.post);
  }
  #asSent(key: KeyWithCertificate): PublicKey {
    return inForm(this.#version.form, key.certificateDer);
  }
  async fetchKeys() {
    const answer = await run(fetchBankKeys(this.subscriberContext), this.post);
    if (answer.kind === "ok") this.#context = { ...this.subscriberContext, bank: answer.value.keys };
    return answer;
  }

  async sign(orderData: Uint8Array): Promise<OrderSignature> {
    const key = createPrivateKey({ key: Buffer.from(this.keys.signature.privateKeyPkcs8), format: "der", type: "pkcs8" });
    return { partnerId: this.ids.partnerId, userId: this.ids.userId, version: "A006", value: signOrderDataDigest("A006", await orderDataDigest(orderData), key) };
  }

  async upload(orderData: Uint8Array, options: { service?: BtfService; name?: UploadName; orderId?: string; signatures?: readonly OrderSignature[]; segmentBytesMax?: number; signatureFlag?: boolean; requestEds?: boolean } = {}): Promise<Answer<UploadReceipt>> {
    return run(await this.uploadExchange(orderData, options), this.post);
  }
  async uploadExchange(orderData: Uint8Array, options: { service?: BtfService; name?: UploadName; orderId?: string; signatures?: readonly OrderSignature[]; segmentBytesMax?: number; signatureFlag?: boolean; requestEds?: boolean } = {}) {
    return upload(this.context, {
      ...(options.name ?? { service: options.service ?? creditTransfer }), orderId: options.orderId ?? orderIdOf(++this.#orders), orderData, signatures: options.signatures ?? [await this.sign(orderData)], signatureFlag: options.signatureFlag ?? true, requestEds: options.requestEds ?? false,
      segmentBytesMax: options.segmentBytesMax,
    });
  }

  /** HVE or HVS on an order that waits. @param by whose signature; default: this user's own */
  async signAtBank(kind: "HVE" | "HVS", orderId: string, digest: Uint8Array, options: { service?: BtfService; partnerId?: string; by?: Partial<OrderSignature> } = {}) {
    const key = createPrivateKey({ key: Buffer.from(this.keys.signature.privateKeyPkcs8), format: "der", type: "pkcs8" });
    const signature = { partnerId: this.ids.partnerId, userId: this.ids.userId, version: "A006", value: signOrderDataDigest("A006", digest, key), ...options.by } as const;
    return run(signAtBank(this.context, kind, this.orderRef(orderId, options), digest, signature), this.post);
  }
  orderRef(orderId: string, options: { service?: BtfService; partnerId?: string } = {}): EdsOrderRef {
    return { partnerId: options.partnerId ?? this.ids.partnerId, name: this.#version.protocol === "H005" ? { adminOrderType: "BTU", service: options.service ?? creditTransfer } : { adminOrderType: "CCT" }, orderId };
  }
  ask<T>(exchange: Exchange<T>): Promise<T> {
    return run(exchange, this.post);
  }

  download(what: DownloadWhat): Promise<Answer<Download>> {
    return run(download(this.context, what), this.post);
  }
  /** Fetches and says that it arrived. @returns undefined when there is nothing */
  async fetch(what: DownloadWhat): Promise<Uint8Array | undefined> {
    const answer = await this.download(what);
    if (answer.kind === "no-data") return undefined;
    if (answer.kind === "rejected") throw new Error(`refused: ${answer.decisive.code} ${answer.reportText}`);
    await run(answer.value.receipt(true), this.post);
    return answer.value.data;
  }
}

const creditTransfer: BtfService = { serviceName: "SCT", message: { name: "pain.001" } };
export const statements: DownloadWhat = { order: "BTD", service: { serviceName: "EOP", scope: "DE", container: "ZIP", message: { name: "camt.053" } } };
export const statusReports: DownloadWhat = { order: "BTD", service: { serviceName: "REP", scope: "DE", serviceOption: "SCT", container: "ZIP", message: { name: "pain.002" } } };

/** A user who is initialised, activated and has the bank's keys. */
export async function readyCustomer(bank: PracticeBank, partnerId: string, userId: string, keys: UserKeys, clock: Clock, version?: { readonly protocol: ProtocolVersion; readonly form: KeyForm }): Promise<Customer> {
  const customer = new Customer(bank, partnerId, userId, keys, clock, version);
  await customer.ini();
  await customer.hia();
  bank.admin.activateSubscriber(partnerId, userId, "trust");
  await customer.fetchKeys();
  return customer;
}
