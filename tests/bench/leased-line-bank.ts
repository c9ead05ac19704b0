/** The far end of the leased line, in a process of its own: HTTPS that answers as long as it is asked to, and plain TCP that swallows or gives bytes. Says its ports. */
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { createServer } from "node:https";
import { readFileSync } from "node:fs";

const [keyFile = "", certificateFile = ""] = process.argv.slice(2);
const piece = Buffer.alloc(64 * 1024);

/** The path says how many bytes come back: /1048576. */
const https = createServer({ key: readFileSync(keyFile), cert: readFileSync(certificateFile) }, (request, response) => {
  request.resume();
  request.once("end", () => {
    const size = Number((request.url ?? "/0").slice(1));
    response.writeHead(200, { "Content-Length": size });
    response.end(Buffer.alloc(size));
  });
});
/** The first line says how many bytes come: 1048576\n; or "up 1048576\n": so many are taken, then one is answered. */
const plain = createTcpServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  let swallow = 0;
  socket.on("data", (data) => {
    if (swallow === 0) {
      const [, up, size = "0"] = /^(up )?(\d+)\n/.exec(data.toString("latin1", 0, 30)) ?? [];
      if (up === undefined) {
        for (let left = Number(size); left > 0; left -= piece.length) socket.write(piece.subarray(0, Math.min(left, piece.length)));
        return;
      }
      swallow = Number(size) - (data.length - data.indexOf("\n") - 1);
    } else swallow -= data.length;
    if (swallow <= 0) {
      swallow = 0;
      socket.write(".");
    }
  });
});
https.listen(0, "127.0.0.1", () => plain.listen(0, "127.0.0.1", () => console.log(`${(https.address() as AddressInfo).port} ${(plain.address() as AddressInfo).port}`)));
