import type { PppChannelConfig } from "../../workflows/ports/channel.ts";
import { httpsOver } from "../https/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { pppProblem, readyPpp } from "./readiness.ts";

/** Over a telephone call to an access server that speaks PPP, by the system's pppd; only what is bound for the bank goes over it. */
export const ppp = ({ pppPlaces }: Surroundings) => ({
  ...httpsOver<PppChannelConfig>("ppp", "PPP", {
    async connect({ modem, ppp: settings }, options) {
      options.onEvent?.({ stage: "ppp", kind: "begin", text: "Looking whether this machine can do PPP" });
      const ready = await readyPpp(pppPlaces);
      options.onEvent?.({ stage: "ppp", kind: "done", text: ready.usesPeer ? `${ready.pppd}, with the administrator's options` : ready.pppd });
      // Their packages are loaded for those who have a modem.
      const [{ PppCarrier }, { placeModemCall }] = await Promise.all([import("./carrier.ts"), import("../modem/dial.ts")]);
      const carrier = new PppCarrier({ ready, settings, place: (signal) => placeModemCall(modem, { ...options, signal }) }, options);
      await carrier.ready(options.signal);
      return carrier;
    },
    isDialled: true,
    redact: ({ modem: { port, bitsPerSecond, numbers }, ppp: { login, bankAddress } }) => ({
      port: `${port}, ${bitsPerSecond} bit/s`, numbers: numbers.join(", "),
      ...(login === undefined ? {} : { login: `${login.userName} (${login.mayBeInClear === true ? "CHAP or PAP" : "CHAP"})` }),
      ...(bankAddress === undefined ? {} : { "bank's address": bankAddress }),
    }),
  }),
  problemHere: () => pppProblem(pppPlaces),
});
