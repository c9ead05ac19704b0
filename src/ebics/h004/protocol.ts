import { classicProtocol } from "../classic/classic.ts";

/** EBICS 2.5. */
export const { protocol: h004, host: h004Host } = classicProtocol({
  version: "H004", namespace: "urn:org:ebics:H004", versionNumber: "02.50", clientOrderIds: "none", lastSegmentDefault: undefined, bankDataHasFileFormat: true,
});
