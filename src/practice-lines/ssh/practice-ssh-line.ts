import { createHash } from "node:crypto";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import ssh2, { type AuthContext, type Connection, type ParsedKey } from "ssh2";

/** Where the line leads: the practice bank's host, and nowhere else. */
export interface LineTarget {
  readonly host: string;
  readonly port: number;
}

export interface PracticeSshLineOptions {
  /** OpenSSH private keys have this form. */
  readonly hostKey: string;
  readonly userName: string;
  /** Public half of the one key that is let in, as in an authorized_keys file. */
  readonly userPublicKey: string;
  readonly leadsTo: LineTarget;
  /** Default: any free one of loopback. */
  readonly port?: number | undefined;
}

/** A running SSH host, as a bank has it at the end of a leased line. */
export interface PracticeSshLine {
  readonly host: string;
  readonly port: number;
  /** "SHA256:…", what the bank's letter says. */
  readonly hostKeySha256: string;
  close(): Promise<void>;
}

/** A pair of keys for the host or the user, in OpenSSH's form. */
export function makeLineKey(): { readonly privateKey: string; readonly publicKey: string } {
  // The library drops zeros at the beginning of a public key: one pair of 256 is none, and nobody can read it.
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519", { comment: "practice" });
    if (!(ssh2.utils.parseKey(pair.public) instanceof Error)) return { privateKey: pair.private, publicKey: pair.public };
  }
}

/** Starts the line on loopback: one user, one key, one place to go to. No shell, no files, nothing else. */
export async function startPracticeSshLine({ hostKey, userName, userPublicKey, leadsTo, port = 0 }: PracticeSshLineOptions): Promise<PracticeSshLine> {
  const [own, admitted] = [keyOf(hostKey), keyOf(userPublicKey)];
  const server = new ssh2.Server({ hostKeys: [hostKey], ident: "PracticeLine" }, (client) => serve(client, userName, admitted, leadsTo));
  // The library's server hides its sockets: a TCP server in front of it knows them, so that closing ends every line.
  const open = new Set<Socket>();
  const front = createServer((socket) => {
    open.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined); // whoever hangs up in the middle
    socket.once("close", () => open.delete(socket));
    server.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => {
    front.once("error", reject);
    front.listen(port, "127.0.0.1", resolve);
  });
  return {
    host: "127.0.0.1",
    port: (front.address() as AddressInfo).port, // a TCP server's address is always of this kind
    hostKeySha256: `SHA256:${createHash("sha256").update(own.getPublicSSH()).digest("base64").replace(/=+$/, "")}`,
    close: () =>
      new Promise((resolve) => {
        front.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function serve(client: Connection, userName: string, admitted: ParsedKey, leadsTo: LineTarget): void {
  client.on("error", () => undefined); // a line that breaks is the caller's trouble
  client.on("authentication", (asking) => {
    if (isAdmitted(asking, userName, admitted)) asking.accept();
    else asking.reject(["publickey"]);
  });
  client.on("session", (_accept, reject) => reject());
  client.on("request", (_accept, reject) => reject?.());
  client.on("tcpip", (accept, reject, { destIP, destPort }) => {
    if (destIP !== leadsTo.host || destPort !== leadsTo.port) return reject();
    const far = connect({ ...leadsTo, noDelay: true });
    far.once("error", () => reject()); // before it is up
    far.once("connect", () => {
      const near = accept();
      near.on("error", () => far.destroy());
      far.on("error", () => near.destroy());
      near.once("close", () => far.destroy());
      near.pipe(far).pipe(near);
    });
  });
}

/** RFC 4252, section 7: first asked whether the key would do, then proved by a signature. */
function isAdmitted(asking: AuthContext, userName: string, admitted: ParsedKey): boolean {
  if (asking.method !== "publickey" || asking.username !== userName || !admitted.getPublicSSH().equals(asking.key.data)) return false;
  if (asking.signature === undefined || asking.blob === undefined) return true;
  return admitted.verify(asking.blob, asking.signature, asking.hashAlgo) === true;
}

function keyOf(text: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw parsed;
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  if (key === undefined) throw new Error("there is no key in it");
  return key;
}
