import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AppError } from "../../../../src/domain/errors.ts";
import type { SignerId } from "../../../../src/domain/ids.ts";
import { Secret } from "../../../../src/domain/secret.ts";
import { oneTimePassword } from "../../../../src/signing/one-time-password/index.ts";
import { sendByModem } from "../../../../src/signing/one-time-password/sms/modem.ts";
import { pdusFor } from "../../../../src/signing/one-time-password/sms/pdu.ts";
import { matterOver, surroundingsIn } from "../../../support/code-token.ts";
import { decodeSubmit, GsmModem, type GsmModemOptions } from "../../../support/gsm-modem.ts";
import { programNamed } from "../../../support/programs.ts";

const number = "+36301234567";

describe("a text as messages", () => {
  it("is what 3GPP's example bytes say", () => {
    // "hellohello" packed in septets, the example found in every description of PDU mode.
    expect(pdusFor("+46708251358", "hellohello", 0)).toEqual([{ hex: "0001000B916407281553F800000AE8329BFD4697D9EC37", octets: 22 }]);
  });

  it("comes back from its parts as it was, in either alphabet, however long", () => {
    const letters = fc.constantFrom(..."abcXYZ059 @$_\n{}[]~\\|^€äöüÄÖÜßñ¿ΔΩ", ..."őűŐŰ…–日😀");
    fc.assert(fc.property(fc.array(letters, { maxLength: 330 }), fc.integer({ min: 0, max: 255 }), (chosen, reference) => {
      const text = chosen.join("");
      const parts = pdusFor(number, text, reference).map(({ hex, octets }) => {
        const pdu = Buffer.from(hex, "hex");
        expect(pdu).toHaveLength(octets + 1);
        expect(octets).toBeLessThanOrEqual(164); // what a message may hold at most
        return decodeSubmit(pdu);
      });
      expect(parts.map(({ text: part }) => part).join("")).toBe(text);
      expect(parts.map(({ part, count, number: to }) => [part, count, to])).toEqual(parts.map((_, at) => [at + 1, parts.length, number]));
      if (parts.length > 1) expect(new Set(parts.map((one) => one.reference))).toEqual(new Set([reference]));
    }), { numRuns: 300 });
  });

  it("goes into one message to its last place, and into two after it", () => {
    const countOf = (text: string) => pdusFor(number, text, 1).length;
    expect([countOf("x".repeat(160)), countOf("x".repeat(161)), countOf("€".repeat(80)), countOf(`x${"€".repeat(80)}`), countOf("ő".repeat(70)), countOf("ő".repeat(71)), countOf("x".repeat(765))]).toEqual([1, 2, 1, 2, 1, 2, 5]);
    expect(() => pdusFor(number, "x".repeat(766), 1)).toThrow("too long");
    for (const none of ["06301234567", "+0301234567", "+36", "+36301234567x"]) expect(() => pdusFor(none, "x", 1)).toThrow("number");
  });
});

