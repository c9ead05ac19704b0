import { hpbOrderData as writeHpbOrderData } from "../h005/key-order-data.ts";
import { type HostVersion, writeHevResponse } from "../hev-messages.ts";
import { reportTextOf, returnCode } from "../return-codes.ts";
import type { BankKeys } from "../subscriber.ts";

export { ebicsResponse, keyManagementResponse } from "../h005/response-writer.ts";

/** ebicsHEVResponse; unsigned. @param response.reportText default: `[EBICS_NAME] sentence` */
export function hevResponse(response: { readonly returnCode: string; readonly reportText?: string | undefined; readonly versions: readonly HostVersion[] }): Uint8Array {
  return writeHevResponse({ ...response, reportText: response.reportText ?? reportTextOf(returnCode(response.returnCode)) });
}

/** HPBResponseOrderData: XML, to be handed to `encryptFor`. */
export function hpbOrderData(hostId: string, bank: BankKeys): Uint8Array {
  return writeHpbOrderData({ hostId, authentication: bank.authentication, encryption: bank.encryption });
}
