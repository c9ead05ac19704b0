import { type HostVersion, writeHevResponse } from "../hev-messages.ts";
import type { EbicsResponse, KeyManagementResponse } from "../messages.ts";
import { hostProtocols } from "../protocol.ts";
import { reportTextOf, returnCode } from "../return-codes.ts";
import { type AuthenticationKey, type BankKeys, type ProtocolVersion, protocolVersions } from "../subscriber.ts";

/** ebicsResponse, signed with the bank's X002 key. */
export function ebicsResponse(protocol: ProtocolVersion, response: EbicsResponse, key: AuthenticationKey): Promise<Uint8Array> {
  return hostProtocols[protocol].ebicsResponse(response, key);
}

/** ebicsKeyManagementResponse; unsigned. */
export function keyManagementResponse(protocol: ProtocolVersion, response: KeyManagementResponse): Uint8Array {
  return hostProtocols[protocol].keyManagementResponse(response);
}

/** ebicsHEVResponse; unsigned. @param response.reportText default: `[EBICS_NAME] sentence` */
export function hevResponse(response: { readonly returnCode: string; readonly reportText?: string | undefined; readonly versions: readonly HostVersion[] }): Uint8Array {
  return writeHevResponse({ ...response, reportText: response.reportText ?? reportTextOf(returnCode(response.returnCode)) });
}

/** Every version that a host serves, for HEV. */
export function hostVersions(): readonly (HostVersion & { readonly protocolVersion: ProtocolVersion })[] {
  return protocolVersions.map((protocolVersion) => ({ protocolVersion, versionNumber: hostProtocols[protocolVersion].versionNumber }));
}

/** HPBResponseOrderData: XML, to be handed to `encryptFor`. */
export function hpbOrderData(protocol: ProtocolVersion, hostId: string, bank: BankKeys): Uint8Array {
  return hostProtocols[protocol].hpbOrderData({ hostId, authentication: bank.authentication, encryption: bank.encryption });
}
