import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { beginOffice, makeKeys, type NewOffice, openNewOffice, typeConnection } from "../support/new-office.ts";
import type { Workstation } from "../support/workstation.ts";

/** A leased line from nothing: the bank in another process, OpenSSH's sshd before it. */

describe.skipIf(!haveSshd)("a leased line", () => {
  let office: NewOffice;
  let sshd: Sshd;
  beforeAll(async () => {
    office = await openNewOffice("line");
    sshd = await Sshd.start();
  });
  afterAll(async () => {
    await sshd.close();
    await office.close();
  });

  test("set up from nothing: first contact, keys to the bank by it, test of the line, also while its host is down", async () => {
    const kontor = await beginOffice(office, 100, 30);
    await typeConnection(kontor, office, ["l"], "Road: leased line (SSH)");
    await firstContact(kontor);
    await makeKeys(kontor);
    await testTheLine(kontor);
    await goThroughJumpHost(kontor);
    expect(sshd.log).toMatch(/Accepted publickey/);
    await kontor.quit();
  });

  async function firstContact(kontor: Workstation): Promise<void> {
    kontor.fill("127.0.0.1", "‹Ctrl-U›");
    kontor.fill(String(sshd.port), sshd.userName, "", "", sshd.keyPath);
    await kontor.go("F2", "First contact with the SSH host");
    // As somebody compares it with what the bank's administrator reads from the host itself.
    const read = execFileSync("ssh-keygen", ["-lf", path.join(sshd.folder, "host-ed25519.pub")], { encoding: "utf8" }).split(" ")[1] ?? "";
    expect(kontor.screen()).toContain(read);
    await kontor.go(["Right", "Enter"], "Enter: make keys for a signer");
  }

  /** The same host once more: who logs in there may go on to it. */
  async function goThroughJumpHost(kontor: Workstation): Promise<void> {
    await kontor.go("e", "Road: leased line (SSH)");
    kontor.press(...Array.from({ length: 9 }, () => "Tab"));
    kontor.type(`${sshd.userName}@127.0.0.1:${sshd.port}`);
    await kontor.go("F2", "First contact with the jump host");
    expect(kontor.screen()).toContain(sshd.hostKeySha256());
    await kontor.go(["Right", "Enter"], /jump host +\S+@127\.0\.0\.1/);
    await kontor.go("t", "The line works.");
    expect(kontor.screen().match(/✓ log in/g)).toHaveLength(2);
  }

  async function testTheLine(kontor: Workstation): Promise<void> {
    await kontor.go("o", /1 leased line[\s\S]*host key +SHA256:/);
    await kontor.go("t", "The line works.");
    expect(kontor.screen()).toMatch(/✓ connect[\s\S]*✓ secure line \(SSH\)[\s\S]*✓ the host's key[\s\S]*✓ log in[\s\S]*✓ way to the bank[\s\S]*✓ EBICS/);
    expect(kontor.screen()).toMatch(/last calls[\s\S]*leased line[\s\S]*ok/);
    await sshd.kill();
    await kontor.go("t", /✕ connect[\s\S]*The SSH host of the line refuses the connection/);
    await sshd.start();
    await kontor.go("t", "The line works.");
  }
});
