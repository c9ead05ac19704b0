import { Agent, request } from "node:https";
import type { EbicsRequest, Exchange } from "../../../src/ebics/index.ts";

/** Sends bytes to the bank as a customer's program would, its CA pinned. */
export type Post = (bytes: Uint8Array) => Promise<Uint8Array>;

/** Both sides of every exchange as seen on the wire. */
export interface Wire {
  readonly requests: Uint8Array[];
  readonly answers: Uint8Array[];
}

/** One kept connection. @param wire everything that passes is kept there */
export function poster(url: string, caPem: string, wire?: Wire): { readonly post: Post; readonly close: () => void } {
  const agent = new Agent({ ca: caPem, keepAlive: true, maxSockets: 4, minVersion: "TLSv1.2" });
  const post: Post = (bytes) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: "POST", agent, headers: { "Content-Type": "text/xml; charset=UTF-8", "Content-Length": bytes.length } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks);
          if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode}: ${answer.toString()}`));
          else {
            wire?.requests.push(bytes);
            wire?.answers.push(answer);
            resolve(answer);
          }
        });
      });
      sent.on("error", reject);
      sent.end(bytes);
    });
  return { post, close: () => agent.destroy() };
}

/** Runs an exchange to its end. @param before looks at each request before it leaves, and may send other bytes instead */
export async function run<T>(exchange: Exchange<T>, post: Post, before: (request: EbicsRequest) => Uint8Array | Promise<Uint8Array> = ({ bytes }) => bytes): Promise<T> {
  let step = await exchange.next();
  while (step.done !== true) step = await exchange.next(await post(await before(step.value)));
  return step.value;
}
