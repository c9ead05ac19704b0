import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import { AccessServer, whyNoAccessServer } from "../../support/access-server.ts";
import { modemTo } from "../../support/ppp-line.ts";
import { beginOffice, finishConnection, makeKeys, type NewOffice, openNewOffice, typeConnection } from "../support/new-office.ts";

/** PPP from nothing: a modem on a pseudo-terminal whose calls end at Debian's pppd, the bank behind it. */

describe.skipIf(whyNoAccessServer !== undefined)(`PPP${whyNoAccessServer === undefined ? "" : ` (not here: ${whyNoAccessServer})`}`, () => {
  let office: NewOffice;
  let far: AccessServer;
  let modem: PracticeModem;
  beforeAll(async () => {
    office = await openNewOffice("dial");
    far = await AccessServer.start();
    modem = modemTo(far);
  });
  afterAll(async () => {
    modem.close();
    await far.close();
    await office.close();
  });

  test("set up from nothing: connection, keys, test of the line and the first fetch; a wrong password is told and mended", async () => {
    const kontor = await beginOffice(office);
    await typeConnection(kontor, office, ["P"], "Road: PPP");
    kontor.fill("‹Ctrl-U›");
    kontor.fill(modem.path, "", "", "0615550100", "", "", "", "", "‹Ctrl-U›");
    kontor.fill("0", "", "", "", AccessServer.login.userName, "not the one", far.address);
    await kontor.go("F2", "Enter: make keys for a signer");
    await kontor.go("o", /1 PPP +0615550100/);
    await kontor.go("t", "does not let us in with this name and password");
    await kontor.go("e", "Road: PPP");
    kontor.fill(...Array.from({ length: 15 }, () => ""), AccessServer.login.password);
    await kontor.go("F2", "Changed. t tests the line.");
    await kontor.go("t", "The line works.");
    expect(kontor.screen()).toMatch(/✓ PPP[\s\S]*✓ EBICS/);
    await kontor.go("Esc", "Enter: make keys for a signer");
    await makeKeys(kontor);
    await finishConnection(kontor, office);
    await kontor.go(["Esc", "Esc"], "you may see");
    await kontor.go("f", /by PPP[\s\S]*Esc goes back\./);
    await expect.poll(() => modem.inCall).toBe(false);
    await kontor.quit();
  });
});
