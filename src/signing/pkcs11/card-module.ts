import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type pkcs11js from "pkcs11js";
import type { CallMessage, CardCalls, CardUser, CertificateForCard, CertificateOnCard, OpenedKey, SlotSeen, TokenName } from "./protocol.ts";
import { cardFault, CardFault, failureOf, isGone } from "./failures.ts";
import { chosenMechanism, ckm, decryptions, mechanismsOf } from "./mechanisms.ts";
import { pinStateOf, tokenOf } from "./token-info.ts";

type Pkcs11 = typeof pkcs11js;
type Handle = pkcs11js.Handle;

interface OpenKey {
  readonly slot: string;
  readonly session: Handle;
  readonly privateKey: Handle;
  readonly publicKey: Handle | undefined;
  readonly keyId: Buffer;
  readonly modulus: Buffer;
  /** CKM_* that the token offers. */
  readonly offered: ReadonlySet<number>;
  /** Of `decryptions`, the one that the token offers. */
  readonly decryption: (typeof decryptions)[number] | undefined;
  /** Of a key that wants the PIN before each signature (CKA_ALWAYS_AUTHENTICATE); a text cannot be wiped, only forgotten. */
  pinEachTime: string | undefined;
}

/** In PKCS#11 all sessions of a process share one login per token, whoever typed the PIN. */
interface Login {
  readonly handles: Set<number>;
  /** Proves that somebody else has typed the same PIN, without keeping it; undefined when it was typed on the reader. */
  readonly pinMark: Buffer | undefined;
  /** The operator who has typed it. */
  readonly holder: string | undefined;
  wrongPins: number;
}

/** Wrong PINs of others, while somebody is logged in, are not counted by the card; so they are counted here. */
const wrongPinsMax = 3;

/**
 * One PKCS#11 module, in the one process that speaks to it: C_Initialize once, every session of every operator. Calls are synchronous and
 * follow one another. Source: PKCS#11 Base Specification 2.40, sections 5.4 (general) to 5.13.
 */
export class CardModule implements CardCalls {
  readonly #p: pkcs11js.PKCS11;
  readonly #c: Pkcs11;
  readonly #open = new Map<number, OpenKey>();
  readonly #logins = new Map<string, Login>();
  readonly #markKey = randomBytes(32);
  #nextHandle = 1;
  #initialized = false;

  /** @throws CardFault `module-unavailable` */
  constructor(constants: Pkcs11, modulePath: string) {
    this.#c = constants;
    this.#p = new constants.PKCS11();
    try {
      this.#p.load(modulePath);
    } catch (error) {
      throw new CardFault({ code: "module-unavailable", detail: error instanceof Error ? error.message : String(error) });
    }
  }

