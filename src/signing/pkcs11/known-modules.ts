import { access } from "node:fs/promises";

/** Where Debian and the makers put their modules. Others are typed. */
const usualPlaces = [
  "/usr/lib/*/opensc-pkcs11.so",
  "/usr/lib/*/softhsm/libsofthsm2.so",
  "/usr/lib/softhsm/libsofthsm2.so",
  "/usr/local/lib/softhsm/libsofthsm2.so",
  "/usr/lib/*/libykcs11.so",
  "/usr/lib/libeToken.so",
  "/usr/lib/libcryptoide_pkcs11.so",
  "/usr/lib/*/libcs_pkcs11_R3.so",
  "/opt/nfast/toolkits/pkcs11/libcknfast.so",
  "/usr/lunaclient/lib/libCryptoki2_64.so",
  "/opt/cloudhsm/lib/libcloudhsm_pkcs11.so",
];
const machines: Readonly<Record<string, string>> = { x64: "x86_64-linux-gnu", arm64: "aarch64-linux-gnu" };

/** Modules that are installed on this machine, in a fixed order; Debian's SoftHSM lies in two places, and is named once. */
export async function installedModules(architecture: string): Promise<string[]> {
  const paths = usualPlaces.map((path) => path.replace("*", machines[architecture] ?? architecture));
  const found: string[] = [];
  for (const path of paths) {
    const sameName = found.some((one) => one.endsWith(path.slice(path.lastIndexOf("/"))));
    if (!sameName && (await access(path).then(() => true, () => false))) found.push(path);
  }
  return found;
}
