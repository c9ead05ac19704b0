import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ppp } from "../../../src/channels/ppp/index.ts";
import { type PppPlaces, pppProblem, readyPpp } from "../../../src/channels/ppp/readiness.ts";
import { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import type { LineEvent } from "../../../src/workflows/ports/channel.ts";
import { dialScriptDefault } from "../../../src/workflows/ports/dial-script.ts";
import { startTcpServer } from "../../support/tls-server.ts";

/** Only what kind of file each is matters here: nothing of it is run. */
describe("whether this machine can do PPP", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "kontor-ppp-"));
  const at = (name: string): string => path.join(folder, name);
  const noDevice = createServer();
  const root: PppPlaces = { pppd: [at("nowhere"), at("pppd")], ip: [at("ip")], device: "/dev/null", peer: at("peer"), userId: 0 };
  const user: PppPlaces = { ...root, userId: 1000 };
  const codeOf = async (places: PppPlaces) => (await pppProblem(places))?.code;

  beforeAll(async () => {
    for (const [name, mode] of [["pppd", 0o4755], ["plain", 0o755], ["closed", 0o640], ["ip", 0o755], ["peer", 0o644]] as const) {
      writeFileSync(at(name), "");
      chmodSync(at(name), mode);
    }
    await new Promise<void>((resolve) => noDevice.listen(at("no-device"), resolve)); // opening a socket gives ENXIO, as /dev/ppp does without its driver
  });
  afterAll(() => {
    noDevice.close();
    rmSync(folder, { recursive: true });
  });

  it("root needs pppd, ip and the kernel; the administrator's options are used where there are any", async () => {
    expect(await readyPpp(root)).toEqual({ pppd: at("pppd"), ip: at("ip"), usesPeer: true });
    expect(await readyPpp({ ...root, pppd: [at("plain")], peer: at("none") })).toMatchObject({ usesPeer: false });
  });
  it("others need a pppd that runs as root, and what the administrator lays down", async () => {
    expect(await codeOf({ ...user, pppd: [at("plain")] })).toBe("ppp-denied");
    expect(await codeOf({ ...user, peer: at("none") })).toBe("ppp-not-prepared");
    if (process.getuid?.() === 0) expect(await codeOf(user)).toBeUndefined(); // the file belongs to root then
  });
  it.each([
    ["no pppd", { pppd: [at("nowhere")] }, "ppp-missing", "install the packages"],
    ["no ip", { ip: [at("nowhere")] }, "ppp-missing", "iproute2"],
    ["pppd that may not be started", { pppd: [at("closed")] }, "ppp-denied", "group dip"],
    ["no /dev/ppp", { device: at("nowhere") }, "ppp-no-kernel", "not there"],
    ["a /dev/ppp without a driver behind it", { device: at("no-device") }, "ppp-no-kernel", "ENXIO"],
  ] as const)("%s is told with what to do", async (_what, change, code, words) => {
    const problem = await pppProblem({ ...root, ...change });
    expect(problem).toMatchObject({ area: "channel", code, retryable: false });
    expect(`${problem?.message} ${problem?.next}`).toContain(words);
    expect(problem?.meaning).toBe("The bank has not received the request.");
  });

  it("is looked at before anything is dialled, in the test of the line as its own step", async () => {
    const seen: LineEvent[] = [];
    const modem = { port: at("no-modem"), bitsPerSecond: 115_200, numbers: ["55"], script: dialScriptDefault };
    const driver = ppp({ pppPlaces: { ...root, device: at("nowhere") } });
    expect(await driver.problemHere()).toMatchObject({ code: "ppp-no-kernel" });
    await expect(driver.open({ kind: "ppp", url: "https://bank.example/ebics", modem, ppp: {} }, { onEvent: (event) => seen.push(event) })).rejects.toMatchObject({ code: "ppp-no-kernel" });
    expect(seen.map(({ stage, kind }) => `${stage} ${kind}`)).toEqual(["ppp begin"]);
  });
  it.skipIf(!existsSync("/usr/sbin/pppd") || existsSync("/dev/ppp"))("where only pppd itself finds out, on the call, its word is taken and the call hung up", async () => {
    const answering = await startTcpServer((socket) => socket.resume());
    const modem = PracticeModem.start({ directory: { 55: { kind: "host", port: answering.port } } });
    const settings = { port: modem.path, bitsPerSecond: 115_200, numbers: ["55"], script: { ...dialScriptDefault, guardMs: 40 } };
    try {
      const driver = ppp({ pppPlaces: { ...root, pppd: ["/usr/sbin/pppd"], peer: "" } });
      await expect(driver.open({ kind: "ppp", url: "https://bank.example/ebics", modem: settings, ppp: { login: { userName: "kunde", password: 'ge"heim' } } })).rejects.toMatchObject({ code: process.getuid?.() === 0 ? "ppp-no-kernel" : "ppp-denied" });
      expect(modem.calls).toBe(1);
      await expect.poll(() => modem.inCall).toBe(false);
    } finally {
      modem.close();
      await answering.close();
    }
  });
  it("shows its settings without the password", () => {
    const shown = ppp({}).redact({ kind: "ppp", url: "https://bank.example/ebics", modem: { port: "/dev/ttyS0", bitsPerSecond: 57_600, numbers: ["55"], script: dialScriptDefault }, ppp: { login: { userName: "kunde", password: "geheim" }, bankAddress: "10.1.0.7" } });
    expect(shown).toMatchObject({ port: "/dev/ttyS0, 57600 bit/s", numbers: "55", login: "kunde (CHAP)", "bank's address": "10.1.0.7" });
    expect(JSON.stringify(shown)).not.toContain("geheim");
  });
});
