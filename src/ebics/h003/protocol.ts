import { classicProtocol } from "../classic/classic.ts";

/** EBICS 2.4. */
export const { protocol: h003, host: h003Host } = classicProtocol({
  version: "H003", namespace: "http://www.ebics.org/H003", versionNumber: "02.40", clientOrderIds: "uploads", lastSegmentDefault: false, bankDataHasFileFormat: false,
});
