import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { beginOffice, makeKeys, type NewOffice, openNewOffice, typeConnection } from "../support/new-office.ts";

/** A modem from nothing: a modem on a pseudo-terminal whose calls end at OpenSSH's sshd before the bank. */

describe.skipIf(!haveSshd)("a modem", () => {
  let office: NewOffice;
  let sshd: Sshd;
  let modem: PracticeModem;
  beforeAll(async () => {
    office = await openNewOffice("call");
    sshd = await Sshd.start();
    modem = PracticeModem.start({ directory: { 66: { kind: "busy" }, 55: { kind: "host", port: sshd.port } } });
  });
  afterAll(async () => {
    modem.close();
    await sshd.close();
    await office.close();
  });

  test("set up from nothing: the second number answers, keys to the bank by telephone, test of the line, hung up each time", async () => {
    const kontor = await beginOffice(office);
    await typeConnection(kontor, office, ["m"], "Road: modem");
    kontor.fill("‹Ctrl-U›");
    kontor.fill(modem.path, "", "", "66", "55", "", "", "", "‹Ctrl-U›");
    kontor.fill("0", "", "", "", sshd.userName, sshd.hostKeySha256(), "", sshd.keyPath);
    await kontor.go("F2", "Enter: make keys for a signer");
    expect(modem.calls).toBeGreaterThan(0);
    await makeKeys(kontor);
    await kontor.go("o", /1 modem +66, 55/);
    await kontor.go("t", "The line works.");
    expect(kontor.screen()).toMatch(/last calls[\s\S]*modem[\s\S]*ok/);
    await expect.poll(() => modem.inCall).toBe(false);
    modem.faults = { mute: true };
    await kontor.go("t", "The modem does not answer");
    modem.faults = {};
    await kontor.go("t", "The line works.");
    await kontor.quit();
    expect(sshd.log).toMatch(/Accepted publickey/);
  });
});
