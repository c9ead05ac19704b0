import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createSocket } from "node:dgram";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ppp } from "../../../src/channels/ppp/index.ts";
import { preparations } from "../../../src/channels/ppp/preparation.ts";
import type { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import type { Channel, LineEvent, PppChannelConfig, PppSettings } from "../../../src/workflows/ports/channel.ts";
import { AccessServer, type AccessServerSettings, whyNoAccessServer } from "../../support/access-server.ts";
import { modemAt, modemTo, placesOfRoot } from "../../support/ppp-line.ts";
import { type Authority, httpAnswer, makeAuthority, onRequests, type RunningServer, startTlsServer } from "../../support/tls-server.ts";

/** What is written goes to memory (scripts/own-kernel.ts): /etc, too, may be. */
const mayPrepare = process.env.KONTOR_OWN_KERNEL === "1";

describe.skipIf(whyNoAccessServer !== undefined)(`PPP by pppd${whyNoAccessServer === undefined ? "" : ` (not here: ${whyNoAccessServer})`}`, () => {
  let authority: Authority;
  const running: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(one: T): T => {
    running.push(one);
    return one;
  };
  const driver = ppp({ pppPlaces: placesOfRoot });
  beforeAll(() => {
    authority = makeAuthority();
  });
  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one.close();
  });

  interface Setting {
    readonly far: AccessServer;
    readonly modem: PracticeModem;
    readonly bank: RunningServer;
    readonly cameFrom: string[];
    config(settings?: Partial<PppSettings>): PppChannelConfig;
  }

  async function setUp(access: AccessServerSettings = {}, url = "https://127.0.0.1"): Promise<Setting> {
    const cameFrom: string[] = [];
    const bank = keep(await startTlsServer(authority, (socket) => {
      cameFrom.push(socket.remoteAddress ?? "");
      onRequests(socket, ({ body }) => socket.write(httpAnswer(body)));
    }));
    const far = keep(await AccessServer.start(access));
    const modem = keep(modemTo(far));
    return {
      far, modem, bank, cameFrom,
      config: (settings = {}) => ({ kind: "ppp", url: `${url}:${bank.port}/ebics`, pinnedCaPem: authority.caPem, modem: modemAt(modem.path), ppp: { login: AccessServer.login, bankAddress: far.address, ...settings } }),
    };
  }

  const open = async (config: PppChannelConfig, events: LineEvent[] = []): Promise<Channel> => keep(await driver.open(config, { onEvent: (event) => events.push(event) }));
  const failure = (config: PppChannelConfig, events: LineEvent[] = []): Promise<unknown> => driver.open(config, { onEvent: (event) => events.push(event) }).then((channel) => keep(channel), (error: unknown) => error);
  const asks = async (channel: Channel, text: string): Promise<string> => Buffer.from(await channel.exchange(Buffer.from(text))).toString();
  /** Numbers of the processes that hold the modem's line by PPP: those of the far end are in a network of their own, and are told by "notty". */
  const pppds = (): readonly string[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((name) => commandLineOf(name)).filter((words) => words.startsWith("/usr/sbin/pppd ") && !words.includes(" notty "));
  const commandLineOf = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return ""; // ended meanwhile
    }
  };
  const rules = (): string => spawnSync("ip", ["rule"], { encoding: "utf8" }).stdout;
  const expectAllGone = async (modem: PracticeModem): Promise<void> => {
    await expect.poll(pppds).toEqual([]);
    await expect.poll(() => modem.inCall).toBe(false);
    await expect.poll(rules).not.toMatch(/from 10\.99\./);
  };

  it("carries what is bound for the bank, from its own address and by its own way; each step is told, no secret; then all of it is gone", async () => {
    const { modem, far, cameFrom, config } = await setUp();
    const routesBefore = spawnSync("ip", ["route", "show", "default"], { encoding: "utf8" }).stdout;
    const namesBefore = readFileSync("/etc/resolv.conf", "utf8");
    const events: LineEvent[] = [];
    const channel = await open(config(), events);
    const passed = modem.passed;
    const request = "x".repeat(50_000);
    expect(await asks(channel, request)).toBe(request);
    expect(modem.passed - passed).toBeGreaterThan(100_000);
    expect(new Set(cameFrom)).toEqual(new Set([far.cameFrom]));
    expect(channel.describe()).toBe("TLS 1.3, pinned authority; PPP over modem call, 115200 bit/s");
    expect(spawnSync("ip", ["route", "show", "default"], { encoding: "utf8" }).stdout).toBe(routesBefore);
    expect(readFileSync("/etc/resolv.conf", "utf8")).toBe(namesBefore);

    const steps = events.filter(({ kind }) => kind === "begin" || kind === "done").map(({ stage, kind }) => `${stage} ${kind}`);
    expect(steps.filter((step) => !step.startsWith("modem"))).toEqual(["ppp begin", "ppp done", "lcp begin", "lcp done", "ppp-login begin", "ppp-login done", "ipcp begin", "ipcp done", "route begin", "route done", "connect begin", "connect done", "tls begin", "tls done"]);
    expect(events.map(({ text }) => text)).toEqual(expect.arrayContaining(["CHAP Challenge", "CHAP Response", "IPCP Configure-Ack", expect.stringMatching(/^10\.99\.\d+\.\d+ at ppp\d, name servers 10\.99\.\d+\.1$/)]));
    const [own = ""] = pppds();
    expect(own).toMatch(/^\/usr\/sbin\/pppd file \/proc\/self\/fd\/3 \/dev\/pts\/\d+ nodetach logfd 2 $/);
    for (const secret of ["heim", "Response 0x", "password"]) expect(`${own}${JSON.stringify(events)}`).not.toContain(secret);

    await channel.close();
    await expectAllGone(modem);
  });

  it("at 56 kbit/s leaves at least nine tenths of the line to the payload, up and down", async () => {
    const payloadBytes = 60_000;
    const bank = keep(await startTlsServer(authority, (socket) => onRequests(socket, ({ body }) => socket.write(httpAnswer(body.length > 1000 ? "taken" : Buffer.alloc(payloadBytes, 7))))));
    const far = keep(await AccessServer.start());
    const modem = keep(modemTo(far, 56_000));
    const channel = await open({ kind: "ppp", url: `https://127.0.0.1:${bank.port}/ebics`, pinnedCaPem: authority.caPem, modem: modemAt(modem.path), ppp: { login: AccessServer.login, bankAddress: far.address } });
    for (const [direction, request] of [["up", Buffer.alloc(payloadBytes, 7)], ["down", Buffer.from("please")]] as const) {
      const [before, passed, start] = [far.carried[direction], modem.passed, performance.now()];
      let told = 0;
      let ahead = 0;
      await channel.exchange(request, { onSent: (bytes) => {
        told += bytes;
        if (told < payloadBytes) ahead = Math.max(ahead, told - (modem.passed - passed));
      } });
      const share = payloadBytes / (far.carried[direction] - before); // it carries both directions at once
      expect(share, direction).toBeGreaterThan(0.9);
      if (process.env.KONTOR_FIGURES !== undefined) console.log(`${direction}: ${(share * 100).toFixed(1)} % of the line's bytes, ${((payloadBytes / (performance.now() - start)) / 0.056).toFixed(1)} % of its time; told ${ahead} bytes ahead`);
    }
  });

  it("looks the bank's name up at the far end's name server, and nowhere else", async () => {
    const { far, bank, config } = await setUp({}, "https://localhost.bank.example");
    const asked: string[] = [];
    const names = createSocket("udp4", (question, from) => {
      asked.push(from.address);
      names.send(dnsAnswer(question, far.address), from.port, from.address);
    });
    await new Promise<void>((resolve) => names.bind(far.nameServerPort, "127.0.0.1", resolve));
    keep({ close: () => names.close() });
    const events: LineEvent[] = [];
    const problem = await failure({ ...config({ bankAddress: undefined }) }, events);
    // The certificate is for another name: that it was looked at is enough, and it came over the call.
    expect(problem).toMatchObject({ code: "tls-untrusted" });
    expect(bank.connections()).toBe(1);
    expect(asked).toEqual([far.cameFrom]);
    expect(events).toEqual(expect.arrayContaining([{ stage: "name", kind: "done", text: far.address }]));
  });

  it("logs in by the password itself only where the settings allow it", async () => {
    const { modem, config } = await setUp({ login: "pap" });
    expect(await failure(config())).toMatchObject({ code: "ppp-login", message: expect.stringContaining("PAP") });
    const channel = await open(config({ login: { ...AccessServer.login, mayBeInClear: true } }));
    expect(await asks(channel, "pap")).toBe("pap");
    await channel.close();
    await expectAllGone(modem);
  });

  it("needs no login where the far end does not ask", async () => {
    const { config } = await setUp({ login: "none" });
    expect(await asks(await open(config({ login: undefined })), "no login")).toBe("no login");
  });

  it("tells a wrong password, one that is missing, a far end that says nothing, one without IP, and a call that nobody takes", async () => {
    const { modem, config } = await setUp();
    const events: LineEvent[] = [];
    expect(await failure(config({ login: { userName: "kunde", password: "wrong" } }), events)).toMatchObject({ code: "ppp-login", retryable: false });
    expect(events.at(-1)).not.toMatchObject({ stage: "tls" });
    expect(await failure(config({ login: { userName: "nobody", password: "wrong" } }))).toMatchObject({ code: "ppp-login" });
    expect(await failure(config({ login: undefined }))).toMatchObject({ code: "ppp-login", message: expect.stringContaining("the settings have none") });
    expect(await failure({ ...config(), modem: modemAt(modem.path, ["999"]) })).toMatchObject({ code: "no-answer" });
    await expectAllGone(modem);
    const mute = await setUp({ mute: true });
    expect(await failure(mute.config())).toMatchObject({ code: "ppp-silent", retryable: true });
    const noIp = await setUp({ options: ["noip"] });
    expect(await failure(noIp.config())).toMatchObject({ code: "ppp-no-address" });
    await expectAllGone(noIp.modem);
  });

  it("refuses a way that does not lead over the call, before anything was sent", async () => {
    const { bank, config } = await setUp();
    expect(await failure(config({ bankAddress: "127.0.0.1" }))).toMatchObject({ code: "ppp-no-route", context: { requestMayHaveArrived: false } });
    expect(bank.connections()).toBe(0);
  });

  it("tells a call that is cut at once, and calls again for the next request", async () => {
    const { modem, config } = await setUp();
    const channel = await open(config());
    const cutOnce = (): void => void (modem.inCall && modem.cut());
    const problem = await channel.exchange(new Uint8Array(8 * 1024 * 1024), { onSent: cutOnce }).then(() => undefined, (error: unknown) => error);
    expect(String(problem)).toMatch(/NO CARRIER|any more/); // its words may be lost among answers to what it takes for commands; then the silence tells
    expect(problem).toMatchObject({ code: "cut", context: { requestMayHaveArrived: false } });
    expect(await asks(channel, "again")).toBe("again");
    expect(modem.calls).toBe(2);
    await channel.close();
    await expectAllGone(modem);
  });

  it("tells a far end that falls silent within 30 s, though the call stands, and calls again for the next request", async () => {
    const { modem, far, config } = await setUp();
    const channel = await open(config());
    expect(await asks(channel, "first")).toBe("first");
    far.fallSilent();
    const began = performance.now();
    const problem = await channel.exchange(Buffer.from("second")).then(() => undefined, (error: unknown) => error);
    expect(String(problem)).toMatch(/does not answer any more|acknowledged any more/); // pppd or the kernel, whichever notices first
    expect(problem).toMatchObject({ code: "cut", context: { requestMayHaveArrived: true } });
    expect(performance.now() - began).toBeLessThan(90_000); // nothing else would tell it before 120 s
    expect(await asks(channel, "again")).toBe("again"); // also when pppd has not noticed yet
    expect(modem.calls).toBe(2);
    far.fallSilent();
    await expectAllGone(modem); // by pppd's echoes, before anybody closes it
  });

  it("is cancelled while it comes up, and hangs up", async () => {
    const { modem, config } = await setUp({ mute: true });
    const stop = new AbortController();
    const opening = driver.open(config(), { signal: stop.signal, onEvent: ({ stage }) => stage === "lcp" && stop.abort() });
    await expect(opening).rejects.toMatchObject({ code: "cancelled" });
    await expectAllGone(modem);
  });

  const startCaller = (config: PppChannelConfig, options: { readonly places?: object; readonly uid?: number; readonly gid?: number } = {}) => {
    const caller = spawn(process.execPath, [path.join(import.meta.dirname, "caller.ts")], { stdio: ["pipe", "pipe", "pipe"], uid: options.uid, gid: options.gid });
    keep({ close: () => caller.kill("SIGKILL") });
    let steps = "";
    caller.stderr.on("data", (text: Buffer) => {
      steps += text.toString();
    });
    caller.stdin.end(JSON.stringify({ config, places: options.places }));
    return { caller, told: async (): Promise<string> => `${String((await once(caller.stdout, "data"))[0])}${steps}` };
  };

  it("leaves neither pppd nor the call behind when the program is killed", async () => {
    const { modem, config } = await setUp();
    const { caller, told } = startCaller(config(), { places: { peer: "/nowhere" } });
    expect(await told()).toMatch(/^hello by TLS 1\.3/);
    expect(pppds()).toHaveLength(1);
    caller.kill("SIGKILL");
    await expect.poll(pppds).toEqual([]);
    await expect.poll(() => modem.inCall).toBe(false);
  });

  it.skipIf(!mayPrepare)("works for a user who is not root, once the administrator has laid down the two files", async () => {
    const { modem, cameFrom, far, config } = await setUp();
    const [nobody, dip] = [65_534, Number(/^dip:[^:]*:(\d+)/m.exec(readFileSync("/etc/group", "utf8"))?.[1])];
    chownSync(modem.path, nobody, dip);
    expect(await startCaller(config(), { uid: nobody, gid: dip }).told()).toContain("failed: ppp-not-prepared");
    for (const { path: file, mode, text } of preparations) {
      writeFileSync(file, text);
      chmodSync(file, mode);
    }
    expect(await startCaller(config(), { uid: nobody, gid: nobody }).told()).toContain("failed: ppp-denied");
    const { caller, told } = startCaller(config(), { uid: nobody, gid: dip });
    expect(await told()).toMatch(/^hello by TLS 1\.3[\s\S]*ppp done .*administrator's options/);
    expect(new Set(cameFrom)).toEqual(new Set([far.cameFrom]));
    await expect.poll(rules).toMatch(/from 10\.99\.\d+\.\d+ lookup 7\d\d\d/); // the script runs beside pppd, and the far end itself is reached without it
    caller.kill("SIGTERM");
    await expectAllGone(modem);
    // Killed: the kernel hangs pppd up, and pppd runs the administrator's script.
    const second = startCaller(config(), { uid: nobody, gid: dip });
    expect(await second.told()).toContain("hello by");
    second.caller.kill("SIGKILL");
    await expectAllGone(modem);
  });
});

/** The question with one A record behind it (RFC 1035, section 4.1). */
function dnsAnswer(question: Buffer, address: string): Buffer {
  const end = question.indexOf(0, 12) + 5; // the name's end, type and class
  const head = Buffer.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  return Buffer.concat([head, question.subarray(12, end), Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)])]);
}
