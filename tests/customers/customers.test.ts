import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Install, type OperatorSession, openInstall } from "../../src/customers/index.ts";
import { SettableClock } from "../../src/domain/clock.ts";
import { Secret } from "../../src/domain/secret.ts";
import { openCustomerStore } from "../../src/store/index.ts";
import { profile } from "../store/samples.ts";

const cheap = { memoryKib: 64, passes: 1, parallelism: 1 };
const passphrase = () => Secret.fromText("barátságos folyó 7");
const clock = new SettableClock(Date.parse("2026-11-23T08:00:00Z"));
const randomness = { bytes: (n: number) => randomBytes(n) };

let root: string;
let install: Install;
const open = () => openInstall({ root, clock, randomness, keyDerivation: cheap });
const operator = (name: string): Promise<OperatorSession> => install.createOperator({ name, language: "hu", passphrase: passphrase() });

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), "kontor-install-"));
  install = await open();
});
afterEach(async () => {
  await install.close();
  rmSync(root, { recursive: true, force: true });
});

describe("operators", () => {
  test("log in by any spelling of the name, in another process too", async () => {
    await operator("Tóth Éva");
    const again = await open();
    const session = await again.login("toth  eva", passphrase());
    expect(session.operator).toMatchObject({ name: "Tóth Éva", language: "hu" });
    await again.close();
  });

  test("a composed and a decomposed passphrase are the same", async () => {
    await operator("Anna");
    await expect(install.login("Anna", Secret.fromText("barátságos folyó 7".normalize("NFD")))).resolves.toBeDefined();
  });

  test("a wrong passphrase and an unknown name get the same answer; a few failures slow down", async () => {
    await operator("Anna");
    const wrong = () => install.login("Anna", Secret.fromText("something else")).catch((error: unknown) => error);
    const unknown = await install.login("Nobody", passphrase()).catch((error: unknown) => error);
    expect(await wrong()).toMatchObject({ area: "rights", code: "wrong-passphrase", message: (unknown as Error).message });
    await wrong();
    await wrong();
    await expect(install.login("Anna", passphrase())).rejects.toMatchObject({ code: "too-many-tries" });
    clock.advance(2000);
    await expect(install.login("Anna", passphrase())).resolves.toBeDefined();
  });

  test("the passphrase opens the locked screen of whoever is in; wrong ones slow down as at the login", async () => {
    const anna = await operator("Anna");
    await expect(install.confirmPassphrase(anna, passphrase())).resolves.toBeUndefined();
    const wrong = () => install.confirmPassphrase(anna, Secret.fromText("something else")).catch((error: unknown) => error);
    expect(await wrong()).toMatchObject({ area: "rights", code: "wrong-passphrase" });
    await wrong();
    await wrong();
    await expect(install.confirmPassphrase(anna, passphrase())).rejects.toMatchObject({ code: "too-many-tries" });
    await expect(install.login("Anna", passphrase())).rejects.toMatchObject({ code: "too-many-tries" });
    clock.advance(2000);
    await expect(install.confirmPassphrase(anna, passphrase())).resolves.toBeUndefined();
  });

  test("each has their own minutes until the screen locks, which stay", async () => {
    const [anna, bela] = [await operator("Anna"), await operator("Béla")];
    expect(anna.lockAfterMinutes).toBe(10);
    await anna.setLockAfterMinutes(3);
    for (const bad of [0, -1, 1.5, 241, Number.NaN]) await expect(anna.setLockAfterMinutes(bad)).rejects.toMatchObject({ code: "bad-minutes" });
    expect([anna.lockAfterMinutes, bela.lockAfterMinutes]).toEqual([3, 10]);
    await anna.setKeepsCardPins(true);
    expect([anna.keepsCardPins, bela.keepsCardPins]).toEqual([true, false]);
    const again = await open();
    const later = await again.login("Anna", passphrase());
    expect([later.lockAfterMinutes, later.keepsCardPins]).toEqual([3, true]);
    await again.close();
  });

  test("says which customers are open", async () => {
    const anna = await operator("Anna");
    expect(await anna.opened()).toEqual([]);
    const customer = await anna.createCustomer(profile);
    expect(await anna.opened()).toEqual([customer]);
    await anna.closeCustomer(customer.id);
    expect(await anna.opened()).toEqual([]);
  });

  test("a customer without a colour gets the one that the fewest have; red comes last", async () => {
    const anna = await operator("Anna");
    const colours: string[] = [];
    for (let number = 1; number <= 7; number++) {
      const { colour: _, ...uncoloured } = { ...profile, shortName: `C${number}` };
      colours.push((await anna.createCustomer(uncoloured)).profile.colour);
    }
    expect(colours).toEqual(["cyan", "magenta", "blue", "yellow", "green", "red", "cyan"]);
    expect((await anna.customers()).map(({ colour }) => colour)).toEqual(colours);
  });

  test.each(["short", "aaaaaaaaaaaa", "Password123", "Kis Anna 1"])("the passphrase %s is refused", async (weak) => {
    await expect(install.createOperator({ name: "Kis Anna", language: "en", passphrase: Secret.fromText(weak) })).rejects.toMatchObject({ area: "rights", code: "weak-passphrase" });
    expect(install.operators()).toEqual([]);
  });

  test("two names that fold to the same are refused", async () => {
    await operator("Tóth Éva");
    await expect(operator("TOTH EVA")).rejects.toMatchObject({ area: "input", code: "name-taken" });
    await expect(operator("  ")).rejects.toMatchObject({ code: "name-missing" });
  });

  test("the passphrase is changed with the old one only; customers stay open to it", async () => {
    const anna = await operator("Anna");
    const { id } = await anna.createCustomer(profile);
    await anna.closeCustomer(id);
    const next = () => Secret.fromText("another river 12");
    await expect(install.changePassphrase(anna, Secret.fromText("not the old"), next())).rejects.toMatchObject({ code: "wrong-passphrase" });
    await install.changePassphrase(anna, passphrase(), next());
    await expect(install.login("Anna", passphrase())).rejects.toMatchObject({ code: "wrong-passphrase" });
    const again = await install.login("Anna", next());
    expect((await again.openCustomer(id)).profile).toEqual(profile);
  });

  test("a sealed identity does not open in another operator's row", async () => {
    await operator("Anna");
    await install.createOperator({ name: "Béla", language: "hu", passphrase: Secret.fromText("another river 12") });
    const file = path.join(root, "registry.json");
    const registry = JSON.parse(readFileSync(file, "utf8"));
    registry.operators[1].sealedIdentity = registry.operators[0].sealedIdentity;
    writeFileSync(file, JSON.stringify(registry));
    await expect(install.login("Béla", passphrase())).rejects.toMatchObject({ code: "wrong-passphrase" });
  });
});

