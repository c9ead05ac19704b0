import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { type ServedBank, serve } from "../bank/support/bank-process.ts";
import { cardPin, haveCards, softHsmCard, type TestCard } from "../support/card/card.ts";
import { orderFile } from "../support/order-file.ts";

/** A signer whose key lives on a card, from nothing to an accepted order, by commands. */
describe.skipIf(!haveCards)("a card on the command line", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kontor-cli-card-"));
  const file = (name: string): string => path.join(folder, name);
  let bank: ServedBank;
  let card: TestCard;
  let account = "";

  async function kontor(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const told = { out: "", err: "" };
    const code = await runCommandLine(args, {
      environment: { KONTOR_HOME: file("home"), KONTOR_OPERATOR: "Anna", KONTOR_PASSPHRASE_FILE: file("anna"), HOME: folder }, stdinIsTerminal: false, stdoutIsTerminal: false,
      out: (text) => { told.out += text; },
      err: (text) => { told.err += text; },
    });
    return { code, ...told };
  }
  async function done(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await kontor(...args);
    expect(err, args.join(" ")).toBe("");
    expect(code).toBe(0);
    return out;
  }
  const json = async <T>(...args: readonly string[]): Promise<T> => JSON.parse(await done(...args, "--json")) as T;

  beforeAll(async () => {
    for (const [name, text] of [["anna", "seven copper kettles singing"], ["admin", "grey heron over still water"], ["pin", cardPin], ["next", "13579"], ["wrong", "2468"]] as const) writeFileSync(file(name), `${text}\n`);
    bank = await serve(file("bank"));
    card = softHsmCard("ANNA 1");
    const data = ["--data", file("bank")];
    const asAdmin = ["--operator", "Admin", "--passphrase-file", file("admin")];
    await done("operator", "create", "Admin", "--passphrase-file", file("admin"));
    await done("operator", "create", "Anna", "--passphrase-file", file("anna"));
    await done("customer", "create", "danube", "--name", "Duna Kft.", "--code", "DAN-1", ...asAdmin);
    await done("customer", "grant", "Anna", "see", "prepare", "sign", "send", "fetch", ...asAdmin);
    await done("bank", "partner", "add", "DAN01", "Duna Kft.", ...data);
    account = (await json<{ number: string }[]>("bank", "account", "open", "--currency", "EUR", "--owner", "Duna Kft.", "--partner", "DAN01", "--opening", "9000", ...data))[0]?.number ?? "";
    await done("bank", "subscriber", "add", "DAN01", "ANNA", "--name", "Anna", "--class", "E", ...data);
    await done("connection", "create", "--title", "Practice", "--profile", "practice", "--host-id", bank.hostId, "--partner-id", "DAN01", "--url", bank.url, "--ca-file", file("bank/ca.pem"), ...asAdmin);
  });
  afterAll(async () => {
    await bank.stop();
    card.remove();
    rmSync(folder, { recursive: true });
  });

  it("lists what is in the readers, without an operator", async () => {
    expect(await json("card", "list", "--module", card.modulePath)).toMatchObject([{ label: "ANNA 1", pinState: "ok", pinPad: false, mechanisms: ["A005", "A006"], canMakeKeys: true, module: card.modulePath }]);
    expect(await done("card", "list", "--module", card.modulePath)).toMatch(/ANNA 1 +[0-9a-f]+ +ok +A005 A006 +yes/);
    expect(await kontor("card", "list", "--module", file("none.so"))).toMatchObject({ code: 3, err: expect.stringContaining("The module none.so cannot be used.") as string });
  });

  it("makes the key on it, and signs what the bank then accepts", async () => {
    const asAdmin = ["--operator", "Admin", "--passphrase-file", file("admin")];
    const create = ["subscriber", "create", "ANNA", "--connection", "Practice", "--signer", "Anna", "--class", "E", "--for-operator", "Anna", ...asAdmin];
    expect(await kontor(...create, "--card", "ANNA 1", "--key-file", "a.p12", "--pin-file", file("pin"))).toMatchObject({ code: 2 });
    expect(await kontor(...create, "--card", "ELSE", "--module", card.modulePath, "--pin-file", file("pin"))).toMatchObject({ err: expect.stringContaining('There is no card "ELSE" in any reader.') as string });
    expect(await kontor(...create, "--card", "ANNA 1", "--module", card.modulePath, "--pin-file", file("wrong"))).toMatchObject({ code: 4, err: expect.stringContaining("does not take this PIN") as string });
    await done(...create, "--card", "ANNA 1", "--module", card.modulePath, "--pin-file", file("pin"));
    const [user] = await json<{ device: string }[]>("subscriber", "list", ...asAdmin);
    expect(user?.device).toMatch(/^chip card ANNA 1 \([0-9a-f]+\), key [0-9a-f]{16}$/);
    const keys = await json<{ keyId: string; subject: string }[]>("card", "keys", "ANNA 1", "--module", card.modulePath);
    expect(keys).toHaveLength(1);
    expect(user?.device).toContain(keys[0]?.keyId);

    await done("subscriber", "send-keys", "ANNA", ...asAdmin);
    await done("bank", "subscriber", "activate", "DAN01", "ANNA", "--trust", "--data", file("bank"));
    const hashes = await json<{ authentication: { certificateHash: string }; encryption: { publicKeyHash: string } }>("connection", "bank-keys", "Practice", ...asAdmin);
    await done("connection", "confirm", "Practice", "--authentication-hash", hashes.authentication.certificateHash, "--encryption-hash", hashes.encryption.publicKeyHash, ...asAdmin);
    await done("connection", "grants", "Practice", ...asAdmin);
    writeFileSync(file("order.xml"), orderFile({ account, messageId: "CARD-1", payments: [{ endToEndId: "CARD-1", amount: "12.50" }] }));
    await done("order", "import", file("order.xml"));
    expect(await done("order", "sign", "1", "--pin-file", file("pin"))).toContain("order 0001: signed");
    await done("order", "queue", "1");
    await done("session", "run");
    expect(await json("order", "show", "1")).toMatchObject({ state: "accepted", signatures: [{ device: "Chip card ANNA 1" }] });
  });

  it("changes its PIN: the old one signs nothing more", async () => {
    const change = ["card", "change-pin", "ANNA 1", "--module", card.modulePath];
    expect(await kontor(...change, "--pin-file", file("wrong"), "--new-pin-file", file("next"))).toMatchObject({ code: 4, out: "", err: expect.stringContaining("does not take this PIN") as string });
    expect(await done(...change, "--pin-file", file("pin"), "--new-pin-file", file("next"))).toBe("The card ANNA 1 has a new PIN; it opens all keys on it.\n");
    writeFileSync(file("other.xml"), orderFile({ account, messageId: "CARD-2", payments: [{ endToEndId: "CARD-2", amount: "7.00" }] }));
    await done("order", "import", file("other.xml"));
    expect(await kontor("order", "sign", "2", "--pin-file", file("pin"))).toMatchObject({ code: 4, err: expect.stringContaining("does not take this PIN") as string });
    expect(await done("order", "sign", "2", "--pin-file", file("next"))).toContain("order 0002: signed");
  });

  it("takes keys that are on it, for a new user and for one who is set up, whose keys the bank must have", async () => {
    const asAdmin = ["--operator", "Admin", "--passphrase-file", file("admin")];
    const onCard = ["--card", "ANNA 1", "--module", card.modulePath, "--pin-file", file("next")];
    const create = (user: string): string[] => ["subscriber", "create", user, "--connection", "Practice", "--signer", user, "--class", "E", ...onCard, ...asAdmin];
    await done(...create("BELA"), "--all-on-card");
    const keys = await json<{ keyId: string; use?: string; subject: string }[]>("card", "keys", "ANNA 1", "--module", card.modulePath);
    const idOf = (use: string): string => keys.find((one) => one.use === use && one.subject.includes("BELA"))?.keyId ?? "";
    const two = ["--authentication-key-id", idOf("authentication"), "--encryption-key-id", idOf("encryption")];
    expect(await kontor(...create("CILI"), "--authentication-key-id", idOf("authentication"))).toMatchObject({ code: 2, err: expect.stringContaining("by two keys") as string });
    expect(await kontor(...create("CILI"), ...two, "--at-bank")).toMatchObject({ err: expect.stringContaining("A new signature key is none that the bank has.") as string });
    expect(await done(...create("CILI"), ...two)).toContain("Next: kontor subscriber send-keys CILI");
    expect(await json<unknown[]>("subscriber", "list", ...asAdmin)).toContainEqual(expect.objectContaining({ userId: "CILI", allOnCard: true, state: "new" }));
    expect(await kontor("subscriber", "use-card", "ANNA", ...onCard, ...two, ...asAdmin)).toMatchObject({ err: expect.stringContaining("The bank has another authentication key of this user") as string });
    await done("subscriber", "create", "DORA", "--connection", "Practice", "--signer", "DORA", "--class", "T", "--pin-file", file("anna"), ...asAdmin);
    expect(await done("subscriber", "use-card", "DORA", ...onCard, ...two, ...asAdmin)).toContain("DORA speaks with the bank by the keys on the card ANNA 1");
  });
});
