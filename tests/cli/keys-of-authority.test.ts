import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { serve, type ServedBank } from "../bank/support/bank-process.ts";
import { issueByOpenssl } from "../support/authority.ts";
import { haveIndependentTools } from "../support/independent-verify.ts";

/** Keys whose certificates an authority has issued go to the bank with one order and without letters. */
describe.skipIf(!haveIndependentTools)("keys of an authority (needs openssl)", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-authority-"));
  const file = (name: string): string => path.join(folder, name);
  let bank: ServedBank;
  const kontor = async (...args: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
    const told = { out: "", err: "" };
    const code = await runCommandLine(args, {
      environment: { KONTOR_HOME: file("home"), KONTOR_OPERATOR: "Réka", KONTOR_PASSPHRASE_FILE: file("reka"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
      out: (text) => { told.out += text; }, err: (text) => { told.err += text; },
    });
    return { code, ...told };
  };
  const done = async (...args: readonly string[]): Promise<string> => {
    const { code, out, err } = await kontor(...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return out;
  };
  const data = ["--data", file("bank")];
  const danube = ["--customer", "danube"];

  beforeAll(async () => {
    for (const [name, text] of Object.entries({ reka: "grey heron over still water", pin: "quiet river 71 stones", none: "" })) writeFileSync(file(name), `${text}\n`);
    issueByOpenssl(folder);
    for (const use of ["signature", "authentication", "encryption"]) writeFileSync(file(`${use}.pem`), readFileSync(file(`${use}.key`), "utf8") + readFileSync(file(`${use}.crt`), "utf8"));
    bank = await serve(file("bank"));
    await done("operator", "create", "Réka", "--passphrase-file", file("reka"));
    await done("bank", "partner", "add", "DAN01", "Duna Kft.", ...data);
    for (const user of ["ANNA", "BELA"]) await done("bank", "subscriber", "add", "DAN01", user, "--name", user, "--class", "E", ...data);
    await done("customer", "create", "danube", "--name", "Duna Kft.", "--code", "DAN-1", "--colour", "cyan");
    for (const [title, protocol] of [["Practice", "H005"], ["Older", "H004"]] as const) {
      await done("connection", "create", "--title", title, "--profile", "practice", "--protocol", protocol, "--host-id", bank.hostId, "--partner-id", "DAN01", "--url", bank.url, "--ca-file", file("bank/ca.pem"), ...danube);
    }
  });
  afterAll(async () => {
    await bank.stop();
    rmSync(folder, { recursive: true });
  });

  const imported = (user: string, connection: string) => done(
    "subscriber", "import", user, "--connection", connection, "--signer", user, "--class", "E", "--signature-key", file("signature.pem"), "--authentication-key", file("authentication.pem"), "--encryption-key", file("encryption.pem"),
    "--old-pin-file", file("none"), "--pin-file", file("pin"), "--new-at-bank", ...danube,
  );

  it("are taken over, wait until the bank trusts the authority, go there at once, and work as soon as the bank has activated them [H3K H005 client bank]", async () => {
    expect(await imported("ANNA", "Practice")).toContain("Next: kontor subscriber send-keys ANNA");
    expect(await kontor("subscriber", "send-keys", "ANNA", "--at-once", ...danube)).toMatchObject({ code: 5, err: expect.stringContaining("091214") });
    await done("bank", "keys", "trust", file("ca.pem"), ...data);
    expect(await done("subscriber", "send-keys", "ANNA", "--at-once", ...danube)).toContain("No letters are needed.");
    const queue = JSON.parse(await done("onboard", "status", "--json")) as { counts: unknown };
    expect(queue.counts).toEqual({ posted: 1 }); // the bank is to activate
    await done("bank", "subscriber", "activate", "DAN01", "ANNA", "--trust", ...data);
    const { authentication, encryption } = JSON.parse(await done("connection", "bank-keys", "Practice", "--json", ...danube)) as Record<string, { certificateHash: string }>;
    await done("connection", "confirm", "Practice", "--authentication-hash", authentication!.certificateHash, "--encryption-hash", encryption!.certificateHash, ...danube);
    await done("connection", "grants", "Practice", ...danube);
    const trace = await done("bank", "trace", "--order", "H3K", ...data);
    expect(trace.match(/DAN01 ANNA · H3K/g)).toHaveLength(2);
    expect(await done("journal", "list", ...danube)).toMatch(/H3K of ANNA is at Practice\n/);
    expect(await kontor("subscriber", "send-keys", "ANNA", "--at-once", ...danube)).toMatchObject({ code: 1, err: expect.stringContaining("are at the bank already") });
  });

  it("not by EBICS 2.5, and not with certificates that have signed themselves", async () => {
    await imported("BELA", "Older");
    expect(await kontor("subscriber", "send-keys", "BELA", "--at-once", ...danube)).toMatchObject({ code: 1, err: expect.stringContaining("a matter of EBICS 3.0") });
    await done("subscriber", "create", "CILI", "--connection", "Practice", "--signer", "Cili", "--class", "E", "--pin-file", file("pin"), ...danube);
    expect(await kontor("subscriber", "send-keys", "CILI", "--at-once", ...danube)).toMatchObject({ code: 1, err: expect.stringContaining("have signed themselves") });
  });
});