describe.skipIf(programNamed("socat") === undefined)("a GSM modem on a pseudo-terminal (needs socat)", () => {
  let folder: string;
  let modem: GsmModem | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kontor-gsm-"));
  });
  afterEach(async () => {
    await modem?.stop();
    modem = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = async (options: GsmModemOptions = {}): Promise<GsmModem> => (modem = await GsmModem.start(folder, options));
  const send = (to: GsmModem, text: string, more: { simPin?: string; commandMs?: number; registerMs?: number } = {}) => {
    const { simPin, ...waits } = more;
    return sendByModem({ kind: "gsm-modem", device: to.device, baudRate: 115200, ...(simPin === undefined ? {} : { simPin }) }, { number, text }, { pauseMs: 10, ...waits });
  };
  const failure = (promise: Promise<void>): Promise<AppError> => promise.then(() => { throw new Error("it was sent"); }, (error: AppError) => error);

  it("sends a short text, a long one, and one in letters of no 7-bit alphabet", async () => {
    const gsm = await start({ chatter: '+CMTI: "SM",3' });
    const texts = ["Code 12345678, 412300.00 EUR [€]", "y".repeat(400), "Őri Béla: kód 12345678 – ne adja ki"];
    for (const text of texts) await send(gsm, text);
    expect(gsm.texts).toEqual([{ number, text: texts[0], parts: 1 }, { number, text: texts[1], parts: 3 }, { number, text: texts[2], parts: 1 }]);
    expect(gsm.commands.slice(0, 7)).toEqual(["AT", "ATE0", "AT+CMEE=1", "AT+CPIN?", "AT+CREG?", "AT+CMGF=0", expect.stringMatching(/^AT\+CMGS=\d+$/)]);
  });

  it("waits for the network, and opens the SIM by its PIN", async () => {
    const gsm = await start({ simPin: "4711", registration: [2, 2, 5] });
    await send(gsm, "hello", { simPin: "4711" });
    expect(gsm.texts).toMatchObject([{ text: "hello" }]);
    expect(gsm.commands.filter((one) => one === "AT+CREG?")).toHaveLength(3);
  });

  it("tries a wrong SIM PIN once, and says that it must not be tried again", async () => {
    const gsm = await start({ simPin: "4711" });
    expect(await failure(send(gsm, "hello", { simPin: "1234" }))).toMatchObject({ code: "code-not-sent", message: "The SIM did not take its PIN.", context: { simPinRefused: true } });
    expect(gsm.commands.filter((one) => one.startsWith("AT+CPIN="))).toHaveLength(1);
    expect((await failure(send(gsm, "hello"))).message).toBe("The SIM in the modem wants its PIN.");
    expect((await failure(send(gsm, "hello", { simPin: '1234"\rATD112;' }))).message).toBe("What is set as the SIM's PIN is none.");
    expect(gsm.commands.filter((one) => one.startsWith("ATD"))).toEqual([]);
  });

  it.each([
    ["refused by the network", { refuses: "+CMS ERROR: 38" }, {}, "the network is out of order"],
    ["refused in words that are not known", { refuses: "+CMS ERROR: 512" }, {}, "AT+CMGS was answered by +CMS ERROR: 512"],
    ["no network", { registration: [2] }, { registerMs: 300 }, "The modem finds no network."],
    ["not admitted", { registration: [3] }, {}, "does not admit the modem's SIM"],
    ["a dead line", { dead: true }, { commandMs: 200 }, "no answer within 0.2 s"],
  ] as const)("says why: %s", async (_title, options, waits, words) => {
    const gsm = await start(options);
    const error = await failure(send(gsm, "hello", waits));
    expect(error).toMatchObject({ code: "code-not-sent" });
    expect(error.message).toContain(words);
    expect(gsm.texts).toEqual([]);
  });

  it("carries a code from the order to the telephone and back, and forgets a SIM's PIN that was refused", async () => {
    const gsm = await start({ simPin: "4711" });
    const of = await surroundingsIn(folder);
    try {
      const enrol = async (simPin: string) => (await oneTimePassword.enrol({ signerId: "anna" as SignerId, title: "telephone of Anna", method: { kind: "text-message", number, gateway: { kind: "gsm-modem", device: gsm.device, baudRate: 115200, simPin } } }, of)).token;
      const wrong = await enrol("0000");
      for (const words of ["The SIM did not take its PIN.", "The SIM in the modem wants its PIN."]) await expect(oneTimePassword.proof(wrong.id, of).challenge(matterOver("00".repeat(32)))).rejects.toThrow(words);
      expect(gsm.commands.filter((one) => one.startsWith("AT+CPIN="))).toEqual(['AT+CPIN="0000"']);
      const right = await enrol("4711");
      const proof = oneTimePassword.proof(right.id, of);
      const { id, digestHead } = await proof.challenge({ ...matterOver("ab".repeat(32)), title: "1 order, 1 payment", payee: "Őri Béla" });
      const [delivered] = gsm.texts;
      expect(delivered?.text).toContain(`Kontor: 1 order, 1 payment, account HU42 1177 3016, to Őri Béla. Digest ${digestHead}. Code `);
      expect(delivered?.parts).toBeGreaterThan(1); // ő makes it UCS-2, and it is long
      await proof.answer(id, Secret.fromText(/Code (\d{8})/.exec(delivered!.text)![1]!));
      expect((await of.store.releases.token(right.id))?.state).toBe("active");
    } finally {
      await of.store.close();
    }
  });

  it("two at once: one waits for the other, and both texts leave", async () => {
    const gsm = await start();
    await Promise.all([send(gsm, "one"), send(gsm, "two")]);
    expect(gsm.texts.map(({ text }) => text).toSorted()).toEqual(["one", "two"]);
  });

  it("no such device", async () => {
    expect(await failure(sendByModem({ kind: "gsm-modem", device: join(folder, "none"), baudRate: 115200 }, { number, text: "x" }))).toMatchObject({ code: "code-not-sent", message: expect.stringContaining("cannot be opened") });
  });
});
