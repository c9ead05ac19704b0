import forge from "node-forge";

/** Bits of the keyUsage extension, in their order. RFC 5280 §4.2.1.3. */
const names = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"] as const;

/** What a certificate's keyUsage extension allows; node:crypto only tells the extended one. Empty when the extension is absent. @param certificateDer already read as a certificate */
export function keyUsageNames(certificateDer: Uint8Array): readonly string[] {
  const bits = keyUsageBits(forge.asn1.fromDer(Buffer.from(certificateDer).toString("binary")));
  if (bits === undefined) return [];
  return names.filter((_, index) => ((bits.charCodeAt(1 + (index >> 3)) || 0) & (0x80 >> (index & 7))) !== 0); // byte 0 counts unused bits
}

/** Content of the extension's BIT STRING. */
function keyUsageBits(certificate: forge.asn1.Asn1): string | undefined {
  const tbs = listOf(certificate)[0];
  const wrapper = tbs === undefined ? undefined : listOf(tbs).find((part) => part.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && Number(part.type) === 3);
  const extensions = wrapper === undefined ? undefined : listOf(wrapper)[0];
  if (extensions === undefined) return undefined;
  for (const extension of listOf(extensions)) {
    const [oid, ...rest] = listOf(extension);
    const content = rest.at(-1)?.value;
    if (oid === undefined || typeof oid.value !== "string" || typeof content !== "string") continue;
    if (forge.asn1.derToOid(oid.value) !== "2.5.29.15") continue;
    return content.charCodeAt(0) === forge.asn1.Type.BITSTRING ? content.slice(2) : undefined; // tag and length are one byte each: it has nine bits at most
  }
  return undefined;
}

function listOf(node: forge.asn1.Asn1): readonly forge.asn1.Asn1[] {
  return typeof node.value === "string" ? [] : node.value;
}
