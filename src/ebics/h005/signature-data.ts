import type { OrderSignature } from "../messages.ts";
import type { XmlElement } from "../xml/element.ts";
import { ShapeError, base64Of, childrenOf, matching } from "../xml/shape.ts";
import { asRoot, writeDocument } from "../xml/write.ts";
import { base64 } from "./encryption-info.ts";
import { esig, s002Namespace } from "./namespaces.ts";
import { readField } from "./fields.ts";

/** UserSignatureData, ebics_signature_S002.xsd. */
export function signatureData(signatures: readonly OrderSignature[]): Uint8Array {
  const entries = signatures.map((signature) =>
    esig("OrderSignatureData", [
      esig("SignatureVersion", signature.version),
      esig("SignatureValue", base64(signature.value)),
      esig("PartnerID", signature.partnerId),
      esig("UserID", signature.userId),
    ]),
  );
  return writeDocument(asRoot(esig("UserSignatureData", entries), { esig: s002Namespace }));
}

/** @throws ShapeError, also for a signature version that is neither A005 nor A006 */
export function readSignatureData(root: XmlElement): readonly OrderSignature[] {
  if (root.local !== "UserSignatureData" || root.namespace !== s002Namespace) throw new ShapeError("the signatures are no UserSignatureData");
  const children = childrenOf(root, s002Namespace);
  const entries = children.many("OrderSignatureData");
  children.end();
  if (entries.length === 0) throw new ShapeError("UserSignatureData is empty");
  return entries.map(readOrderSignature);
}

function readOrderSignature(element: XmlElement): OrderSignature {
  const children = childrenOf(element, s002Namespace);
  const version = matching(children.required("SignatureVersion"), /^A\d{3}$/);
  if (version !== "A005" && version !== "A006") throw new ShapeError(`signature version ${version} is not supported`);
  const value = base64Of(children.required("SignatureValue"));
  const partnerId = readField(children.required("PartnerID"));
  const userId = readField(children.required("UserID"));
  children.end(); // ds:X509Data of the signer may follow; the bank knows the certificate that counts
  return { version, value, partnerId, userId };
}
