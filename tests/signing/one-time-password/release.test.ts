import { createHash, createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SettableClock } from "../../../src/domain/clock.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { hotp } from "../../../src/signing/one-time-password/codes/hotp.ts";
import { ocra } from "../../../src/signing/one-time-password/codes/ocra.ts";
import { oneTimePassword } from "../../../src/signing/one-time-password/index.ts";
import type { CurrencyCode } from "../../../src/domain/ids.ts";
import { openCustomerStore } from "../../../src/store/index.ts";
import type { ReleaseToken } from "../../../src/workflows/ports/one-time-password.ts";
import type { DeviceSurroundings, SignedMatter, SigningDevice } from "../../../src/workflows/ports/signing-device.ts";
import { codeIn, confirmedTelephone, confirmedToken, matterOver, surroundingsIn } from "../../support/code-token.ts";

const passphrase = "quiet river 71 stones";
const key = { kind: "key-file", path: "anna.p12" } as const;
const start = Date.parse("2026-11-26T08:00:00Z");
const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");
const [first, second] = [digestOf("first"), digestOf("second")];
let folder: string;
let of: DeviceSurroundings;
let clock: SettableClock;
let texts: string;
let telephone: ReleaseToken;
let keyFileBytes: Buffer;
const dataKey = Uint8Array.from(randomBytes(32));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kontor-code-"));
  clock = new SettableClock(start);
  of = await surroundingsIn(folder, { clock, dataKey });
  texts = join(folder, "texts");
  telephone = await confirmedTelephone(of, texts);
  const device = await oneTimePassword.create({ kind: "one-time-password", key, tokenId: telephone.id }, Secret.fromText(passphrase), folder, { commonName: "Anna", validFrom: new Date(start), validYears: 1, keyBits: 2048 }, of);
  await device.close();
  keyFileBytes = readFileSync(join(folder, key.path));
});
afterAll(async () => {
  await of.store.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  clock.advance(3_600_000); // the hour's texts are forgotten
  const token = await of.store.releases.token(telephone.id);
  await of.store.releases.putToken({ ...token!, state: "active", wrongCodes: 0 });
});

const open = (token = telephone): Promise<SigningDevice> => oneTimePassword.open({ kind: "one-time-password", key, tokenId: token.id }, Secret.fromText(passphrase), folder, of);
const ask = (device: SigningDevice, ...digests: string[]) => device.release!.challenge(matterOver(...digests));
const answer = (device: SigningDevice, id: string, code: string) => device.release!.answer(id, Secret.fromText(code));
const sign = (device: SigningDevice, digest: string) => device.sign("A006", Buffer.from(digest, "hex"));
const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => "ok", (error: { code: string }) => error.code);
/** Another code of the same length. */
const other = (code: string): string => String((Number(code) + 1) % 10 ** code.length).padStart(code.length, "0");

