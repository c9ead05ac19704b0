import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readdirSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SshCarrier, sshCarrier } from "../../../src/channels/ssh/index.ts";
import type { AppError } from "../../../src/domain/errors.ts";
import { cardPin, haveCards, softHsmCard, type TestCard } from "../../support/card/card.ts";
import { programNamed } from "../../support/programs.ts";
import { fingerprintOf, haveSshd, makeKey, Sshd } from "../../support/sshd.ts";

const haveAgent = programNamed("ssh-agent") !== undefined && programNamed("ssh-add") !== undefined;

/** OpenSSH's own way to a card: ssh-agent holds the PKCS#11 module and the PIN, `ssh-add -s` gives them to it. */
describe.skipIf(!haveCards || !haveSshd || !haveAgent)("a login key on a chip card, by ssh-agent (needs sshd, ssh-agent, softhsm2-util)", () => {
  let card: TestCard;
  let sshd: Sshd;
  const agents: ChildProcess[] = [];
  beforeAll(async () => {
    card = softHsmCard("LOGIN");
    sshd = await Sshd.start();
    const key = path.join(card.folder, "login");
    makeKey(key, "rsa", { form: "PKCS8" });
    card.util("--import", key, "--token", "LOGIN", "--label", "login", "--id", "0a", "--pin", cardPin);
    sshd.admit(key);
    writeFileSync(path.join(card.folder, "askpass"), `#!/bin/sh\ncat ${path.join(card.folder, "pin")}\n`, { mode: 0o700 });
    writeFileSync(path.join(card.folder, "pin"), cardPin);
  });
  afterAll(async () => {
    for (const agent of agents) agent.kill("SIGKILL");
    await sshd.close();
    card.remove();
  });

  /** @param allowed which modules it may load (-P) */
  async function startAgent(name: string, allowed: string): Promise<string> {
    const socket = path.join(card.folder, name);
    const agent = spawn("ssh-agent", ["-D", "-a", socket, "-P", allowed], { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...card.env } });
    agents.push(agent);
    await new Promise((resolve) => agent.stdout.once("data", resolve));
    return socket;
  }
  const addCard = (socket: string): string =>
    execFileSync("ssh-add", ["-s", card.modulePath], { env: { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: path.join(card.folder, "askpass"), SSH_ASKPASS_REQUIRE: "force", DISPLAY: ":none" }, stdio: "pipe", encoding: "utf8" });
  const logIn = (socket: string, publicKeySha256?: string): Promise<SshCarrier> =>
    sshCarrier(connect({ port: sshd.port, host: "127.0.0.1" }), sshd.login({ key: { kind: "agent", publicKeySha256 } }), { agentSocket: socket });
  const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => "up", (error: AppError) => error.code);

  it("logs in with any key of the agent, and with the one that is named", async () => {
    const socket = await startAgent("agent", `${path.dirname(realpathSync(card.modulePath))}/*`);
    expect(await codeOf(logIn(socket))).toBe("ssh-key-refused"); // it has no key yet
    addCard(socket);
    const fingerprint = fingerprintOf(path.join(card.folder, "login"));
    for (const which of [undefined, fingerprint]) {
      const carrier = await logIn(socket, which);
      await carrier.close();
    }
    expect(sshd.log).toContain(`Accepted publickey for ${sshd.userName} from 127.0.0.1`);
    expect(sshd.log).toContain(`RSA ${fingerprint}`);
    const [token = ""] = readdirSync(path.join(card.folder, "tokens"));
    renameSync(path.join(card.folder, "tokens", token), path.join(card.folder, token));
    expect(await codeOf(logIn(socket))).toBe("ssh-agent-unavailable"); // whose advice names the card
    renameSync(path.join(card.folder, token), path.join(card.folder, "tokens", token));
  });

  it("an agent takes only modules that its list (-P) allows", async () => {
    const socket = await startAgent("strict-agent", "/nowhere/*");
    expect(() => addCard(socket)).toThrow();
    expect(await codeOf(logIn(socket))).toBe("ssh-key-refused");
  });
});
