import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { channelDrivers } from "../../../src/channels/all.ts";
import { leasedLine } from "../../../src/channels/leased-line/index.ts";
import { systemFiles } from "../../../src/cli/files.ts";
import { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import { XotPeer } from "../../../src/practice-lines/x25/xot-peer.ts";
import { filledIn } from "../../../src/screens/roads/ask-road.ts";
import { initialRoads, updateRoads } from "../../../src/screens/roads/model.ts";
import type { ChannelConfig, ChannelDriver, ModemSettings, SshKey, SshLogin } from "../../../src/workflows/ports/channel.ts";
import { dialScriptDefault } from "../../../src/workflows/ports/dial-script.ts";
import { channelForms } from "../../../src/screens/roads/kinds/all.ts";
import { roadsOf } from "../../../src/workflows/roads/take-road.ts";
import { internet } from "../../support/internet.ts";
import { type Office, onlyConnection, openOffice } from "../../support/office.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { openWorkstation } from "../support/workstation.ts";

vi.stubEnv("TZ", "UTC");

/** SHA-256 of the public key in the certificate that a server shows. */
async function publicKeySha256(url: string): Promise<string> {
  const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", rejectUnauthorized: false });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: "spki", format: "der" });
  socket.destroy();
  return createHash("sha256").update(key ?? "").digest("hex");
}

describe("the roads to a bank, model", () => {
  it("forgets a test when the roads have changed: its place may be another's", () => {
    const tested = updateRoads(initialRoads(), { type: "testing", position: 1, steps: [] });
    expect(updateRoads(tested, { type: "tested", result: { ok: true, steps: [] } }).test?.result?.ok).toBe(true);
    expect(updateRoads(tested, { type: "changed" }).test).toBeUndefined();
  });
  it("asks for no field twice, and each kind has one form", () => {
    expect(new Set(channelForms.map((form) => form.kind)).size).toBe(channelForms.length);
    for (const form of channelForms) {
      const names = form.fields().map((field) => field.name);
      expect(new Set(names).size, form.kind).toBe(names.length);
      for (const taken of ["url", "pin", "sha256", "caFile", "perCall", "perMinute"]) expect(names).not.toContain(taken);
    }
  });
});

describe("the form of a road that is changed", () => {
  const address = { url: "https://bank.example/ebics", pinnedCertificateSha256: "ab".repeat(32), connectTimeoutMs: 5_000, idleTimeoutMs: 90_000, tariff: undefined };
  const proxy = { kind: "socks5", host: "proxy.example", port: 1080, userName: "kontor", password: "way-out" } as const;
  const login = (key: SshKey): SshLogin => ({ userName: "customer", hostKeySha256: `SHA256:${"a".repeat(43)}`, hostKeyType: "rsa", key });
  const ssh = login({ kind: "file", path: "/keys/line", passphrase: "of the key" });
  const modem: ModemSettings = { port: "/dev/ttyUSB7", bitsPerSecond: 4_800, hardwareFlowControl: false, numbers: ["55", "66", "77"], script: { ...dialScriptDefault, dialling: "pulse", prefix: "0W", waitForDialTone: false, redials: 7, redialPauseSeconds: 9, init: ["ATZ", "AT&F1"], guardMs: 2_000, answers: { ...dialScriptDefault.answers, "BESETZT": "busy" } } };
  const call = { calledAddress: "216155501", userIdentification: "NUI7", closedUserGroup: "12", callData: "EBICS" };
  it.each<[string, ChannelConfig]>([
    ["internet", { kind: "internet", ...address, proxy }],
    ["internet, straight", { kind: "internet", ...address, proxy: undefined }],
    ["leased line", { kind: "leased-line", ...address, ssh: { ...ssh, host: "line.example", port: 2222, connectTimeoutMs: 7_000 }, jump: { ...login({ kind: "agent" }), host: "2001:db8::7", port: 22 }, speed: "slow", proxy }],
    ["a key in the store", { kind: "modem", ...address, modem, ssh: login({ kind: "stored", privateKey: "kept" }) }],
    ["a key with an agent", { kind: "modem", ...address, modem, ssh: login({ kind: "agent", publicKeySha256: "SHA256:x" }) }],
    ["no SSH on the call", { kind: "modem", ...address, modem, ssh: undefined }],
    ["PPP", { kind: "ppp", ...address, modem, ppp: { login: { userName: "kunde", password: "geheim", mayBeInClear: true }, bankAddress: "10.1.0.7" } }],
    ["X.25 by a router", { kind: "x25", ...address, x25: { via: "xot", ...call, host: "router.example", port: 1999, callingAddress: "99", packetBytes: 256, windowSize: 4, modulo: 128 }, ssh }],
    ["X.25 by a PAD", { kind: "x25", ...address, x25: { via: "pad", ...call, modem: { ...modem, numbers: [] } }, ssh }],
    ["X.25 by a PAD that is called", { kind: "x25", ...address, x25: { via: "pad", ...call, modem }, ssh }],
  ])("%s: left as it is, everything stays as it is, what is no field and what is secret too", async (_title, road) => {
    const form = channelForms.find((one) => one.kind === road.kind);
    if (form === undefined) throw new Error("each kind has a form");
    const fields = filledIn(form.fields(), form.texts(road)).filter((field) => field.kind !== "secret");
    const all = Object.fromEntries(fields.map((field) => [field.name, field.value ?? (field.kind === "select" ? (field.options[0]?.value ?? "") : "")]));
    const texts = Object.fromEntries(fields.filter((field) => field.when?.(all) ?? true).map((field) => [field.name, all[field.name] ?? ""]));
    expect(fields.filter((field) => field.kind === "text" && field.required === true && texts[field.name] === "")).toEqual([]);
    expect(JSON.stringify(form.texts(road))).not.toMatch(/way-out|of the key|kept|geheim|NUI7/);
    expect(await form.read({ texts, secrets: {} }, address, (name) => name, () => Promise.reject(new Error("no file is read")), road)).toEqual(road);
  });
});

describe.skipIf(!haveSshd)("the roads to a bank, by key presses", () => {
  let office: Office;
  let sshd: Sshd;
  let folder: string;
  beforeAll(async () => {
    office = await openOffice();
    sshd = await Sshd.start();
    folder = mkdtempSync(path.join(os.tmpdir(), "kontor-roads-"));
  });
  afterAll(async () => {
    await office.close();
    await sshd.close();
    rmSync(folder, { recursive: true });
  });

  it("adds a leased line whose host is compared at first contact, tests it, has it tried first, and takes it away", async () => {
    const opened = await office.open();
    await opened.store.profile.setRights(opened.operator.id, opened.operator.name, ["see", "administer"]);
    const line: ChannelDriver = leasedLine({});
    const context = { ...opened, rights: ["see", "administer"] as const, tools: { ...opened.tools, channel: (kind: string) => (kind === "internet" ? internet : line) } };
    const connection = await onlyConnection(context);
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context], columns: 100, rows: 30, begin: (shell) => shell.push("roads", { context, connectionId: connection.id }),
      session: { files: { ...systemFiles(path.join(folder, "prints")), homeFolder: folder } },
    });
    const fill = (...values: string[]): void => {
      for (const value of values) {
        tester.type(value);
        tester.press("Tab");
      }
    };
    await tester.waitFor("TLS, pinned authority");
    tester.press("t");
    await tester.waitFor("The line works.");
    expect(tester.screen()).toMatch(/✓ EBICS +0\.0 s +speaks EBICS 2\.4 \(H003\), 2\.5 \(H004\), 3\.0 \(H005\)/);

    tester.press("n");
    await tester.waitFor("By which road?");
    tester.press("Down", "Enter");
    await tester.waitFor("SSH host");
    tester.press("Ctrl-U");
    fill(office.bank.url, "t", await publicKeySha256(office.bank.url), "127.0.0.1");
    tester.press("Ctrl-U");
    fill(String(sshd.port), sshd.userName, "", "", sshd.keyPath);
    tester.press("F2");
    await tester.waitFor("First contact with the SSH host");
    expect(tester.screen()).toContain(sshd.hostKeySha256());
    tester.press("Right", "Enter");
    await tester.waitFor("Stored.");
    expect(roadsOf(await onlyConnection(context))[1]).toMatchObject({ kind: "leased-line", ssh: { hostKeySha256: sshd.hostKeySha256(), port: sshd.port, key: { kind: "file", path: sshd.keyPath } } });

    tester.press("Down", "t");
    await tester.waitFor("The line works.");
    expect(tester.screen()).toMatch(/✓ the host's key[\s\S]*✓ log in[\s\S]*✓ way to the bank[\s\S]*✓ EBICS/);
    tester.press("u");
    await tester.waitFor(/1 leased line[\s\S]*2 internet/);
    expect(tester.screen()).toMatch(/SSH, TLS, pinned certificate/);
    tester.press("Down");
    await tester.waitFor("less protected than the first");
    tester.press("l");
    await tester.waitFor("taken. It is then said");
    tester.press("Right", "Enter");
    await tester.waitFor("less protected roads may be taken");
    tester.press("d");
    await tester.waitFor("is not reached by it any more");
    tester.press("Right", "Enter");
    await expect.poll(async () => roadsOf(await onlyConnection(context)).map((one) => one.kind)).toEqual(["leased-line"]);
    await end();
  });

  it("adds a modem and an X.25 router from nothing, and tests both: the dialogue stands step by step", async () => {
    const exchange = PracticeModem.start({ directory: { 55: { kind: "host", port: sshd.port }, 66: { kind: "busy" } } });
    const router = await XotPeer.listen({ directory: { 216155501: { kind: "host", port: sshd.port } } });
    const opened = await office.open();
    await opened.store.profile.setRights(opened.operator.id, opened.operator.name, ["see", "administer"]);
    const drivers = new Map<string, ChannelDriver>(channelDrivers({}).map((driver) => [driver.kind, driver]));
    const context = { ...opened, rights: ["see", "administer"] as const, tools: { ...opened.tools, channel: (kind: string) => drivers.get(kind) ?? internet } };
    const connection = await onlyConnection(context);
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context], columns: 80, rows: 24, begin: (shell) => shell.push("roads", { context, connectionId: connection.id }),
      session: { files: { ...systemFiles(path.join(folder, "prints")), homeFolder: folder } },
    });
    /** "=": as it stands; else what is in the field goes first. */
    const fill = (...values: string[]): void => {
      for (const value of values) {
        if (value !== "=") {
          tester.press("Ctrl-U");
          tester.type(value);
        }
        tester.press("Tab");
      }
    };
    const begin = async (title: string): Promise<void> => {
      tester.press("n");
      await tester.waitFor("By which road?");
      for (let n = channelForms.findIndex((form) => form.title.startsWith(title)); n > 0; n--) tester.press("Down");
      tester.press("Enter");
      await tester.waitFor(`Road: ${title}`);
    };
    const before = roadsOf(await onlyConnection(context)).length;
    try {
      await begin("modem");
      fill(office.bank.url);
      tester.type("t");
      tester.press("Tab");
      fill(await publicKeySha256(office.bank.url), exchange.path, "=", "=", "66", "55", "=", "=", "=", "0", "=", "=", "=", sshd.userName, sshd.hostKeySha256(), "=", sshd.keyPath);
      tester.press("F2");
      await tester.waitFor("Stored.");
      expect(roadsOf(await onlyConnection(context)).at(-1)).toMatchObject({ kind: "modem", modem: { port: exchange.path, numbers: ["66", "55"], script: { redials: 0, dialling: "tone" } }, ssh: { userName: sshd.userName } });
      for (let n = 0; n < before; n++) tester.press("Down");
      tester.press("t");
      await tester.waitFor("The line works.");
      expect(exchange.calls).toBe(1); // its host key was typed, so there was nobody to meet before
      tester.press("e");
      await tester.waitFor("Road: modem");
      for (let field = 0; field < 6; field++) tester.press("Tab");
      fill("77");
      tester.press("F2");
      await tester.waitFor(/3 modem +66, 77|2 modem +66, 77/);
      expect(roadsOf(await onlyConnection(context)).at(-1)).toMatchObject({ kind: "modem", modem: { numbers: ["66", "77"] }, ssh: { hostKeySha256: sshd.hostKeySha256(), key: { kind: "file", path: sshd.keyPath } } });
      expect(exchange.calls).toBe(1); // nobody on the way is unknown, so nothing is dialled

      await begin("X.25");
      fill(office.bank.url);
      tester.type("t");
      tester.press("Tab");
      fill(await publicKeySha256(office.bank.url), "=", "127.0.0.1", String(router.port), "216155501", "=", "=", "=", "=", "=", sshd.userName, sshd.hostKeySha256(), "=", sshd.keyPath);
      tester.press("F2");
      await tester.waitFor(/3 X\.25 +216155501/);
      expect(roadsOf(await onlyConnection(context)).at(-1)).toMatchObject({ kind: "x25", x25: { via: "xot", port: router.port, calledAddress: "216155501" } });
      for (let n = 0; n <= before; n++) tester.press("Down");
      tester.press("t");
      await expect.poll(() => router.calls).toBe(1);
      await tester.waitFor("The line works.");
    } finally {
      await end();
      exchange.close();
      await router.close();
    }
  });

  it("offers PPP where this machine cannot do it, with the reason; it can be set up all the same, and the test says where it ends", async () => {
    const opened = await office.open();
    await opened.store.profile.setRights(opened.operator.id, opened.operator.name, ["see", "administer"]);
    const pppPlaces = { pppd: [process.execPath], ip: [process.execPath], device: path.join(folder, "no-ppp"), peer: "", userId: 0 };
    const drivers = new Map<string, ChannelDriver>(channelDrivers({ pppPlaces }).map((driver) => [driver.kind, driver]));
    const context = { ...opened, rights: ["see", "administer"] as const, tools: { ...opened.tools, channel: (kind: string) => drivers.get(kind) ?? internet } };
    const connection = await onlyConnection(context);
    const before = roadsOf(connection).length;
    const { tester, end } = await openWorkstation({
      clock: office.clock, customers: [context], columns: 100, rows: 30, begin: (shell) => shell.push("roads", { context, connectionId: connection.id }),
      session: { files: { ...systemFiles(path.join(folder, "prints")), homeFolder: folder } },
    });
    tester.press("n");
    await tester.waitFor(/PPP \(telephone call\) +not here: The kernel of this machine has no PPP/);
    for (let n = channelForms.findIndex((form) => form.kind === "ppp"); n > 0; n--) tester.press("Down");
    tester.press("Enter");
    await tester.waitFor("No PPP (telephone call) here");
    expect(tester.screen()).toMatch(/The kernel of this machine has no PPP[\s\S]*Use another road/);
    tester.press("Right", "Enter");
    await tester.waitFor("Road: PPP");
    tester.press("Ctrl-U");
    for (const value of ["https://10.1.0.7/ebics", "s"]) {
      tester.type(value);
      tester.press("Tab");
    }
    for (let field = 0; field < 3; field++) tester.press("Tab");
    tester.type("55");
    for (let field = 0; field < 9; field++) tester.press("Tab");
    for (const value of ["kunde", "geheimer"]) {
      tester.type(value);
      tester.press("Tab");
    }
    tester.press("F2");
    await tester.waitFor("Stored.");
    const stored = roadsOf(await onlyConnection(context)).at(-1);
    expect(stored).toMatchObject({ kind: "ppp", modem: { numbers: ["55"] }, ppp: { login: { userName: "kunde", password: "geheimer", mayBeInClear: false } } });
    for (let n = 0; n < before; n++) tester.press("Down");
    await tester.waitFor("! not on this machine: The kernel of this machine has no PPP");
    tester.press("t");
    await tester.waitFor(/✕ Use another road[\s\S]*✕ PPP on this machine/);
    expect(tester.screen()).not.toContain("geheimer");
    await end();
  });
});