describe("a code sent in a text", () => {
  it("stands behind sum, account, payee and digest of what is signed", async () => {
    const device = await open();
    const matter: SignedMatter = { title: "1 order, 1 payment", digests: [first], sums: [{ minor: 1234567n, currency: "EUR" as CurrencyCode }], accounts: ["HU42117730161111101800000000"], payee: "Őri Béla, DE89370400440532013000" };
    const { digestHead, instruction, expiresAt } = await device.release!.challenge(matter);
    const text = readFileSync(texts, "utf8").trim().split("\n").at(-1);
    expect(text).toBe(`PRACTICE text to +36301234567: Kontor: 1 order, 1 payment, 12345.67 EUR, account HU42117730161111101800000000, to Őri Béla, DE89370400440532013000. Digest ${digestHead}. Code ${codeIn(texts)}, for 5 minutes. Never tell it to anybody.`);
    expect(digestHead.replace(" ", "").toLowerCase()).toBe(first.slice(0, 8));
    expect(codeIn(texts)).toMatch(/^\d{8}$/);
    expect(instruction).toContain("telephone of Anna (…4567)");
    expect(instruction).not.toContain(codeIn(texts));
    expect(Date.parse(expiresAt)).toBe(clock.now() + 5 * 60_000);
  });

  it("releases exactly what it was asked for, each digest once", async () => {
    const device = await open();
    expect(await codeOf(sign(device, first))).toBe("not-released");
    const { id } = await ask(device, first, second);
    await answer(device, id, codeIn(texts));
    expect(await codeOf(sign(device, digestOf("third")))).toBe("not-released");
    expect(await sign(device, second)).toHaveLength(256);
    expect(await sign(device, first)).toHaveLength(256);
    expect(await codeOf(sign(device, first))).toBe("not-released");
    await device.close();
    expect(await codeOf(sign(device, first))).toBe("removed");
  });

  it("for one order is refused for another, also when that was asked for by another process", async () => {
    const [mine, theirs] = await Promise.all([open(), open()]);
    const one = await ask(mine, first);
    const codeForFirst = codeIn(texts);
    const two = await ask(theirs, second);
    const codeForSecond = codeIn(texts);
    expect(await codeOf(answer(theirs, two.id, codeForFirst))).toBe("wrong-code");
    expect(await codeOf(answer(mine, one.id, codeForFirst))).toBe("code-void"); // only the latest challenge of a token counts
    expect(await codeOf(answer(mine, two.id, codeForSecond))).toBe("code-void"); // it is not the challenge of this signature
    await answer(theirs, two.id, codeForSecond);
    expect(await codeOf(sign(mine, first))).toBe("not-released");
    expect(await sign(theirs, second)).toHaveLength(256);
  });

  it("counts once", async () => {
    const device = await open();
    const { id } = await ask(device, first);
    await answer(device, id, ` ${codeIn(texts).replace(/(\d{4})/, "$1 ")}\n`); // as people type it
    expect(await codeOf(answer(device, id, codeIn(texts)))).toBe("code-used");
  });

  it("two answers at once: one of them counts", async () => {
    const device = await open();
    const { id } = await ask(device, first);
    const codes = await Promise.all([codeOf(answer(device, id, codeIn(texts))), codeOf(answer(device, id, codeIn(texts)))]);
    expect(codes.toSorted()).toEqual(["code-used", "ok"]);
  });

  it("is counted in the store: a second process, or the same one after a restart, sees every try and every use", async () => {
    const again = await openCustomerStore({ path: join(folder, "store.db"), dataKey });
    try {
      const device = await open();
      const elsewhere = await oneTimePassword.open({ kind: "one-time-password", key, tokenId: telephone.id }, Secret.fromText(passphrase), folder, { ...of, store: again });
      const { id } = await ask(device, first);
      expect(await codeOf(answer(device, id, other(codeIn(texts))))).toBe("wrong-code");
      expect((await again.releases.token(telephone.id))?.wrongCodes).toBe(1);
      const { id: theirs } = await ask(elsewhere, first);
      expect(await codeOf(answer(device, id, codeIn(texts)))).toBe("code-void");
      await answer(elsewhere, theirs, codeIn(texts));
      expect(await of.store.releases.challenges(telephone.id, 2)).toMatchObject([{ id: theirs, state: "used" }, { id, state: "void", wrongCodes: 1 }]);
    } finally {
      await again.close();
    }
  });

  it("counts five minutes", async () => {
    const device = await open();
    const { id } = await ask(device, first);
    clock.advance(5 * 60_000 + 1000);
    expect(await codeOf(answer(device, id, codeIn(texts)))).toBe("code-expired");
    expect(await codeOf(answer(device, id, codeIn(texts)))).toBe("code-void");
    const { id: again } = await ask(device, first);
    clock.advance(5 * 60_000 - 1000);
    expect(await codeOf(answer(device, again, codeIn(texts)))).toBe("ok");
  });

  it("is guessed three times a challenge and nine times a token; then an administrator is needed", async () => {
    const device = await open();
    const told: string[] = [];
    for (let challenge = 0; challenge < 3; challenge++) {
      const { id } = await ask(device, first);
      for (let tries = 0; tries < 3; tries++) told.push(await codeOf(answer(device, id, other(codeIn(texts)))));
      told.push(await codeOf(answer(device, id, codeIn(texts)))); // the right one comes too late
    }
    expect(told).toEqual(["wrong-code", "wrong-code", "code-void", "code-void", "wrong-code", "wrong-code", "code-void", "code-void", "wrong-code", "wrong-code", "code-locked", "code-void"]);
    expect(await codeOf(ask(device, first))).toBe("code-locked");
    expect(await codeOf(open())).toBe("code-locked");
    expect((await of.store.releases.token(telephone.id))?.state).toBe("locked");
    expect((await of.store.journal.list({ limit: 2 })).map(({ action }) => action).toSorted()).toEqual(["code.locked", "code.wrong"]);
  });

  it("a right code forgives the wrong ones before it", async () => {
    const device = await open();
    for (let round = 0; round < 6; round++) {
      const { id } = await ask(device, first);
      expect(await codeOf(answer(device, id, other(codeIn(texts))))).toBe("wrong-code");
      expect(await codeOf(answer(device, id, other(codeIn(texts))))).toBe("wrong-code");
      expect(await codeOf(answer(device, id, codeIn(texts)))).toBe("ok");
    }
    expect((await of.store.releases.token(telephone.id))?.wrongCodes).toBe(0);
  });

  it("twenty texts an hour, no more", async () => {
    const device = await open();
    for (let sent = 0; sent < 20; sent++) await ask(device, first);
    expect(await codeOf(ask(device, first))).toBe("too-many-codes");
    clock.advance(3_600_000);
    expect(await codeOf(ask(device, first))).toBe("ok");
  });

  it("what the store keeps of it is no code, and the journal has none", async () => {
    const device = await open();
    const { id } = await ask(device, first);
    const code = codeIn(texts);
    expect(JSON.stringify(await of.store.releases.challenge(id))).not.toContain(code);
    await answer(device, id, code);
    const entries = await of.store.journal.list({ limit: 1000 });
    expect(entries.map(({ action }) => action)).toContain("code.accepted");
    expect(JSON.stringify(entries)).not.toContain(code);
  });

  it("a gateway that fails leaves no challenge open", async () => {
    const broken = await oneTimePassword.enrol({ signerId: telephone.signerId, title: "telephone elsewhere", method: { kind: "text-message", number: "+36301234567", gateway: { kind: "practice", file: join(folder, "no", "such", "folder") } } }, of);
    expect(await codeOf(oneTimePassword.proof(broken.token.id, of).challenge(matterOver(first)))).toBe("code-not-sent");
    expect(await of.store.releases.challenges(broken.token.id, 9)).toMatchObject([{ state: "void" }]);
  });
});