  /** @returns what goes back through the pipe @throws CardFault */
  run({ name, args }: CallMessage): unknown {
    const call = this[name] as (...values: readonly unknown[]) => unknown; // `CardCalls` types both ends
    try {
      if (!this.#initialized) this.#initialize();
      return call.apply(this, args as unknown[]);
    } catch (error) {
      throw error instanceof CardFault ? error : new CardFault(failureOf(error, isGone(error) ? "token-not-present" : "token-failed"));
    }
  }

  slots(anew: boolean): readonly SlotSeen[] {
    if (anew) this.#lookAgain();
    return this.#p.C_GetSlotList(false).map((slot) => {
      const slotTitle = this.#p.C_GetSlotInfo(slot).slotDescription.trimEnd();
      try {
        return { slotTitle, token: tokenOf(this.#p.C_GetTokenInfo(slot), this.#offered(slot), this.#decryption(slot) !== undefined) };
      } catch (error) {
        if (isGone(error) || cardFault(error)?.name === "CKR_TOKEN_NOT_RECOGNIZED") return { slotTitle, token: undefined };
        throw new CardFault(failureOf(error, "token-failed"));
      }
    });
  }

  certificates(token: TokenName): readonly CertificateOnCard[] {
    const slot = this.#slotOf(token);
    const session = this.#session(slot, "read");
    try {
      const found = this.#find(session, [{ type: this.#c.CKA_CLASS, value: this.#c.CKO_CERTIFICATE }]);
      return found.map((object) => ({ keyId: this.#bytes(session, object, this.#c.CKA_ID).toString("hex"), certificateDer: this.#bytes(session, object, this.#c.CKA_VALUE) }));
    } finally {
      this.#quietly(() => this.#p.C_CloseSession(session));
    }
  }

  open(token: TokenName, pin: Uint8Array, keyId: string, by: CardUser = {}): OpenedKey {
    const slot = this.#slotOf(token);
    return this.#loggedIn(slot, "read", pin, by, (session) => {
      const id = Buffer.from(keyId, "hex");
      const [privateKey, more] = this.#keysNamed(session, id);
      if (privateKey === undefined || more !== undefined) throw new CardFault({ code: "no-key", detail: more === undefined ? "no RSA key of this id" : "several keys of this id" });
      return this.#keep(slot, session, this.#pinText(pin, by), id, privateKey, undefined);
    });
  }

  generate(token: TokenName, pin: Uint8Array, keyId: string, { label, keyBits, use }: Parameters<CardCalls["generate"]>[3], by: CardUser = {}): OpenedKey {
    const c = this.#c;
    const slot = this.#slotOf(token);
    return this.#loggedIn(slot, "write", pin, by, (session) => {
      const id = Buffer.from(keyId, "hex");
      if (this.#keysNamed(session, id).length > 0) throw new CardFault({ code: "exists", detail: "a key of this id" });
      if (!this.#offered(slot).has(ckm.rsaKeyPairGen)) throw new CardFault({ code: "mechanism-unsupported", detail: "no CKM_RSA_PKCS_KEY_PAIR_GEN" });
      const decrypts = use === "encryption"; // it signs too, once: its own certificate
      if (decrypts && this.#decryption(slot) === undefined) throw new CardFault({ code: "mechanism-unsupported", detail: "no decryption by RSA PKCS#1 v1.5" });
      const common = [{ type: c.CKA_TOKEN, value: true }, { type: c.CKA_ID, value: id }, { type: c.CKA_LABEL, value: Buffer.from(label) }];
      const { publicKey, privateKey } = this.#p.C_GenerateKeyPair(session, { mechanism: ckm.rsaKeyPairGen },
        [...common, { type: c.CKA_VERIFY, value: true }, { type: c.CKA_ENCRYPT, value: decrypts }, { type: c.CKA_MODULUS_BITS, value: keyBits }, { type: c.CKA_PUBLIC_EXPONENT, value: Buffer.of(1, 0, 1) }],
        [...common, { type: c.CKA_PRIVATE, value: true }, { type: c.CKA_SENSITIVE, value: true }, { type: c.CKA_EXTRACTABLE, value: false }, { type: c.CKA_SIGN, value: true }, { type: c.CKA_DECRYPT, value: decrypts }]);
      return this.#keep(slot, session, this.#pinText(pin, by), id, privateKey, publicKey);
    });
  }

  sign(handle: number, mechanism: "A005" | "A006", digest: Uint8Array): Uint8Array {
    const key = this.#opened(handle);
    const chosen = chosenMechanism(mechanism, key.offered);
    if (chosen === undefined) throw new CardFault({ code: "mechanism-unsupported", detail: `the token offers nothing for ${mechanism}` });
    try {
      this.#p.C_SignInit(key.session, chosen.mechanism(this.#c), key.privateKey);
      if (key.pinEachTime !== undefined) this.#p.C_Login(key.session, this.#c.CKU_CONTEXT_SPECIFIC, key.pinEachTime);
      return Uint8Array.from(this.#p.C_Sign(key.session, chosen.input(digest, key.modulus), Buffer.alloc(key.modulus.length)));
    } catch (error) {
      throw this.#inSession(error, key);
    }
  }

  decrypt(handle: number, encrypted: Uint8Array): Uint8Array | undefined {
    const key = this.#opened(handle);
    const { decryption } = key;
    if (decryption === undefined) throw new CardFault({ code: "mechanism-unsupported", detail: "no decryption by RSA PKCS#1 v1.5" });
    try {
      this.#p.C_DecryptInit(key.session, { mechanism: decryption.number }, key.privateKey);
      if (key.pinEachTime !== undefined) this.#p.C_Login(key.session, this.#c.CKU_CONTEXT_SPECIFIC, key.pinEachTime);
      const plain = decryption.plain(this.#p.C_Decrypt(key.session, Buffer.from(encrypted), Buffer.alloc(key.modulus.length)));
      return plain === undefined ? undefined : Uint8Array.from(plain);
    } catch (error) {
      if (notForThisKey.has(cardFault(error)?.name ?? "")) return undefined;
      throw this.#inSession(error, key);
    }
  }

  storeCertificate(handle: number, { label, certificateDer, subjectDer, issuerDer, serialDer }: CertificateForCard): boolean {
    const c = this.#c;
    const key = this.#opened(handle);
    const template = [
      { type: c.CKA_CLASS, value: c.CKO_CERTIFICATE }, { type: c.CKA_CERTIFICATE_TYPE, value: c.CKC_X_509 }, { type: c.CKA_TOKEN, value: true }, { type: c.CKA_PRIVATE, value: false },
      { type: c.CKA_ID, value: key.keyId }, { type: c.CKA_LABEL, value: Buffer.from(label) },
      { type: c.CKA_VALUE, value: Buffer.from(certificateDer) }, { type: c.CKA_SUBJECT, value: Buffer.from(subjectDer) }, { type: c.CKA_ISSUER, value: Buffer.from(issuerDer) }, { type: c.CKA_SERIAL_NUMBER, value: Buffer.from(serialDer) },
    ];
    try {
      this.#p.C_CreateObject(key.session, template);
      return true;
    } catch (error) {
      if (isGone(error)) throw this.#inSession(error, key);
      return false; // no room, or a card that takes none: it is kept beside the card
    }
  }

  destroyKey(handle: number): void {
    const { session, privateKey, publicKey } = this.#opened(handle);
    for (const object of [privateKey, publicKey]) if (object !== undefined) this.#quietly(() => this.#p.C_DestroyObject(session, object));
    this.close(handle);
  }

  close(handle: number): void {
    const key = this.#open.get(handle);
    if (key === undefined) return;
    key.pinEachTime = undefined;
    this.#open.delete(handle);
    const login = this.#logins.get(key.slot);
    login?.handles.delete(handle);
    if (login?.handles.size === 0) {
      this.#logins.delete(key.slot);
      this.#quietly(() => this.#p.C_Logout(key.session));
    }
    this.#quietly(() => this.#p.C_CloseSession(key.session));
  }

  changePin(token: TokenName, oldPin: Uint8Array, newPin: Uint8Array): void {
    const slot = this.#slotOf(token);
    if (this.#logins.has(slot.toString("hex"))) throw new CardFault({ code: "busy", detail: "somebody is logged in" });
    const info = this.#p.C_GetTokenInfo(slot);
    const characters = [...textOf(newPin)].length;
    if (newPin.length > 0 && (characters < info.minPinLen || characters > info.maxPinLen)) throw new CardFault({ code: "pin-refused", detail: "length", pinLengths: [info.minPinLen, info.maxPinLen] });
    this.#requirePin(slot);
    const session = this.#session(slot, "write");
    try {
      this.#p.C_SetPIN(session, textOf(oldPin), textOf(newPin));
    } catch (error) {
      throw this.#pinFailure(error, slot, "pin-refused");
    } finally {
      oldPin.fill(0);
      newPin.fill(0);
      this.#quietly(() => this.#p.C_CloseSession(session));
    }
  }

  finalize(): void {
    for (const handle of [...this.#open.keys()]) this.close(handle);
    this.#quietly(() => this.#p.C_Finalize());
    this.#initialized = false;
  }

  #initialize(): void {
    try {
      this.#p.C_Initialize({ flags: this.#c.CKF_OS_LOCKING_OK });
    } catch (error) {
      throw new CardFault(failureOf(error, "module-unavailable"));
    }
    this.#initialized = true;
  }

  /** Modules that look for tokens only when they are initialised (SoftHSM does) are initialised anew, while nobody has anything open. */
  #lookAgain(): void {
    if (this.#open.size > 0) return;
    this.#initialized = false;
    this.#quietly(() => this.#p.C_Finalize());
    this.#initialize();
  }

  #slotOf(token: TokenName): Handle {
    const known = this.#slotWith(token);
    if (known !== undefined) return known;
    this.#lookAgain();
    const found = this.#slotWith(token);
    if (found === undefined) throw new CardFault({ code: "token-not-present", detail: "in no slot" });
    return found;
  }

  /** The slot in which this card is now. */
  #slotWith({ label, serial }: TokenName): Handle | undefined {
    for (const slot of this.#p.C_GetSlotList(true)) {
      try {
        const info = this.#p.C_GetTokenInfo(slot);
        if (info.label.trimEnd() === label && info.serialNumber.trimEnd() === serial) return slot;
      } catch (error) {
        if (cardFault(error) === undefined) throw error; // another reader's trouble is not ours
      }
    }
    return undefined;
  }

  /** Read-only where nothing is written: write-protected cards sign too. */
  #session(slot: Handle, use: "read" | "write"): Handle {
    try {
      return this.#p.C_OpenSession(slot, this.#c.CKF_SERIAL_SESSION | (use === "write" ? this.#c.CKF_RW_SESSION : 0));
    } catch (error) {
      throw new CardFault(failureOf(error, isGone(error) ? "token-not-present" : "token-failed"));
    }
  }

  /** A session whose token is logged in; it is kept when `use` has kept the key, else closed. */
  #loggedIn(slot: Handle, mode: "read" | "write", pin: Uint8Array, by: CardUser, use: (session: Handle) => OpenedKey): OpenedKey {
    const name = slot.toString("hex");
    const known = this.#logins.get(name);
    const session = this.#session(slot, mode);
    try {
      if (known === undefined && by.beside !== undefined) throw new CardFault({ code: "removed", detail: "logged out meanwhile" });
      if (known === undefined) this.#login(slot, session, pin);
      else if (by.beside === undefined || !known.handles.has(by.beside)) this.#sameLogin(known, pin, by.holder);
      const login = known ?? { handles: new Set(), pinMark: pin.length === 0 ? undefined : this.#mark(pin), holder: by.holder, wrongPins: 0 };
      const opened = use(session);
      login.handles.add(opened.handle);
      this.#logins.set(name, login);
      return opened;
    } catch (error) {
      if (!this.#logins.has(name)) this.#quietly(() => this.#p.C_Logout(session));
      this.#quietly(() => this.#p.C_CloseSession(session));
      if (known !== undefined && !(error instanceof CardFault) && isGone(error)) this.#drop(slot);
      throw error instanceof CardFault ? error : new CardFault(failureOf(error, isGone(error) ? "token-not-present" : "token-failed"));
    } finally {
      pin.fill(0);
    }
  }

  #login(slot: Handle, session: Handle, pin: Uint8Array): void {
    this.#requirePin(slot);
    try {
      this.#p.C_Login(session, this.#c.CKU_USER, textOf(pin));
    } catch (error) {
      throw this.#pinFailure(error, slot, "token-failed");
    }
  }

  /** Somebody is logged in already: C_Login would take any PIN now (CKR_USER_ALREADY_LOGGED_IN), so it is compared with the one that opened the card. */
  #sameLogin(login: Login, pin: Uint8Array, holder: string | undefined): void {
    if (login.pinMark === undefined && pin.length === 0 && holder !== undefined && holder === login.holder) return;
    if (login.pinMark === undefined || pin.length === 0) throw new CardFault({ code: "busy", detail: "logged in on the reader" });
    if (login.wrongPins >= wrongPinsMax) throw new CardFault({ code: "busy", detail: "too many wrong PINs while another is logged in" });
    if (timingSafeEqual(login.pinMark, this.#mark(pin))) return;
    login.wrongPins++;
    throw new CardFault({ code: "wrong-pin", detail: "another PIN than the one that opened the card" });
  }

  #mark(pin: Uint8Array): Buffer {
    return createHmac("sha256", this.#markKey).update(pin).digest();
  }

  /** A try on a card that takes none would only say so less clearly. */
  #requirePin(slot: Handle): void {
    const state = pinStateOf(this.#p.C_GetTokenInfo(slot).flags);
    if (state === "locked") throw new CardFault({ code: "pin-locked", detail: "CKF_USER_PIN_LOCKED" });
    if (state === "not-set") throw new CardFault({ code: "token-not-ready", detail: "CKF_USER_PIN_INITIALIZED is not set" });
  }

  #pinFailure(error: unknown, slot: Handle, otherwise: "token-failed" | "pin-refused"): CardFault {
    const failure = failureOf(error, isGone(error) ? "token-not-present" : otherwise);
    if (failure.code !== "wrong-pin" && failure.code !== "pin-refused") return new CardFault(failure);
    try {
      const info = this.#p.C_GetTokenInfo(slot);
      const pinState = pinStateOf(info.flags);
      if (pinState === "locked") return new CardFault({ ...failure, code: "pin-locked" });
      return new CardFault({ ...failure, pinState, pinLengths: [info.minPinLen, info.maxPinLen] });
    } catch {
      return new CardFault(failure); // the card went with the answer: what it said stands
    }
  }

  /** For keys that want it each time. */
  #pinText(pin: Uint8Array, { beside }: CardUser): string {
    return (beside !== undefined && pin.length === 0 ? this.#open.get(beside)?.pinEachTime : undefined) ?? textOf(pin);
  }

  #keep(slot: Handle, session: Handle, pin: string, keyId: Buffer, privateKey: Handle, publicKey: Handle | undefined): OpenedKey {
    const c = this.#c;
    const modulus = unsigned(this.#bytes(session, privateKey, c.CKA_MODULUS));
    const offered = this.#offered(slot);
    const handle = this.#nextHandle++;
    const pinEachTime = this.#wantsPinEachTime(session, privateKey) ? pin : undefined;
    this.#open.set(handle, { slot: slot.toString("hex"), session, privateKey, publicKey, keyId, modulus, offered, decryption: this.#decryption(slot), pinEachTime });
    const [certificate] = this.#find(session, [{ type: c.CKA_CLASS, value: c.CKO_CERTIFICATE }, { type: c.CKA_ID, value: keyId }]);
    return {
      handle, modulus, exponent: this.#bytes(session, privateKey, c.CKA_PUBLIC_EXPONENT), mechanisms: mechanismsOf(offered),
      certificateDer: certificate === undefined ? undefined : this.#bytes(session, certificate, c.CKA_VALUE), pinOnReader: pinEachTime === "",
    };
  }

  #wantsPinEachTime(session: Handle, privateKey: Handle): boolean {
    try {
      return this.#bytes(session, privateKey, this.#c.CKA_ALWAYS_AUTHENTICATE)[0] === 1;
    } catch {
      return false; // modules from before version 2.20 do not know the attribute
    }
  }

  #opened(handle: number): OpenKey {
    const key = this.#open.get(handle);
    if (key === undefined) throw new CardFault({ code: "removed", detail: "the session was closed" });
    return key;
  }

  /** What broke in a session: when the card is gone, nothing of before counts any more, for nobody. */
  #inSession(error: unknown, key: OpenKey): CardFault {
    const gone = isGone(error) || !this.#isStillThere(key);
    if (gone) this.#drop(Buffer.from(key.slot, "hex"));
    return new CardFault(failureOf(error, gone ? "removed" : "token-failed"));
  }

