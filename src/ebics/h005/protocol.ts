import type { HostProtocol, Protocol } from "../protocol.ts";
import { serve, speak } from "../wire/speak.ts";
import { h005BankData } from "./bank-data.ts";
import { h005Dialect } from "./dialect.ts";
import { h005Eds } from "./eds.ts";

/** EBICS 3.0 as a subscriber speaks it. */
export const h005: Protocol = {
  ...speak(h005Dialect), keyForms: ["certificate"], bankDigestRule: "certificate", naming: "btf", orderIdBy: "bank", eds: h005Eds, bankData: h005BankData,
};

/** EBICS 3.0 as a host serves it. */
export const h005Host: HostProtocol = { ...serve(h005Dialect), versionNumber: "03.00" };