describe("a token", () => {
  /** The same key file under another token's seal, as after a change of token. */
  const withToken = async (token: ReleaseToken): Promise<SigningDevice> => {
    writeFileSync(join(folder, key.path), keyFileBytes);
    await oneTimePassword.reseal(key, telephone.id, token.id, Secret.fromText(passphrase), folder, of);
    const device = await open(token);
    writeFileSync(join(folder, key.path), keyFileBytes);
    return device;
  };
  const secretOf = (token: ReleaseToken): Uint8Array => (token.method.kind === "text-message" ? new Uint8Array() : token.method.secret);

  it("that asks for digits: its answer to one order's digits is refused for another's", async () => {
    const code = (token: ReleaseToken, instruction: string): string => ocra("OCRA-1:HOTP-SHA256-8:QN08", secretOf(token), { question: /Type (\d{4} \d{4})/.exec(instruction)![1]!.replace(" ", "") });
    const token = await confirmedToken(of, { kind: "challenge" }, code);
    const device = await withToken(token);
    const one = await ask(device, first);
    const two = await ask(device, second);
    expect(one.instruction).not.toBe(two.instruction);
    expect(await codeOf(answer(device, two.id, code(token, one.instruction)))).toBe("wrong-code");
    await answer(device, two.id, code(token, two.instruction));
    expect(await sign(device, second)).toHaveLength(256);
  });

  it("with a button: presses ahead are found, no code counts twice, and far ahead two codes set it right", async () => {
    const code = (at: number) => (token: ReleaseToken) => hotp(secretOf(token), at, 6);
    const token = await confirmedToken(of, { kind: "counter", secret: new Secret(Uint8Array.from(Buffer.from("12345678901234567890"))) }, code(0));
    const device = await withToken(token);
    const { id } = await ask(device, first);
    await answer(device, id, "254676"); // counter 5 of RFC 4226, appendix D
    const { id: next } = await ask(device, second);
    await expect(answer(device, next, "254676")).rejects.toThrow("used before");
    await expect(answer(device, next, "287082")).rejects.toThrow("used before"); // one that was passed over
    await answer(device, next, "287922");
    const { id: far } = await ask(device, second);
    expect(await codeOf(answer(device, far, code(17)(token)))).toBe("wrong-code"); // beyond ten presses
    const both = (a: number, b: number) => codeOf(oneTimePassword.resynchronise(token.id, Secret.fromText(code(a)(token)), Secret.fromText(code(b)(token)), of));
    expect(await both(300, 302)).toBe("wrong-code");
    expect(await both(3, 4)).toBe("wrong-code"); // used ones set nothing right
    expect(await both(300, 301)).toBe("ok");
    const { id: last } = await ask(device, second);
    expect(await codeOf(answer(device, last, code(301)(token)))).toBe("wrong-code");
    await answer(device, last, code(302)(token));
    expect(await sign(device, second)).toHaveLength(256);
  });

  it("with a clock: one step early or late is taken, none counts twice, and two codes set a wrong clock right", async () => {
    const code = (token: ReleaseToken, ms = clock.now()) => hotp(secretOf(token), Math.floor(ms / 30_000), 6);
    const token = await confirmedToken(of, { kind: "time" }, (one) => code(one));
    const device = await withToken(token);
    const proven = code(token);
    const { id } = await ask(device, first);
    await expect(answer(device, id, proven)).rejects.toThrow("used before");
    clock.advance(30_000);
    expect(await codeOf(answer(device, id, code(token, clock.now() - 90_000)))).toBe("wrong-code");
    await answer(device, id, code(token, clock.now() + 30_000));
    clock.advance(60_000);
    const { id: late } = await ask(device, second);
    await answer(device, late, code(token, clock.now()));
    const ahead = 20 * 60_000; // the token's clock is twenty minutes ahead
    clock.advance(60_000);
    const { id: wrong } = await ask(device, second);
    expect(await codeOf(answer(device, wrong, code(token, clock.now() + ahead)))).toBe("wrong-code");
    await oneTimePassword.resynchronise(token.id, Secret.fromText(code(token, clock.now() + ahead)), Secret.fromText(code(token, clock.now() + ahead + 30_000)), of);
    clock.advance(60_000);
    const { id: right } = await ask(device, second);
    await answer(device, right, code(token, clock.now() + ahead));
    expect(await sign(device, second)).toHaveLength(256);
  });

  it("counts only after its first code, and not when it is lost", async () => {
    const { token, handover } = await oneTimePassword.enrol({ signerId: telephone.signerId, title: "new token", method: { kind: "time" } }, of);
    expect(handover?.uri).toBe(`otpauth://totp/Kontor%20DANUBE:new%20token?secret=${handover?.secretBase32}&issuer=Kontor%20DANUBE&algorithm=SHA1&digits=6&period=30`);
    expect(Buffer.from(secretOf(token)).toString("hex")).toBe(handover?.secretHex);
    expect(await codeOf(open(token))).toBe("code-not-set-up");
    expect(await codeOf(oneTimePassword.proof(telephone.id, of).challenge(matterOver(first)))).toBe("code-void"); // a confirmed one is not guessed at in this way
    await of.store.releases.putToken({ ...token, state: "lost" });
    expect(await codeOf(open(token))).toBe("code-locked");
    expect(await codeOf(oneTimePassword.proof(token.id, of).challenge(matterOver(first)))).toBe("code-locked");
  });

  it("is not made of too little", async () => {
    const enrol = (method: Parameters<typeof oneTimePassword.enrol>[0]["method"]) => codeOf(oneTimePassword.enrol({ signerId: telephone.signerId, title: "t", method }, of));
    expect(await enrol({ kind: "time", secret: Secret.fromText("too short") })).toBe("bad-token");
    expect(await enrol({ kind: "time", digits: 4 })).toBe("bad-token");
    expect(await enrol({ kind: "challenge", digits: 5 })).toBe("bad-token");
    expect(await enrol({ kind: "time", periodS: 3600 })).toBe("bad-token");
    for (const number of ["06301234567", "+0301234567", "+36", "+36 30 call me"]) expect(await enrol({ kind: "text-message", number, gateway: { kind: "practice", file: texts } }), number).toBe("bad-number");
  });
});

