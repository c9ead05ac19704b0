import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { systemClock, systemRandomness } from "../../src/cli/compose.ts";
import { openInstall } from "../../src/customers/index.ts";
import { Secret } from "../../src/domain/secret.ts";
import { readForeignKeys } from "../../src/signing/key-file/foreign-keys.ts";
import { serve, type ServedBank } from "../bank/support/bank-process.ts";
import { orderFile } from "../support/order-file.ts";
import { programNamed } from "../support/programs.ts";

/** Keys that the bank has from another program are taken over: files by OpenSSL and by Java's keytool, and a bank that knows those keys. */

const folder = mkdtempSync(path.join(tmpdir(), "kontor-import-"));
const file = (name: string): string => path.join(folder, name);
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(file(name), content);
  return file(name);
};
const openssl = (...args: readonly string[]): string => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" }).toString();
let bank: ServedBank;
beforeAll(async () => {
  for (const [name, text] of Object.entries({ reka: "grey heron over still water", anna: "seven copper kettles singing", pin: "quiet river 71 stones", old: "changeit of old", fresh: "two grey bridges 44" })) write(name, `${text}\n`);
  bank = await serve(file("bank"));
});
afterAll(async () => {
  await bank.stop();
  rmSync(folder, { recursive: true });
});

async function kontor(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const told = { out: "", err: "" };
  const code = await runCommandLine(args, {
    environment: { KONTOR_HOME: file("home"), KONTOR_OPERATOR: "Réka", KONTOR_PASSPHRASE_FILE: file("reka"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
    out: (text) => { told.out += text; },
    err: (text) => { told.err += text; },
  });
  return { code, ...told };
}
const done = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await kontor(...args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
};
const asAnna = ["--operator", "Anna", "--passphrase-file", file("anna")];

describe.skipIf(programNamed("keytool") === undefined)("a user whose keys the bank has from another program (needs keytool)", () => {
  let account = "";

  it("has a customer and a bank", async () => {
    const data = ["--data", file("bank")];
    await done("operator", "create", "Réka", "--passphrase-file", file("reka"));
    await done("operator", "create", "Anna", "--passphrase-file", file("anna"));
    await done("bank", "partner", "add", "DAN01", "Duna Kft.", ...data);
    account = (JSON.parse(await done("bank", "account", "open", "--currency", "EUR", "--owner", "Duna Kft.", "--partner", "DAN01", "--opening", "9000", "--json", ...data)) as { number: string }[])[0]!.number;
    await done("bank", "subscriber", "add", "DAN01", "ANNA", "--name", "Anna", "--class", "E", ...data);
    for (const name of ["before", "after"]) {
      await done("customer", "create", name, "--name", "Duna Kft.", "--code", "DAN-1", "--colour", "cyan");
      await done("customer", "grant", "Anna", "see", "prepare", "sign", "send", "fetch", "--customer", name);
      await done("connection", "create", "--title", "Practice", "--profile", "practice", "--host-id", bank.hostId, "--partner-id", "DAN01", "--url", bank.url, "--ca-file", file("bank/ca.pem"), "--customer", name);
      await done("rule", "remove", "EBICS classes", "--customer", name);
      await done("rule", "add", "One", "--signatures", "1", "--customer", name);
    }
    await done("subscriber", "create", "ANNA", "--connection", "Practice", "--signer", "Anna", "--class", "E", "--for-operator", "Anna", "--pin-file", file("pin"), "--customer", "before");
    await done("subscriber", "send-keys", "ANNA", "--customer", "before");
    await done("bank", "subscriber", "activate", "DAN01", "ANNA", "--trust", ...data);
  });

  it("brings them in one PKCS#12 file with three aliases, as Java clients keep them", async () => {
    for (const [use, { privateKeyPkcs8, certificateDer }] of Object.entries(await keysOfBefore())) {
      write(`${use}.key`, privateKeyPkcs8);
      write(`${use}.cer`, certificateDer);
      openssl("pkey", "-inform", "DER", "-in", `${use}.key`, "-out", `${use}.pem`);
      openssl("x509", "-inform", "DER", "-in", `${use}.cer`, "-out", `${use}.crt`);
      openssl("pkcs12", "-export", "-inkey", `${use}.pem`, "-in", `${use}.crt`, "-name", `anna-${use}`, "-passout", "pass:changeit of old", "-out", `${use}.p12`);
      execFileSync("keytool", ["-importkeystore", "-noprompt", "-srckeystore", file(`${use}.p12`), "-srcstorepass", "changeit of old", "-srcstoretype", "PKCS12", "-destkeystore", file("all.p12"), "-deststorepass", "changeit of old", "-deststoretype", "PKCS12"], { stdio: "pipe" });
    }
    const options = ["--connection", "Practice", "--signer", "Anna", "--class", "E", "--for-operator", "Anna", "--keys", file("all.p12"), "--pin-file", file("fresh"), "--customer", "after"];
    expect(await kontor("subscriber", "import", "ANNA", ...options, "--old-pin-file", file("pin"))).toMatchObject({ code: 4, err: expect.stringContaining("does not open the key file") });
    expect(await done("subscriber", "import", "ANNA", ...options, "--old-pin-file", file("old"))).toContain('Next: kontor connection bank-keys "Practice"');
    expect(await kontor("subscriber", "import", "ANNA", ...options, "--old-pin-file", file("old"))).toMatchObject({ code: 2, err: expect.stringContaining("is there already") });
  });

  it("and works with the bank at once, without letters", async () => {
    const { authentication, encryption } = JSON.parse(await done("connection", "bank-keys", "Practice", "--json", "--customer", "after")) as Record<string, { certificateHash: string; publicKeyHash: string }>;
    await done("connection", "confirm", "Practice", "--authentication-hash", authentication!.certificateHash, "--encryption-hash", encryption!.publicKeyHash, "--customer", "after");
    await done("connection", "grants", "Practice", "--customer", "after");
    write("order.xml", orderFile({ account, payments: [{ endToEndId: "TAKEN-1", amount: "5.00" }] }));
    await done("order", "import", file("order.xml"), ...asAnna, "--customer", "after");
    expect((await kontor("order", "sign", "1", "--pin-file", file("old"), ...asAnna, "--customer", "after")).code).toBe(4);
    await done("order", "sign", "1", "--pin-file", file("fresh"), ...asAnna, "--customer", "after");
    await done("order", "queue", "1", ...asAnna, "--customer", "after");
    expect(await done("session", "run", ...asAnna, "--customer", "after")).toMatch(/Order 0001 was (delivered|accepted)/);
  });

  it("leaves no key file behind when the user cannot be entered", async () => {
    const twin = (signatureClass: string) => kontor("subscriber", "import", "TWIN", "--connection", "Practice", "--signer", "Anna", "--class", signatureClass, "--for-operator", "Anna", "--keys", file("all.p12"), "--pin-file", file("fresh"), "--old-pin-file", file("old"), "--customer", "after");
    expect(await twin("B")).toMatchObject({ code: 2, err: expect.stringContaining("already a signer of class E") });
    expect(await twin("E")).toMatchObject({ code: 0 });
  });

  it("which key is which is never guessed", async () => {
    const single = ["--connection", "Practice", "--signer", "Bea", "--class", "E", "--pin-file", file("fresh"), "--old-pin-file", file("old"), "--customer", "after"];
    expect(await kontor("subscriber", "import", "BEA", ...single, "--keys", file("signature.p12"))).toMatchObject({ code: 2, err: expect.stringContaining("--authentication-key FILE") });
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "any.pem", "-out", "any.crt", "-subj", "/CN=any");
    write("both.pem", readFileSync(file("any.pem"), "utf8") + readFileSync(file("signature.pem"), "utf8"));
    expect(await kontor("subscriber", "import", "BEA", ...single, "--signature-key", file("both.pem"), "--authentication-key", file("any.pem"), "--encryption-key", file("any.pem"))).toMatchObject({ code: 2, err: expect.stringContaining("2 of those there would do") });
    expect(await kontor("subscriber", "import", "BEA", ...single, "--signature-key", file("signature.pem"), "--authentication-key", file("any.pem"), "--encryption-key", file("any.pem"))).toMatchObject({ code: 2, err: expect.stringContaining("certificate of the signature key is missing") });
  });

  it("PEM is read encrypted in every usual way, and in clear", async () => {
    const whole = (name: string): string => write(`${name}-whole`, readFileSync(file(name), "utf8") + readFileSync(file("signature.crt"), "utf8"));
    openssl("pkcs8", "-topk8", "-in", "signature.pem", "-v2", "aes256", "-passout", "pass:changeit of old", "-out", "pbkdf2.pem");
    openssl("pkcs8", "-topk8", "-in", "signature.pem", "-scrypt", "-passout", "pass:changeit of old", "-out", "scrypt.pem");
    openssl("rsa", "-traditional", "-in", "signature.pem", "-aes128", "-passout", "pass:changeit of old", "-out", "traditional.pem");
    const expected = readFileSync(file("signature.cer"));
    for (const name of ["signature.pem", "pbkdf2.pem", "scrypt.pem", "traditional.pem"]) {
      const [key, ...more] = await readForeignKeys(whole(name), Secret.fromText("changeit of old"));
      expect(more, name).toEqual([]);
      expect([key?.use, Buffer.compare(key!.certificateDer!, expected)], name).toEqual(["signature", 0]);
    }
    openssl("genpkey", "-algorithm", "ED25519", "-out", "ed.pem");
    for (const [name, code] of [["ed.pem", "no-key"], ["reka", "unreadable"], ["nowhere", "not-found"]] as const) await expect(readForeignKeys(file(name), Secret.fromText("x")), name).rejects.toMatchObject({ code });
  });
});

/** The keys of the user as the other program has them: out of its key file and its store. */
async function keysOfBefore() {
  const install = await openInstall({ root: file("home"), clock: systemClock, randomness: systemRandomness });
  try {
    using passphrase = Secret.fromText("seven copper kettles singing");
    const session = await install.login("Anna", passphrase);
    const summary = (await session.customers()).find((one) => one.shortName === "BEFORE")!;
    const customer = await session.openCustomer(summary.id);
    const [user] = await customer.store.connections.subscribers();
    const [signature] = await readForeignKeys(path.join(customer.folder, "keys/ANNA.p12"), Secret.fromText("quiet river 71 stones"));
    return {
      signature: { privateKeyPkcs8: signature!.privateKeyPkcs8, certificateDer: user!.signatureCertificateDer },
      authentication: { privateKeyPkcs8: user!.authenticationKeyPkcs8!, certificateDer: user!.authenticationCertificateDer },
      encryption: { privateKeyPkcs8: user!.encryptionKeyPkcs8!, certificateDer: user!.encryptionCertificateDer },
    };
  } finally {
    await install.close();
  }
}
