import type { XmlElement } from "./xml/element.ts";
import { ShapeError, attributeOf, childrenOf, matching, textOf } from "./xml/shape.ts";
import { asRoot, elementsOf, writeDocument } from "./xml/write.ts";

/** HEV has a namespace of its own: it is asked before a version is agreed on. ebics_hev.xsd. */
export const h000Namespace = "http://www.ebics.org/H000";
const h = elementsOf(h000Namespace);

/** One version a host speaks: H005 is 03.00, H004 02.50, H003 02.40. */
export interface HostVersion {
  readonly protocolVersion: string;
  readonly versionNumber: string;
}
export interface HevResponse {
  readonly returnCode: string;
  readonly reportText: string;
  readonly versions: readonly HostVersion[];
}

export function writeHevRequest(hostId: string): Uint8Array {
  return writeDocument(asRoot(h("ebicsHEVRequest", [h("HostID", hostId)]), { "": h000Namespace }));
}

/** @returns the host id @throws ShapeError */
export function readHevRequest(root: XmlElement): string {
  const children = openHev(root, "ebicsHEVRequest");
  const hostId = matching(children.required("HostID"), /^.{1,35}$/);
  children.end();
  return hostId;
}

export function writeHevResponse(response: HevResponse): Uint8Array {
  const code = h("SystemReturnCode", [h("ReturnCode", response.returnCode), h("ReportText", response.reportText.slice(0, 256))]);
  const versions = response.versions.map((version) => h("VersionNumber", version.versionNumber, { ProtocolVersion: version.protocolVersion }));
  return writeDocument(asRoot(h("ebicsHEVResponse", [code, ...versions]), { "": h000Namespace }));
}

/** @throws ShapeError */
export function readHevResponse(root: XmlElement): HevResponse {
  const children = openHev(root, "ebicsHEVResponse");
  const code = childrenOf(children.required("SystemReturnCode"), h000Namespace);
  const returnCode = matching(code.required("ReturnCode"), /^\d{6}$/);
  const reportText = textOf(code.required("ReportText"));
  code.end();
  const versions = children.many("VersionNumber").map((element) => ({
    versionNumber: matching(element, /^\d\d\.\d\d$/, ["ProtocolVersion"]),
    protocolVersion: attributeOf(element, "ProtocolVersion") ?? "",
  }));
  children.end();
  return { returnCode, reportText, versions };
}

function openHev(root: XmlElement, local: string): ReturnType<typeof childrenOf> {
  if (root.local !== local || root.namespace !== h000Namespace) throw new ShapeError(`the message is no ${local}`);
  // Some clients send a Version attribute, which the schema does not have.
  return childrenOf(root, h000Namespace, ["Version", "Revision"]);
}