describe("customers", () => {
  test("the creator opens it again; the same object while open; the registry holds nothing secret", async () => {
    const anna = await operator("Anna");
    const customer = await anna.createCustomer(profile);
    expect(customer.rights).toEqual(["see", "prepare", "send", "fetch", "administer"]);
    expect(await anna.openCustomer(customer.id)).toBe(customer);
    expect((await anna.customers()).map((c) => c.shortName)).toEqual(["DANUBE"]);
    expect(await customer.store.journal.list()).toMatchObject([{ action: "customer.created", actor: "Anna" }]);
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
      const bytes = readFileSync(path.join(entry.parentPath, entry.name));
      for (const secret of [profile.name, "barátságos", "AGE-SECRET-KEY"]) expect(bytes.includes(secret), `${secret} in ${entry.name}`).toBe(false);
    }
    await expect(anna.createCustomer({ ...profile, shortName: "Danübe" })).rejects.toMatchObject({ area: "input", code: "short-name-taken" });
  });

  test("files and folders are closed to others", async () => {
    const anna = await operator("Anna");
    await anna.createCustomer(profile);
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      expect((statSync(path.join(entry.parentPath, entry.name)).mode & 0o077).toString(8), entry.name).toBe("0");
    }
  });

  test("without a grant it cannot be opened, even with the file and another's slot in hand", async () => {
    const anna = await operator("Anna");
    const bela = await operator("Béla");
    const { id, folder } = await anna.createCustomer(profile);
    const slot = (who: OperatorSession) => path.join(folder, "slots", `${who.operator.id}.age`);
    expect(await bela.customers()).toEqual([]);
    await expect(bela.openCustomer(id)).rejects.toMatchObject({ area: "rights", code: "no-grant" });
    copyFileSync(slot(anna), slot(bela));
    await expect(bela.openCustomer(id)).rejects.toMatchObject({ area: "rights", code: "no-grant" });
    await expect(openCustomerStore({ path: path.join(folder, "store.db"), dataKey: new Uint8Array(32) })).rejects.toMatchObject({ area: "store", code: "wrong-key" });
  });

  test("a slot of another customer, or made for another operator's name, is refused", async () => {
    const anna = await operator("Anna");
    const one = await anna.createCustomer(profile);
    const two = await anna.createCustomer({ ...profile, shortName: "TISZA" });
    await anna.closeCustomer(one.id);
    const name = path.join("slots", `${anna.operator.id}.age`);
    copyFileSync(path.join(two.folder, name), path.join(one.folder, name));
    await expect(anna.openCustomer(one.id)).rejects.toMatchObject({ area: "rights", code: "no-grant" });
  });

  test("who is granted sees and does what was granted; a slot without rights opens nothing", async () => {
    const anna = await operator("Anna");
    const bela = await operator("Béla");
    const customer = await anna.createCustomer(profile);
    await customer.grant(bela.operator.id, ["see", "sign"]);
    const opened = await bela.openCustomer(customer.id);
    expect(opened.rights).toEqual(["see", "sign"]);
    await expect(opened.grant(bela.operator.id, ["see", "administer"])).rejects.toMatchObject({ area: "rights", code: "not-allowed" });
    await expect(customer.grant(bela.operator.id, ["see", "sign", "administer"])).rejects.toMatchObject({ code: "contradictory-rights" });
    await expect(customer.grant(anna.operator.id, ["see"])).rejects.toMatchObject({ code: "no-administrator" });
    await bela.closeCustomer(customer.id);
    await customer.store.profile.setRights(bela.operator.id, "Béla", []);
    await expect(bela.openCustomer(customer.id)).rejects.toMatchObject({ area: "rights", code: "no-grant" });
    expect((await customer.store.journal.list()).map((entry) => entry.action)).toEqual(["access.granted", "customer.created"]);
  });

  test("revoking changes the data key: the old slot opens nothing, the others go on, the customer stays open", async () => {
    const [anna, bela, cili] = [await operator("Anna"), await operator("Béla"), await operator("Cili")];
    const customer = await anna.createCustomer(profile);
    await customer.grant(bela.operator.id, ["see"]);
    await customer.grant(cili.operator.id, ["see", "send"]);
    const belasSlot = path.join(customer.folder, "slots", `${bela.operator.id}.age`);
    const kept = readFileSync(belasSlot);
    await customer.revoke(bela.operator.id);
    expect((await customer.store.journal.list({ limit: 2 })).map((one) => one.action)).toEqual(["access.key-changed", "access.revoked"]);
    writeFileSync(belasSlot, kept);
    await expect(bela.openCustomer(customer.id)).rejects.toMatchObject({ area: "store", code: "wrong-key" });
    expect((await cili.openCustomer(customer.id)).rights).toEqual(["see", "send"]);
    await customer.grant(bela.operator.id, ["see"]); // the new key, from the customer that stayed open
    await expect(bela.openCustomer(customer.id)).resolves.toBeDefined();
    await expect(customer.revoke(anna.operator.id)).rejects.toMatchObject({ code: "cannot-revoke-self" });
    expect(readdirSync(path.join(customer.folder, "slots")).filter((name) => name.endsWith(".next"))).toEqual([]);
  });

  test("revoking somebody who has the customer open, as others have: gone at once; the key is changed when an administrator opens it alone", async () => {
    const [anna, bela, cili] = [await operator("Anna"), await operator("Béla"), await operator("Cili")];
    const customer = await anna.createCustomer(profile);
    await customer.grant(bela.operator.id, ["see", "sign"]);
    await customer.grant(cili.operator.id, ["see", "administer"]);
    const belasSlot = path.join(customer.folder, "slots", `${bela.operator.id}.age`);
    const kept = readFileSync(belasSlot);
    const open = await bela.openCustomer(customer.id);
    await cili.openCustomer(customer.id);
    await customer.revoke(bela.operator.id);
    expect(await open.store.profile.rightsOf(bela.operator.id)).toEqual([]); // what every signing and sending asks first
    expect(await bela.customers()).toEqual([]);
    await bela.closeCustomer(customer.id);
    await expect(bela.openCustomer(customer.id)).rejects.toMatchObject({ code: "no-grant" });
    writeFileSync(belasSlot, kept); // a copy of the slot, while the key is the old one: the store itself says no
    await expect(bela.openCustomer(customer.id)).rejects.toMatchObject({ code: "no-grant" });

    await cili.closeCustomer(customer.id);
    await anna.closeCustomer(customer.id);
    const again = await anna.openCustomer(customer.id);
    expect((await again.store.journal.list({ limit: 1 }))[0]?.action).toBe("access.key-changed");
    expect((await again.store.journal.list()).filter((one) => one.action === "access.key-changed")).toHaveLength(1);
    writeFileSync(belasSlot, kept);
    await expect(bela.openCustomer(customer.id)).rejects.toMatchObject({ code: "wrong-key" });
    expect((await cili.openCustomer(customer.id)).rights).toEqual(["see", "administer"]);
    await again.grant(bela.operator.id, ["see"]); // the new key, taken over by the customer that stayed open
    await expect(bela.openCustomer(customer.id)).resolves.toBeDefined();
  });

  test("a key put beside another's name in the registry gets no data key", async () => {
    const [anna, bela, cili] = [await operator("Anna"), await operator("Béla"), await operator("Cili")];
    const customer = await anna.createCustomer(profile);
    await customer.grant(bela.operator.id, ["see"]);
    await customer.grant(cili.operator.id, ["see"]);
    const file = path.join(root, "registry.json");
    const registry = JSON.parse(readFileSync(file, "utf8"));
    registry.operators[1].recipient = registry.operators[2].recipient;
    writeFileSync(file, JSON.stringify(registry));
    await expect(customer.grant(bela.operator.id, ["see", "send"])).rejects.toMatchObject({ area: "rights", code: "recipient-changed" });
    await expect(customer.revoke(cili.operator.id)).rejects.toMatchObject({ area: "rights", code: "recipient-changed" });
    expect((await cili.openCustomer(customer.id)).rights).toEqual(["see"]);
  });

  test("a revocation that was cut short after the store had the new key is finished by who opens next", async () => {
    const [anna, bela] = [await operator("Anna"), await operator("Béla")];
    const customer = await anna.createCustomer(profile);
    await customer.grant(bela.operator.id, ["see"]);
    const slots = path.join(customer.folder, "slots");
    const annas = path.join(slots, `${anna.operator.id}.age`);
    const before = new Map(readdirSync(slots).map((name) => [name, readFileSync(path.join(slots, name))]));
    await customer.revoke(bela.operator.id);
    await anna.closeCustomer(customer.id);
    renameSync(annas, `${annas}.next`);
    for (const [name, content] of before) writeFileSync(path.join(slots, name), content);
    await expect(anna.openCustomer(customer.id)).resolves.toBeDefined();
    expect(readdirSync(slots)).toEqual([`${anna.operator.id}.age`]);
  });

  test("a damaged registry is told, field and all; a newer one is left alone", async () => {
    const file = path.join(root, "registry.json");
    await operator("Anna");
    const good = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, readFileSync(file, "utf8").slice(0, -20));
    await expect(open()).rejects.toMatchObject({ area: "store", code: "registry-damaged" });
    writeFileSync(file, JSON.stringify({ ...good, customers: [{ id: good.operators[0].id, shortName: "X", colour: "red", folder: "../../etc", createdAt: "" }] }));
    await expect(open()).rejects.toMatchObject({ code: "registry-damaged", context: { where: "customers.0.folder" } });
    for (const [field, value] of [["recipient", "age1x"], ["sealedIdentity", { ...good.operators[0].sealedIdentity, nonce: "AAAA" }], ["sealedIdentity", { ...good.operators[0].sealedIdentity, memoryKib: 1e9 }]]) {
      writeFileSync(file, JSON.stringify({ ...good, operators: [{ ...good.operators[0], [field]: value }] }));
      await expect(open(), field).rejects.toMatchObject({ code: "registry-damaged" });
    }
    writeFileSync(file, JSON.stringify({ version: 2 }));
    await expect(open()).rejects.toMatchObject({ code: "newer-version" });
    writeFileSync(file, JSON.stringify(good));
  });

  test("several processes' changes to the registry do not undo each other", async () => {
    const others = await Promise.all([open(), open(), open()]);
    await Promise.all(others.map((other, i) => other.createOperator({ name: `Operator ${i}`, language: "en", passphrase: passphrase() })));
    expect(install.operators().map((one) => one.name)).toEqual(["Operator 0", "Operator 1", "Operator 2"]);
    await Promise.all(others.map((other) => other.close()));
  });

  test("a session that is closed opens nothing any more", async () => {
    const anna = await operator("Anna");
    const { id, store } = await anna.createCustomer(profile);
    await anna.close();
    await expect(anna.openCustomer(id)).rejects.toMatchObject({ code: "no-grant" });
    await expect(store.profile.get()).rejects.toMatchObject({ area: "store" });
  });
});

