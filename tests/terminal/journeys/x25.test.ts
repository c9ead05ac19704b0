import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PracticeModem } from "../../../src/practice-lines/modem/practice-modem.ts";
import { PracticePad } from "../../../src/practice-lines/x25/practice-pad.ts";
import { XotPeer } from "../../../src/practice-lines/x25/xot-peer.ts";
import { haveSshd, Sshd } from "../../support/sshd.ts";
import { beginOffice, finishConnection, makeKeys, type NewOffice, openNewOffice, typeConnection } from "../support/new-office.ts";
import type { Workstation } from "../support/workstation.ts";

/** X.25 from nothing, by a router, by a PAD at a port, and by a PAD that a modem calls; all calls end at OpenSSH's sshd before the bank. */

const address = "216155501";

describe.skipIf(!haveSshd)("X.25", () => {
  let office: NewOffice;
  let sshd: Sshd;
  let router: XotPeer;
  let pad: PracticePad;
  let farPad: PracticePad;
  let modem: PracticeModem;
  beforeAll(async () => {
    office = await openNewOffice("packet");
    sshd = await Sshd.start();
    const directory = { [address]: { kind: "host", port: sshd.port } } as const;
    router = await XotPeer.listen({ directory });
    pad = PracticePad.onTerminal({ directory });
    farPad = await PracticePad.listen({ directory });
    modem = PracticeModem.start({ directory: { 55: { kind: "host", port: farPad.port } } });
  });
  afterAll(async () => {
    modem.close();
    await farPad.close();
    await pad.close();
    await router.close();
    await sshd.close();
    await office.close();
  });

  test("set up from nothing: connection, keys and the first fetch by a router; PADs at a port and by telephone besides, each tested", async () => {
    const kontor = await beginOffice(office);
    await typeConnection(kontor, office, ["x"], "Road: X.25");
    kontor.fill("", "127.0.0.1", "‹Ctrl-U›");
    kontor.fill(String(router.port), address, "", "", "", "", ...login());
    await kontor.go("F2", "Enter: make keys for a signer");
    await makeKeys(kontor);
    await finishConnection(kontor, office);
    expect(router.calls).toBeGreaterThan(3);
    await kontor.go("o", new RegExp(`1 X\\.25 +${address} · XOT`));
    await addPad(kontor, ["Right"], [pad.path, "", "", address], /2 X\.25 +216155501 · PAD at \/dev\/pts/);
    await addPad(kontor, ["Right", "Right"], [modem.path, "", "", "55", "", "", "", "", "", "", "", address], /3 X\.25 +216155501 · PAD at/);
    for (const at of [1, 2, 3]) {
      await kontor.go("t", "The line works.");
      expect(kontor.screen()).toMatch(at === 1 ? /✓ X\.25 call[\s\S]*✓ EBICS/ : /✓ PAD +.*The call stands[\s\S]*✓ EBICS/);
      await kontor.go("Down", (screen) => at === 3 || !screen.includes("The line works."));
    }
    await kontor.go(["Esc", "Esc", "Esc"], "you may see");
    await kontor.go("f", /by X\.25[\s\S]*Esc goes back\./);
    expect(kontor.screen()).toMatch(/X\.25 call, packets of/);
    await kontor.quit();
  });

  /** @param kind presses that choose it @param port device, number where one is dialled, address */
  async function addPad(kontor: Workstation, kind: readonly string[], port: readonly string[], listed: RegExp): Promise<void> {
    await kontor.go("n", "By which road?");
    await kontor.go(["End", "Enter"], "Road: X.25");
    kontor.press("Tab", "Tab"); // address and proof as on the first road
    kontor.press(...kind, "Tab", "Ctrl-U");
    kontor.fill(...port, "", "", "", ...login());
    await kontor.go("F2", listed);
  }

  const login = (): readonly string[] => ["", sshd.userName, sshd.hostKeySha256(), "", sshd.keyPath];
});
