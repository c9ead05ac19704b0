import type { PppChannelConfig } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";
import { httpsOver } from "../https/index.ts";
import type { Surroundings } from "../surroundings.ts";
import { pppProblem, readyPpp } from "./readiness.ts";

/** Over a telephone call to an access server that speaks PPP, by the system's pppd; only what is bound for the bank goes over it. */
export const ppp = ({ pppPlaces }: Surroundings) => ({
  ...httpsOver<PppChannelConfig>("ppp", "PPP", {
    async connect(_config, { onEvent }) {
      onEvent?.({ stage: "ppp", kind: "begin", text: "Looking whether this machine can do PPP" });
      await readyPpp(pppPlaces);
      throw channelError("ppp-failed", false, { detail: "this version does not dial with it yet" });
    },
    redact: ({ modem: { port, bitsPerSecond, numbers }, ppp: { login, bankAddress } }) => ({
      port: `${port}, ${bitsPerSecond} bit/s`, numbers: numbers.join(", "),
      ...(login === undefined ? {} : { login: `${login.userName} (${login.mayBeInClear === true ? "CHAP or PAP" : "CHAP"})` }),
      ...(bankAddress === undefined ? {} : { "bank's address": bankAddress }),
    }),
  }),
  problemHere: () => pppProblem(pppPlaces),
});