describe("the n-th store write fails, for every n", () => {
  test("while access is granted and revoked: the customer opens, the journal verifies, nobody has half an access", async () => {
    const [anna, bela] = [await operator("Anna"), await operator("Béla")];
    const { id, folder } = await anna.createCustomer(profile);
    await anna.closeCustomer(id);
    let countdown = Number.POSITIVE_INFINITY;
    const failing = await openInstall({ root, clock, randomness, keyDerivation: cheap, onWrite: () => {
      if (--countdown === 0) throw new Error("the disk is gone");
    } });
    let failures = 0;
    for (const change of ["grant", "revoke"] as const) {
      for (let n = 1; ; n++) {
        const session = await failing.login("Anna", passphrase());
        const customer = await session.openCustomer(id);
        countdown = n;
        const error = await (change === "grant" ? customer.grant(bela.operator.id, ["see"]) : customer.revoke(bela.operator.id)).then(() => undefined, (thrown: unknown) => thrown);
        const reached = countdown <= 0;
        countdown = Number.POSITIVE_INFINITY;
        await session.close();
        if (reached) expect(error, `${change}, write ${n}`).toMatchObject({ area: "store" });
        else expect(error).toBeUndefined();
        failures += reached ? 1 : 0;

        const again = await anna.openCustomer(id);
        expect(await again.store.journal.verify()).toBeUndefined();
        const rights = await again.store.profile.rightsOf(bela.operator.id);
        await anna.closeCustomer(id);
        const opened = await bela.openCustomer(id).then(() => true, () => false);
        await bela.closeCustomer(id);
        expect(opened, `${change}, write ${n}`).toBe(rights.includes("see"));
        if (!reached) break;
        expect(n).toBeLessThan(30);
      }
    }
    expect(failures).toBeGreaterThan(8);
    expect(readdirSync(path.join(folder, "slots"))).toEqual([`${anna.operator.id}.age`]);
    await failing.close();
  });
});

const command = "age";
const installed = spawnSync(command, ["--version"]).status === 0;
describe.skipIf(!installed)("Debian's age", () => {
  test("opens a slot with the operator's identity", async () => {
    const { newIdentity } = await import("../../src/customers/identity.ts");
    const { KeySlots } = await import("../../src/customers/key-slots.ts");
    const identity = await newIdentity();
    const customerId = "01kay5xzzzzzzzzzzzzzzzzzzz" as never;
    const operatorId = "01kay5yzzzzzzzzzzzzzzzzzzz" as never;
    await new KeySlots(root, customerId).seal({ id: operatorId, recipient: identity.recipient }, new Secret(new Uint8Array(32).fill(0xab)), "current");
    const file = path.join(root, "identity.txt");
    writeFileSync(file, `${identity.secret.revealText()}\n`);
    const result = spawnSync(command, ["-d", "-i", file, path.join(root, "slots", `${operatorId}.age`)], { encoding: "utf8" });
    expect(result.stdout).toBe(`kontor data key 1\n${customerId}\n${operatorId}\n${"ab".repeat(32)}\n`);
  });
});
