import { ppp } from "../../src/channels/ppp/index.ts";
import { type PppPlaces, systemPlaces } from "../../src/channels/ppp/readiness.ts";
import { PracticeModem } from "../../src/practice-lines/modem/practice-modem.ts";
import type { BankAddress, ModemSettings, PppChannelConfig } from "../../src/workflows/ports/channel.ts";
import { dialScriptDefault } from "../../src/workflows/ports/dial-script.ts";
import type { RoadUp } from "../conformance/roads.ts";
import { AccessServer } from "./access-server.ts";

/** As root, whatever the administrator of this machine has laid down. */
export const placesOfRoot: PppPlaces = { ...systemPlaces(), peer: "/nowhere" };

export const modemAt = (port: string, numbers: readonly string[] = ["0615 550-100"]): ModemSettings => ({ port, bitsPerSecond: 115_200, numbers, script: { ...dialScriptDefault, guardMs: 40, redials: 0 } });

/** A modem that calls an access server. */
export const modemTo = (server: AccessServer, bitsPerSecond?: number): PracticeModem => PracticeModem.start({ directory: { "0615550100": { kind: "host", port: server.port } }, bitsPerSecond });

export async function pppRoad(): Promise<RoadUp> {
  const server = await AccessServer.start();
  const modems: PracticeModem[] = []; // one for each channel: some tests have two open
  return {
    driver: ppp({ pppPlaces: placesOfRoot }),
    config(address: BankAddress): PppChannelConfig {
      const modem = modemTo(server);
      modems.push(modem);
      return { kind: "ppp", modem: modemAt(modem.path), ppp: { login: AccessServer.login, bankAddress: server.address }, ...address };
    },
    async tearDown() {
      for (const modem of modems) modem.close();
      await server.close();
    },
  };
}
