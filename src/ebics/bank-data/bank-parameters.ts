import { toIsoInstant } from "../../domain/clock.ts";
import type { XmlElement } from "../xml/element.ts";
import { type ChildReader, ShapeError, attributeOf, booleanText, childrenOf, instantText, matching, tokenOf } from "../xml/shape.ts";
import { asRoot, elementsOf, writeDocument } from "../xml/write.ts";
import type { BankDataDialect } from "./dialect.ts";
import { openBankData, tokenPatterns } from "./open-bank-data.ts";

/** HPDResponseOrderData: how the bank is reached and what its host can do. */
export interface HpdData {
  /** At least one, in the bank's order. */
  readonly urls: readonly { readonly url: string; /** Milliseconds since 1970 UTC. */ readonly validFrom?: number | undefined }[];
  /** At most 80 characters; outside text. */
  readonly institute: string;
  readonly hostId?: string | undefined;
  readonly versions: {
    /** `H003`, `H004`, `H005`. */
    readonly protocol: readonly string[];
    readonly authentication: readonly string[];
    readonly encryption: readonly string[];
    readonly signature: readonly string[];
  };
  /** Broken transmissions can be gone on with. Undefined: the bank does not say. */
  readonly recovery?: boolean | undefined;
  readonly preValidation?: boolean | undefined;
  /** Certificates; told before EBICS 3.0 only. */
  readonly x509?: { readonly supported: boolean; readonly persistent: boolean } | undefined;
  /** HKD and HTD can be fetched. */
  readonly clientDataDownload?: boolean | undefined;
  /** HAA can be fetched. */
  readonly downloadableOrderData?: boolean | undefined;
}

/** ebics_orders_H00x.xsd. UTF-8 XML. What the version has no place for is left out. */
export function writeHpd(dialect: BankDataDialect, data: HpdData): Uint8Array {
  const h = elementsOf(dialect.namespace);
  const flag = (local: string, supported: boolean | undefined, more: Readonly<Record<string, string>> = {}): XmlElement | undefined =>
    supported === undefined ? undefined : h(local, [], { supported: String(supported), ...more });
  const access = h("AccessParams", [
    ...data.urls.map(({ url, validFrom }) => h("URL", url, { valid_from: validFrom === undefined ? undefined : toIsoInstant(validFrom) })),
    h("Institute", data.institute),
    data.hostId === undefined ? undefined : h("HostID", data.hostId),
  ]);
  const { protocol, authentication, encryption, signature } = data.versions;
  const version = h("Version", [h("Protocol", protocol.join(" ")), h("Authentication", authentication.join(" ")), h("Encryption", encryption.join(" ")), h("Signature", signature.join(" "))]);
  const x509 = dialect.saysX509 && data.x509 !== undefined ? flag("X509Data", data.x509.supported, { persistent: String(data.x509.persistent) }) : undefined;
  const parameters = h("ProtocolParams", [
    version, flag("Recovery", data.recovery), flag("PreValidation", data.preValidation), x509,
    flag("ClientDataDownload", data.clientDataDownload), flag("DownloadableOrderData", data.downloadableOrderData),
  ]);
  return writeDocument(asRoot(h("HPDResponseOrderData", [access, parameters]), { "": dialect.namespace }));
}

/** @throws AppError ebics/`unexpected-answer` */
export function readHpd(dialect: BankDataDialect, xml: Uint8Array): HpdData {
  return openBankData(dialect, "HPD", xml, (children) => {
    const access = childrenOf(children.required("AccessParams"), dialect.namespace);
    const urls = [access.required("URL"), ...access.many("URL")].map(readUrl);
    const institute = tokenOf(access.required("Institute"));
    const host = access.optional("HostID");
    access.end();
    const parameters = childrenOf(children.required("ProtocolParams"), dialect.namespace);
    const version = childrenOf(parameters.required("Version"), dialect.namespace);
    const versions = {
      protocol: versionsOf(version.required("Protocol")), authentication: versionsOf(version.required("Authentication")),
      encryption: versionsOf(version.required("Encryption")), signature: versionsOf(version.required("Signature")),
    };
    version.end();
    const recovery = flagOf(parameters, "Recovery");
    const preValidation = flagOf(parameters, "PreValidation");
    const x509 = dialect.saysX509 ? readX509(parameters.optional("X509Data")) : undefined;
    const clientDataDownload = flagOf(parameters, "ClientDataDownload");
    const downloadableOrderData = flagOf(parameters, "DownloadableOrderData");
    parameters.end();
    return { urls, institute, hostId: host && matching(host, tokenPatterns.hostId), versions, recovery, preValidation, x509, clientDataDownload, downloadableOrderData };
  });
}

function readUrl(element: XmlElement): HpdData["urls"][number] {
  const url = tokenOf(element, ["valid_from"]);
  const validFrom = attributeOf(element, "valid_from");
  return { url, validFrom: validFrom === undefined ? undefined : instantText(validFrom, "valid_from") };
}

/** @throws ShapeError */
function versionsOf(element: XmlElement): readonly string[] {
  const versions = tokenOf(element).split(" ").filter((version) => version !== "");
  if (!versions.every((version) => tokenPatterns.version.test(version))) throw new ShapeError(`${element.local} is no list of versions`);
  return versions;
}

function flagOf(parameters: ChildReader, local: string): boolean | undefined {
  const element = parameters.optional(local);
  return element === undefined ? undefined : supportOf(element, []);
}

function readX509(element: XmlElement | undefined): HpdData["x509"] {
  if (element === undefined) return undefined;
  const persistent = attributeOf(element, "persistent");
  return { supported: supportOf(element, ["persistent"]), persistent: persistent !== undefined && booleanText(persistent, "persistent") };
}

/** OptSupportFlag: true unless it says otherwise. */
function supportOf(element: XmlElement, more: readonly string[]): boolean {
  if (tokenOf(element, ["supported", ...more]) !== "") throw new ShapeError(`${element.local} holds text`);
  const supported = attributeOf(element, "supported");
  return supported === undefined || booleanText(supported, "supported");
}