describe("the seal", () => {
  it("the PIN alone opens no sealed file, and neither does the store's share alone", async () => {
    const { keyFile } = await import("../../../src/signing/key-file/index.ts");
    expect(await codeOf(keyFile.open(key, Secret.fromText(passphrase), folder))).toBe("wrong-passphrase");
    const both = createHmac("sha256", telephone.sealShare).update("kontor key file 1\0").update(passphrase).digest("base64url");
    expect(await codeOf(keyFile.open(key, Secret.fromText(both), folder))).toBe("ok"); // as docs/one-time-passwords.md says, for whoever has both
    expect(await codeOf(keyFile.open(key, Secret.fromText(createHmac("sha256", telephone.sealShare).update("kontor key file 1\0").digest("base64url")), folder))).toBe("wrong-passphrase");
  });

  it("a change of it that was broken off before or after the file was written is completed by the next opening", async () => {
    const config = { kind: "one-time-password", key: { kind: "key-file", path: "half.p12" }, tokenId: telephone.id, changingFrom: "pin" } as const;
    const opened = () => codeOf(oneTimePassword.open(config, Secret.fromText(passphrase), folder, of).then((device) => device.close()));
    writeFileSync(join(folder, "half.p12"), keyFileBytes);
    await oneTimePassword.reseal(config.key, telephone.id, "pin", Secret.fromText(passphrase), folder, of);
    expect(await codeOf(oneTimePassword.tryPin(config.key, "pin", Secret.fromText(passphrase), folder, of))).toBe("ok");
    expect(await codeOf(oneTimePassword.open({ ...config, changingFrom: undefined }, Secret.fromText(passphrase), folder, of))).toBe("wrong-passphrase");
    expect(await opened()).toBe("ok"); // was under the PIN alone
    expect(await codeOf(oneTimePassword.tryPin(config.key, "pin", Secret.fromText(passphrase), folder, of))).toBe("wrong-passphrase");
    expect(await opened()).toBe("ok"); // is under the seal already
    expect(await codeOf(oneTimePassword.open(config, Secret.fromText("wrong river 71 stones"), folder, of))).toBe("wrong-passphrase");
  });
});
