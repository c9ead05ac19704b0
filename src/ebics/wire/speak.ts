import { verifyMessage } from "../auth-signature.ts";
import type { HostProtocol, Protocol } from "../protocol.ts";
import { type Dialect, authenticationRules } from "./dialect.ts";
import { h3kOrderData, hcaOrderData, hcsOrderData, hiaOrderData, hpbOrderData, iniOrderData, readH3kOrderData, readHcaOrderData, readHcsOrderData, readHiaOrderData, readHpbOrderData, readIniOrderData } from "./key-order-data.ts";
import { readRequest } from "./request-reader.ts";
import { initialisationRequest, noPubKeyDigestsRequest, receiptRequest, transferRequest, unsecuredRequest } from "./request-writer.ts";
import { readKeyManagementResponse, readResponse } from "./response-reader.ts";
import { ebicsResponse, keyManagementResponse } from "./response-writer.ts";
import { readSignatureData, signatureData } from "./signature-data.ts";

/** What all versions do alike, once the dialect is known. */
type SpokenByAll = Exclude<keyof Protocol, "keyForms" | "bankDigestRule" | "naming" | "orderIdBy" | "eds" | "bankData">;
type ServedByAll = Exclude<keyof HostProtocol, "versionNumber">;

/** The subscriber's side of a dialect. */
export function speak(dialect: Dialect): Pick<Protocol, SpokenByAll> {
  return {
    unsecuredRequest: (message) => unsecuredRequest(dialect, message),
    noPubKeyDigestsRequest: (message, key) => noPubKeyDigestsRequest(dialect, message, key),
    initialisationRequest: (message, key) => initialisationRequest(dialect, message, key),
    transferRequest: (message, key) => transferRequest(dialect, message, key),
    receiptRequest: (message, key) => receiptRequest(dialect, message, key),
    readResponse: (document) => readResponse(dialect, document),
    readKeyManagementResponse: (document) => readKeyManagementResponse(dialect, document),
    verifyMessage: (document, publicKey) => verifyMessage(authenticationRules(dialect.namespace), document, publicKey),
    iniOrderData: (keys) => iniOrderData(dialect, keys),
    hiaOrderData: (keys) => hiaOrderData(dialect, keys),
    hcaOrderData: (keys) => hcaOrderData(dialect, keys),
    hcsOrderData: (keys) => hcsOrderData(dialect, keys),
    h3kOrderData: (keys) => h3kOrderData(dialect, keys),
    readHpbOrderData: (document) => readHpbOrderData(dialect, document),
    signatureData: (signatures) => signatureData(dialect, signatures),
  };
}

/** The host's side of a dialect. */
export function serve(dialect: Dialect): Pick<HostProtocol, ServedByAll> {
  return {
    namespace: dialect.namespace,
    readRequest: (document) => readRequest(dialect, document),
    verifyMessage: (document, publicKey) => verifyMessage(authenticationRules(dialect.namespace), document, publicKey),
    ebicsResponse: (response, key) => ebicsResponse(dialect, response, key),
    keyManagementResponse: (response) => keyManagementResponse(dialect, response),
    readIniOrderData: (document) => readIniOrderData(dialect, document),
    readHiaOrderData: (document) => readHiaOrderData(dialect, document),
    readHcaOrderData: (document) => readHcaOrderData(dialect, document),
    readHcsOrderData: (document) => readHcsOrderData(dialect, document),
    readH3kOrderData: (document) => readH3kOrderData(dialect, document),
    readSignatureData: (document) => readSignatureData(dialect, document),
    hpbOrderData: (keys) => hpbOrderData(dialect, keys),
  };
}
