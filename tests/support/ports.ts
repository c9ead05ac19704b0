import { type AddressInfo, createServer } from "node:net";

/** A port of loopback that nobody listened at a moment ago. Somebody may be quicker: whoever starts a server there tries again with another. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is always of this kind
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
