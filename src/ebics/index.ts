/** EBICS as a protocol without I/O: each side yields or answers bytes; channels, stores and clocks are the caller's. */
export { btfMatches, btfText } from "./btf.ts";
export type { BtfMessage, BtfService, DateRange } from "./btf.ts";
export { createKeyWithCertificate, readCertificate, selfSignedCertificate } from "./certificates.ts";
export type { CertificateInfo, CertificateSubject, KeyUse, KeyWithCertificate } from "./certificates.ts";
export { fetchBankKeys } from "./client/bank-keys.ts";
export type { FetchedBankKeys } from "./client/bank-keys.ts";
export { download } from "./client/download.ts";
export type { Download, DownloadOrder, DownloadWhat } from "./client/download.ts";
export { hev } from "./client/hev.ts";
export type { HostVersions } from "./client/hev.ts";
export { sendHia, sendIni } from "./client/key-management.ts";
export type { KeysSent } from "./client/key-management.ts";
export { upload } from "./client/upload.ts";
export type { UploadOrder, UploadReceipt } from "./client/upload.ts";
export type { EbicsErrorCode } from "./errors.ts";
export type { Accepted, Answer, EbicsRequest, EbicsStep, Exchange, NoData, Rejected } from "./exchange.ts";
export { buildHac, hacActions, hacReasonSentence, hacVerdict, readHac } from "./hac.ts";
export type { HacAction, HacEvent, HacVerdict } from "./hac.ts";
export { openHiaOrderData, openIniOrderData, openOrderData, openSignatureData } from "./host/open.ts";
export type { Opened } from "./host/open.ts";
export { parseHostRequest } from "./host/requests.ts";
export type {
  DownloadInitialisation, HevRequest, HostRequest, HpbRequest, MalformedRequest, ReceiptRequest, SignedHeader, SignedHostRequest,
  TransferRequest, UnsecuredRequest, UploadInitialisation,
} from "./host/requests.ts";
export { ebicsResponse, hevResponse, hpbOrderData, keyManagementResponse } from "./host/responses.ts";
export { verifyRequestSignature } from "./host/verify.ts";
export type { HostVersion } from "./hev-messages.ts";
export { readHtd } from "./h005/htd-reader.ts";
export { writeHtd } from "./h005/htd-writer.ts";
export type { HtdAccount, HtdData, HtdOrder, HtdPartner, HtdPermission, HtdUser } from "./htd.ts";
export { bankDigestsMatch, encryptionDigestMatches } from "./key-digest.ts";
export { authenticationKey, decryptionKey } from "./key-in-memory.ts";
export { hiaLetterValues, iniLetterValues } from "./letters.ts";
export type { LetterKey, LetterValues } from "./letters.ts";
export type {
  BankPubKeyDigests, DataDigest, DataEncryptionInfo, EbicsResponse, HiaOrderData, IniOrderData, KeyManagementResponse, OrderParams, OrderSignature,
  PubKeyDigest, TransactionPhase,
} from "./messages.ts";
export { encryptFor, segmentBytesLimit } from "./order-data.ts";
export type { EncryptedOrderData } from "./order-data.ts";
export { OrderDataDigest, orderDataDigest, stripForSignature } from "./order-digest.ts";
export { signOrderDataDigest, verifyOrderSignature } from "./order-signature.ts";
export { isSuccess, returnCode, returnCodes } from "./return-codes.ts";
export type { MoneyMeaning, ReturnCode } from "./return-codes.ts";
export type {
  AuthenticationKey, BankKeys, DecryptionKey, EbicsIds, OrderContext, Product, ProtocolVersion, SignatureVersion, SubscriberContext, UnsecuredContext,
} from "./subscriber.ts";
