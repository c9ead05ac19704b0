import { execFile, spawnSync } from "node:child_process";
import { type X509Certificate, createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import { spawn as spawnTerminal } from "@lydell/node-pty";
import type { PracticeBank } from "../../src/bank/index.ts";

/** aqebics-tool and gct-tool: Debian's aqbanking-tools and gwenhywfar-tools. */
export const haveAqebics = ["aqebics-tool", "gct-tool"].every((tool) => spawnSync(tool, ["--help"]).error === undefined);

export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One user of AqBanking's EBICS client, with a key file and settings in a folder of its own. It speaks EBICS 2.4. */
export class Aqebics {
  readonly folder = mkdtempSync(path.join(tmpdir(), "kontor-aqebics-"));
  readonly #keyFile = path.join(this.folder, "user.key");
  readonly #pin = "123456";

  /** Makes the key file, trusts the bank's TLS certificate and enters the user. */
  async setUp(bank: PracticeBank, partnerId: string, userId: string): Promise<void> {
    await this.#createKeyFile();
    writeFileSync(path.join(this.folder, "pins"), `PASSWORD_ohbci_${this.#keyFile.replaceAll("/", "%2F")} = "${this.#pin}"\n`);
    await this.#trust(bank.url);
    const added = await this.run("adduser", "-t", "ohbci", "-n", this.#keyFile, "--context=1", "-b", "PRACTICE", "-u", userId, "-c", partnerId, "-H", bank.hostId, "-N", "Real Name", "-E", "H003", "-s", bank.url);
    if (added.code !== 0) throw new Error(added.err);
  }

  /**
   * One signature in 256 begins with a zero byte, which it leaves off; a bank that keeps to RFC 8017, section 8.1.2, answers 061001. Its next request
   * has another nonce, and so another signature.
   */
  async run(verb: string, ...args: readonly string[]): Promise<Told> {
    let told = await this.#once(verb, args);
    for (let again = 0; again < 5 && told.err.includes("061001"); again++) told = await this.#once(verb, args);
    return told;
  }

  #once(verb: string, args: readonly string[]): Promise<Told> {
    const all = [`--cfgdir=${path.join(this.folder, "aq")}`, "-n", "-A", "-P", path.join(this.folder, "pins"), verb, ...args];
    return new Promise((resolve) => {
      execFile("aqebics-tool", all, { env: { PATH: process.env.PATH ?? "", HOME: this.folder, LC_ALL: "C" }, timeout: 120_000, encoding: "latin1", maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : -1, out, err });
      });
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** gct-tool asks for the passphrase twice, on a terminal only. */
  #createKeyFile(): Promise<void> {
    return new Promise((resolve, reject) => {
      const terminal = spawnTerminal("gct-tool", ["create", "-t", "ohbci", "-n", this.#keyFile], { env: { PATH: process.env.PATH ?? "", HOME: this.folder, LC_ALL: "C" } });
      let said = "";
      let asked = 0;
      let answered = 0;
      let heard = Date.now();
      // It asks first and throws away what was typed before second: an answer that came too early is given again.
      const answer = setInterval(() => {
        if (asked > answered || Date.now() - heard > 2_000) {
          answered = asked;
          heard = Date.now();
          terminal.write(`${this.#pin}\r`);
        }
      }, 250);
      terminal.onData((text) => {
        heard = Date.now();
        said += text;
        asked = said.match(/(Input|Again): /g)?.length ?? 0;
      });
      terminal.onExit(({ exitCode }) => {
        clearInterval(answer);
        if (exitCode === 0) resolve();
        else reject(new Error(`gct-tool ended with ${exitCode}: ${said}`));
      });
    });
  }

  /** As if its question about the unknown certificate had been answered with yes, for good. */
  async #trust(url: string): Promise<void> {
    const certificate = await shownBy(url);
    const md5 = (text: string | Uint8Array): string => createHash("md5").update(text).digest("hex").toUpperCase();
    const fingerprint = (md5(certificate.raw).match(/../g) ?? []).join(":");
    const folder = path.join(this.folder, "aq", "settings6", "shared");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "certs.conf"), `int  ${md5(`${fingerprint}Signer not found; Certificate is not trusted`)}="0"\n`);
  }
}

function shownBy(url: string): Promise<X509Certificate> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate === undefined) reject(new Error("it shows no certificate"));
      else resolve(certificate);
    });
    socket.on("error", reject);
  });
}
