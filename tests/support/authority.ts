import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UserKeys } from "../bank/support/customer.ts";

/** An authority (`ca.pem` in the folder) and three certificates of it, all made by openssl; `signature.key` and `signature.crt` stand for each use beside them, in PEM. */
export function issueByOpenssl(folder: string): UserKeys {
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr.toString()}`);
  };
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-days", "3650", "-addext", "basicConstraints=critical,CA:TRUE");
  const usages = { signature: "nonRepudiation", authentication: "digitalSignature", encryption: "keyEncipherment" } as const;
  const issue = (use: keyof typeof usages) => {
    writeFileSync(join(folder, `${use}.ext`), `keyUsage=critical,${usages[use]}\nbasicConstraints=critical,CA:FALSE\n`);
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", `${use}.key`, "-out", `${use}.csr`, "-subj", `/CN=${use}`);
    openssl("x509", "-req", "-in", `${use}.csr`, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", `${use}.crt`, "-extfile", `${use}.ext`, "-days", "3650");
    openssl("x509", "-in", `${use}.crt`, "-out", `${use}.der`, "-outform", "DER");
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", `${use}.key`, "-outform", "DER", "-out", `${use}.p8`);
    return { privateKeyPkcs8: readFileSync(join(folder, `${use}.p8`)), certificateDer: readFileSync(join(folder, `${use}.der`)) };
  };
  return { signature: issue("signature"), authentication: issue("authentication"), encryption: issue("encryption") };
}
