import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createKeyWithCertificate, readCertificate } from "../../src/ebics/index.ts";
import { printLetters } from "../../src/print/letters/index.ts";
import type { InitialisationLetters, LetterKey } from "../../src/workflows/ports/printed-pages.ts";
import { frame, pagesOf } from "./samples.ts";

let value: InitialisationLetters;
const key = async (letter: LetterKey["letter"], use: LetterKey["use"], version: string, keyBits: 2048 | 4096 = 2048, form: "certificate" | "numbers" | "both" = "certificate"): Promise<LetterKey> => {
  const made = await createKeyWithCertificate(use, { commonName: "Kis Anna", organisation: "Duna Textil Kft.", country: "HU", validFrom: new Date("2026-11-22T00:00:00Z"), validYears: 5, keyBits });
  const { pem, certificateHash, publicKeyHash, exponentHex, modulusHex, keyBits: bits } = readCertificate(made.certificateDer);
  const [certificate, numbers] = [{ pem, hash: certificateHash }, { exponentHex, modulusHex, hash: publicKeyHash }];
  return { letter, use, version, bits, ...(form === "numbers" ? {} : { certificate }), ...(form === "certificate" ? {} : { numbers }) };
};
beforeAll(async () => {
  value = { frame, hostId: "PRACTICEHOST", partnerId: "DANUBE01", userId: "KISANNA", userName: "Kis Anna", keys: [await key("INI", "signature", "A006"), await key("HIA", "authentication", "X002"), await key("HIA", "encryption", "E002")] };
});

/** Certificates and hashes as a clerk at the bank would read them off the paper. */
const readOff = (page: string) => ({
  certificates: [...page.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/g)].map((match) => Buffer.from(match[1]!.replace(/\s/g, ""), "base64")),
  hashes: [...page.matchAll(/^ *((?:[0-9A-F]{2} ){15}[0-9A-F]{2})\s*\n+ *((?:[0-9A-F]{2} ){15}[0-9A-F]{2})\s*$/gm)].map((match) => `${match[1]} ${match[2]}`.replaceAll(" ", "")),
});

describe("the initialisation letters", () => {
  it("are two, each on one page that ends with the signature", async () => {
    const pages = await pagesOf(printLetters(value, "en"));
    expect(pages).toHaveLength(2);
    for (const page of pages) {
      for (const part of ["KISANNA", "DANUBE01", "PRACTICEHOST", "Kis Anna", "Practice bank", "22 Nov 2026 16:20 UTC", "Place, date", "Signature", "I confirm", "PRACTICE – no real money moves"]) expect(page).toContain(part);
    }
    expect(pages[0]).toContain("Initialisation letter INI");
    expect(pages[0]).toContain("Version A006, RSA 2048 bits");
    expect(pages[1]).toContain("Initialisation letter HIA");
    expect(pages[1]).toMatch(/Version X002[\s\S]*Version E002/);
  });

  it("carry the certificates and their hashes, both right when read off the paper", async () => {
    const pages = await pagesOf(printLetters(value, "en"));
    const [ini, hia] = pages.map(readOff);
    expect(ini!.certificates).toHaveLength(1);
    expect(hia!.certificates).toHaveLength(2);
    for (const { certificates, hashes } of [ini!, hia!]) expect(hashes).toEqual(certificates.map((one) => createHash("sha256").update(one).digest("hex").toUpperCase()));
    expect([...ini!.hashes, ...hia!.hashes]).toEqual(value.keys.map((one) => one.certificate?.hash));
  });

  it("with long keys take more pages, and no hash is parted from its certificate", async () => {
    const long = { ...value, keys: [await key("HIA", "authentication", "X002", 4096), await key("HIA", "encryption", "E002", 4096)] };
    const pages = await pagesOf(printLetters(long, "en"));
    for (const page of pages) expect(readOff(page).hashes).toHaveLength(readOff(page).certificates.length);
    expect(pages.flatMap((page) => readOff(page).hashes)).toEqual(long.keys.map((one) => one.certificate?.hash));
    expect(pages.at(-1)).toContain("Place, date");
  });

  it.each(["numbers", "both"] as const)("of EBICS 2.4 and 2.5 carry exponent, modulus and their hash (%s)", async (form) => {
    const keys = [await key("INI", "signature", "A005", 2048, form), await key("HIA", "authentication", "X002", 2048, form), await key("HIA", "encryption", "E002", 2048, form)];
    const text = (await pagesOf(printLetters({ ...value, keys }, "en"))).join("\n");
    const pairs = [...text.matchAll(/^ *((?:[0-9A-F]{2} )*[0-9A-F]{2})\s*$/gm)].map((match) => match[1]!.replaceAll(" ", "")).join("");
    for (const { numbers } of keys) {
      // Read off the paper, the numbers give the hash that is printed beside them.
      expect(pairs).toContain(`010001${numbers!.modulusHex}${numbers!.hash}`);
      expect(createHash("sha256").update(`10001 ${numbers!.modulusHex.toLowerCase()}`).digest("hex").toUpperCase()).toBe(numbers!.hash);
    }
    expect(readOff(text).certificates).toHaveLength(form === "both" ? 3 : 0);
    expect(text).toContain("Hash of the public key (SHA-256)");
  });

  it("speak Hungarian and German", async () => {
    const hu = (await pagesOf(printLetters(value, "hu"))).join("\n");
    for (const part of ["INI inicializáló levél", "HIA inicializáló levél", "Aláírókulcs", "A tanúsítvány lenyomata (SHA-256)", "megerősítem", "Hely, dátum"]) expect(hu).toContain(part);
    const de = await pagesOf(printLetters(value, "de"));
    expect(de).toHaveLength(2);
    for (const part of ["Initialisierungsbrief INI", "Verschlüsselungsschlüssel", "Hiermit bestätige ich", "Ort, Datum", "Unterschrift"]) expect(de.join("\n")).toContain(part);
  });
});
