import type { OrderSignature } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, base64Of, childrenOf, matching } from "../xml/shape.ts";
import { asRoot, writeDocument } from "../xml/write.ts";
import { base64 } from "./encryption-info.ts";
import type { Vocabulary } from "./dialect.ts";
import { readField } from "./fields.ts";

/** UserSignatureData, ebics_signature.xsd (S001), ebics_signature_S002.xsd. */
export function signatureData({ esig, signatureNamespace }: Vocabulary, signatures: readonly OrderSignature[]): Uint8Array {
  const entries = signatures.map((signature) =>
    esig("OrderSignatureData", [
      esig("SignatureVersion", signature.version),
      esig("SignatureValue", base64(signature.value)),
      esig("PartnerID", signature.partnerId),
      esig("UserID", signature.userId),
    ]),
  );
  return writeDocument(asRoot(esig("UserSignatureData", entries), { esig: signatureNamespace }));
}

/** @throws ShapeError, also for a signature version that is neither A005 nor A006 */
export function readSignatureData({ signatureNamespace }: Vocabulary, root: XmlElement): readonly OrderSignature[] {
  if (root.local !== "UserSignatureData" || root.namespace !== signatureNamespace) throw new ShapeError("the signatures are no UserSignatureData");
  const children = childrenOf(root, signatureNamespace);
  const entries = children.many("OrderSignatureData");
  children.end();
  if (entries.length === 0) throw new ShapeError("UserSignatureData is empty");
  return entries.map((entry) => readOrderSignature(signatureNamespace, entry));
}

function readOrderSignature(namespace: string, element: XmlElement): OrderSignature {
  const children = childrenOf(element, namespace);
  const version = matching(children.required("SignatureVersion"), /^A\d{3}$/);
  if (version !== "A005" && version !== "A006") throw new ShapeError(`signature version ${version} is not supported`);
  const value = base64Of(children.required("SignatureValue"));
  const partnerId = readField(children.required("PartnerID"));
  const userId = readField(children.required("UserID"));
  children.end(); // ds:X509Data of the signer may follow; the bank knows the certificate that counts
  return { version, value, partnerId, userId };
}
