import { verifyMessage } from "../auth-signature.ts";
import type { Protocol } from "../protocol.ts";
import { h005Eds } from "./eds.ts";
import { h005BankData } from "./bank-data.ts";
import { h3kOrderData, hcaOrderData, hcsOrderData, hiaOrderData, iniOrderData, readHpbOrderData } from "./key-order-data.ts";
import { h005Authentication } from "./namespaces.ts";
import { initialisationRequest, noPubKeyDigestsRequest, receiptRequest, transferRequest, unsecuredRequest } from "./request-writer.ts";
import { readKeyManagementResponse, readResponse } from "./response-reader.ts";
import { signatureData } from "./signature-data.ts";

/** EBICS 3.0 as a subscriber speaks it. */
export const h005: Protocol = {
  unsecuredRequest,
  noPubKeyDigestsRequest,
  initialisationRequest,
  transferRequest,
  receiptRequest,
  readResponse,
  readKeyManagementResponse,
  verifyMessage: (document, publicKey) => verifyMessage(h005Authentication, document, publicKey),
  iniOrderData,
  hiaOrderData,
  hcaOrderData,
  hcsOrderData,
  h3kOrderData,
  readHpbOrderData,
  signatureData,
  eds: h005Eds,
  bankData: h005BankData,
};
