import type { Dialect, PublicKeyForm } from "../wire/dialect.ts";
import { certificateOf, readCertificateOf, writeX509Data } from "../wire/x509-data.ts";
import { h005Words } from "./namespaces.ts";
import { orderDetails } from "./order-details.ts";

/** Certificates only: CertificateInfoType of ebics_types_H005.xsd. */
const publicKeys: PublicKeyForm = {
  write: (_, key) => [writeX509Data(certificateOf(key))],
  read: (children) => ({ certificateDer: readCertificateOf(children) }),
};

/** EBICS 3.0. */
export const h005Dialect: Dialect = { ...h005Words, orderDetails, publicKeys, hasDataDigest: true, responseHasOrderId: true, lastSegmentDefault: undefined };
