import { signMessage } from "../../src/ebics/auth-signature.ts";
import type { AuthenticationKey } from "../../src/ebics/index.ts";
import { authenticationRules } from "../../src/ebics/wire/dialect.ts";
import { childElements, makeElement } from "../../src/ebics/xml/element.ts";
import { parseXml } from "../../src/ebics/xml/parse.ts";
import { writeDocument } from "../../src/ebics/xml/write.ts";

/** A message that was changed, signed anew by whoever sends it: what is wrong with it is not its signature. */
export async function signAgain(message: string, key: AuthenticationKey): Promise<Uint8Array> {
  const root = parseXml(Buffer.from(message));
  const [header, , body] = childElements(root);
  if (header === undefined || body === undefined) throw new Error("it is a signed message");
  return writeDocument(await signMessage(authenticationRules(root.namespace), (signature) => makeElement({ ...root, children: signature === undefined ? [header, body] : [header, signature, body] }), key));
}
