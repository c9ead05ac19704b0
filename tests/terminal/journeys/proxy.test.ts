import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { haveMicrosocks, haveTinyproxy, type RunningProxy, startMicrosocks, startTinyproxy } from "../../support/proxies.ts";
import { beginOffice, makeKeys, type NewOffice, openNewOffice, typeConnection } from "../support/new-office.ts";

/** An office that gets out by proxies only: tinyproxy (HTTP CONNECT) and microsocks (SOCKS 5), both of Debian, both with name and password. */

const user = { userName: "kontor", password: "way-out" };

describe.skipIf(!haveTinyproxy || !haveMicrosocks)("internet by a proxy", () => {
  let office: NewOffice;
  let http: RunningProxy;
  let socks: RunningProxy;
  beforeAll(async () => {
    office = await openNewOffice("proxy");
    http = await startTinyproxy(user);
    socks = await startMicrosocks(user);
  });
  afterAll(async () => {
    await http.close();
    await socks.close();
    await office.close();
  });

  test("set up from nothing: connection and keys by an HTTP proxy, a SOCKS 5 proxy besides, both tested, also with a wrong password and while one is down", async () => {
    const kontor = await beginOffice(office);
    await typeConnection(kontor, office, ["Right"], "Road: internet");
    kontor.press("Right", "Tab");
    kontor.fill("127.0.0.1", String(http.config.port), user.userName, user.password);
    await kontor.go("F2", "Enter: make keys for a signer");
    await makeKeys(kontor);
    await kontor.go("o", new RegExp(`1 internet +127\\.0\\.0\\.1:\\d+ · HTTP 127\\.0\\.0\\.1:${http.config.port} as kontor`));
    await kontor.go("t", "The line works.");
    expect(kontor.screen()).toMatch(/✓ proxy +[\s\S]*✓ EBICS/);

    for (const [at, password] of ["not this", user.password].entries()) {
      await kontor.go("n", "By which road?");
      await kontor.go("Enter", "Road: internet");
      kontor.press("Tab", "Tab"); // address and proof as on the first road
      kontor.press("Right", "Right", "Tab");
      kontor.fill("127.0.0.1", String(socks.config.port), user.userName, password);
      await kontor.go("F2", new RegExp(`${at + 2} internet +.* · SOCKS 5`));
    }
    await kontor.go(["Down", "t"], /✕ proxy +.*does not let us out/);
    await kontor.go(["Down", "t"], "The line works.");
    await socks.close();
    await kontor.go("t", /✕ connect +.*The proxy refuses the connection/);
    expect(kontor.raw).not.toContain(user.password);
    await kontor.quit();
  });
});
