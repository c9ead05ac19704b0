import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { AppError } from "../../../domain/errors.ts";
import type { SmsGatewayConfig } from "../../../workflows/ports/one-time-password.ts";
import { codeError } from "../errors.ts";
import type { TextMessage } from "./gateway.ts";

type HttpsGateway = Extract<SmsGatewayConfig, { readonly kind: "https" }>;

const timeoutMsDefault = 30_000;
const answerBytesMax = 65_536;

/**
 * Posts one text to a gateway on the internet: TLS 1.2 or newer, to the server that is pinned where one is. Any answer 2xx counts as taken.
 * Who the server is stands before anything is said to it. @throws AppError signer/`code-not-sent`
 */
export async function sendByHttps(gateway: HttpsGateway, message: TextMessage, timeoutMs = timeoutMsDefault): Promise<void> {
  const url = addressOf(gateway);
  const signal = AbortSignal.timeout(timeoutMs);
  let asked = false;
  try {
    const socket = await connected(gateway, url, signal);
    try {
      asked = true;
      const { status, text } = await posted(gateway, url, socket, bodyOf(gateway, message), signal);
      if (status < 200 || status > 299) throw codeError("code-not-sent", `The gateway ${url.hostname} refused the text: ${status} ${text.slice(0, 120)}`, "Check number, account and credit at the gateway.");
    } finally {
      socket.destroy();
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const why = signal.aborted ? `did not answer within ${timeoutMs / 1000} s` : `cannot be reached (${codeOf(cause)})`;
    throw codeError("code-not-sent", `The gateway ${url.hostname} ${why}.`, asked ? "A text may still come; its code counts no more. Sign again." : "Check the line and the gateway's address.", { cause, retryable: true });
  }
}

/** The gateway's address. @throws AppError signer/`code-not-sent` when it is none, or not by TLS */
function addressOf({ url }: HttpsGateway): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "https:") return parsed;
  throw codeError("code-not-sent", "The gateway's address does not begin with https://.", "Correct it: set the telephone up anew.");
}

async function connected(gateway: HttpsGateway, url: URL, signal: AbortSignal): Promise<TLSSocket> {
  const { pinnedCaPem, pinnedKeySha256 } = gateway;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const socket = connect({
    host, port: url.port === "" ? 443 : Number(url.port), minVersion: "TLSv1.2", ALPNProtocols: ["http/1.1"],
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(pinnedCaPem === undefined ? {} : { ca: pinnedCaPem }),
    // A pinned key is compared below, before anything is sent: then no authority has to vouch for it.
    rejectUnauthorized: pinnedKeySha256 === undefined,
  });
  try {
    await once(socket, "secureConnect", { signal });
    if (pinnedKeySha256 !== undefined && !isPinned(socket, pinnedKeySha256)) throw codeError("code-not-sent", `${url.hostname} is not the gateway whose key was pinned.`, "Nothing was sent to it. Ask the gateway whether it has a new key.");
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function isPinned(socket: TLSSocket, pinned: string): boolean {
  const certificate = socket.getPeerCertificate().raw;
  if (certificate === undefined) return false;
  const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("hex") === pinned.replace(/[\s:]/g, "").toLowerCase();
}

function posted(gateway: HttpsGateway, url: URL, socket: TLSSocket, body: Buffer, signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json; charset=utf-8", "content-length": body.length, connection: "close", ...(gateway.authorization === undefined ? {} : { authorization: gateway.authorization }) };
    const sending = request(url, { method: "POST", headers, signal, createConnection: () => socket }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece: string) => {
        if (text.length < answerBytesMax) text += piece.slice(0, answerBytesMax - text.length);
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on("error", reject);
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

/** The template with number and text put in; as JSON, so that nothing in the text can end its string. */
function bodyOf({ body }: HttpsGateway, { number, text }: TextMessage): Buffer {
  const inside = (value: string): string => JSON.stringify(value).slice(1, -1);
  return Buffer.from(body.replace(/\{(number|text)\}/g, (_, name: string) => inside(name === "number" ? number : text)));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no reason given";
}