  #isStillThere({ session, keyId }: OpenKey): boolean {
    try {
      return this.#keysNamed(session, keyId).length > 0;
    } catch {
      return false; // it does not even answer a search
    }
  }

  /** Closes everything of a card: whoever goes on gives the PIN again. */
  #drop(slot: Handle): void {
    const name = slot.toString("hex");
    this.#logins.delete(name);
    for (const [handle, key] of this.#open) {
      if (key.slot !== name) continue;
      key.pinEachTime = undefined;
      this.#open.delete(handle);
    }
    this.#quietly(() => this.#p.C_CloseAllSessions(slot));
  }

  #keysNamed(session: Handle, id: Buffer): Handle[] {
    const c = this.#c;
    return this.#find(session, [{ type: c.CKA_CLASS, value: c.CKO_PRIVATE_KEY }, { type: c.CKA_KEY_TYPE, value: c.CKK_RSA }, { type: c.CKA_ID, value: id }]);
  }

  #find(session: Handle, template: pkcs11js.Template): Handle[] {
    this.#p.C_FindObjectsInit(session, template);
    try {
      return this.#p.C_FindObjects(session, 100);
    } finally {
      this.#p.C_FindObjectsFinal(session);
    }
  }

  #bytes(session: Handle, object: Handle, type: number): Buffer {
    const value = this.#p.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
    return Buffer.from(value ?? []);
  }

  #offered(slot: Handle): ReadonlySet<number> {
    return new Set(this.#p.C_GetMechanismList(slot));
  }

  #decryption(slot: Handle): OpenKey["decryption"] {
    const offered = this.#offered(slot);
    return decryptions.find(({ number }) => offered.has(number) && (this.#p.C_GetMechanismInfo(slot, number).flags & this.#c.CKF_DECRYPT) !== 0);
  }

  /** For tidying up: what has gone already need not be closed. */
  #quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (cardFault(error) === undefined) throw error;
    }
  }
}

/** Return values of C_Decrypt that say no more than that. */
const notForThisKey = new Set(["CKR_ENCRYPTED_DATA_INVALID", "CKR_ENCRYPTED_DATA_LEN_RANGE", "CKR_DATA_INVALID", "CKR_DATA_LEN_RANGE"]);

/** pkcs11js takes PINs as texts only; an empty one reaches the module with length 0, which means the reader's pad. */
function textOf(pin: Uint8Array): string {
  return Buffer.from(pin.buffer, pin.byteOffset, pin.byteLength).toString("utf8");
}

/** Some modules put a sign byte before a number. */
function unsigned(number: Buffer): Buffer {
  return number[0] === 0 ? number.subarray(1) : number;
}
