import type { Socket } from "node:net";
import type { OpenOptions, XotSettings } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";
import { connectDirectly } from "../internet/connect.ts";
import { within } from "../within.ts";
import { VirtualCall } from "./virtual-call.ts";

const portDefault = 1998;
const connectTimeoutMs = 20_000;
/** Version, length (RFC 1613, section 3.1). */
const headBytes = 4;
const packetBytesMax = 4096 + 4;

/** Makes a call through a router: one TCP connection per call. @throws AppError area "channel" with requestMayHaveArrived false */
export async function placeXotCall(settings: XotSettings, options: OpenOptions): Promise<VirtualCall> {
  const wrong = wrongSetting(settings);
  if (wrong !== undefined) throw channelError("call-cleared", false, { detail: wrong });
  const socket = await within(connectTimeoutMs, options.signal, (stop) => connectDirectly({ host: settings.host, port: settings.port ?? portDefault }, { signal: stop, onEvent: options.onEvent, place: "router" }));
  const call = callOver(socket, settings, options.onEvent);
  try {
    await call.place(settings, options.signal);
    return call;
  } catch (error) {
    await call.hangUp();
    throw error;
  }
}

/** Cuts the TCP stream into packets. A wrong version or length cannot be mended: nobody knows where the next packet begins (RFC 1613, section 3.1). */
function callOver(socket: Socket, settings: XotSettings, onEvent: OpenOptions["onEvent"]): VirtualCall {
  let heard: Buffer = Buffer.alloc(0);
  let why: string | undefined;
  const call = new VirtualCall({
    send(packet) {
      const head = Buffer.alloc(headBytes);
      head.writeUInt16BE(packet.length, 2);
      return socket.destroyed || socket.write(Buffer.concat([head, packet]));
    },
    close: () => void socket.end(() => socket.destroy()),
  }, settings, onEvent);
  call.on("error", () => undefined); // told by whoever reads it
  socket.on("data", (piece: Buffer) => {
    heard = Buffer.concat([heard, piece]);
    while (heard.length >= headBytes) {
      const length = heard.readUInt16BE(2);
      if (heard.readUInt16BE(0) !== 0 || length < 3 || length > packetBytesMax) {
        why = heard.readUInt16BE(0) !== 0 ? "the router does not speak XOT version 0" : `the router announces a packet of ${length} bytes`;
        onEvent?.({ stage: "x25", kind: "received", text: why });
        socket.destroy();
        return;
      }
      if (heard.length < headBytes + length) return;
      const packet = heard.subarray(headBytes, headBytes + length);
      heard = heard.subarray(headBytes + length);
      call.receive(packet);
    }
  });
  socket.on("drain", () => call.drained());
  socket.on("error", () => undefined); // told by "close"
  socket.on("end", () => socket.end());
  socket.on("close", () => call.wireClosed(why ?? "the router has closed the connection"));
  return call;
}

function wrongSetting({ calledAddress, callingAddress, closedUserGroup, userIdentification, callData }: XotSettings): string | undefined {
  if (!/^\d{1,15}$/.test(calledAddress)) return "the address to call is not of 1 to 15 digits";
  if (callingAddress !== undefined && !/^\d{0,15}$/.test(callingAddress)) return "our own address is not of up to 15 digits";
  if (closedUserGroup !== undefined && !/^\d{1,2}$/.test(closedUserGroup)) return "the closed user group is not of one or two digits";
  if (userIdentification !== undefined && !/^[\x21-\x7e]{1,60}$/.test(userIdentification)) return "the network user identification is not of 1 to 60 letters and digits";
  if (callData !== undefined && !/^[\x20-\x7e]{0,12}$/.test(callData)) return "the data for the host that is called are not of up to 12 letters and digits";
  return undefined;
}
