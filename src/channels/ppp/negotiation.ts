import type { AppError } from "../../domain/errors.ts";
import { visibleLine } from "../../domain/text.ts";
import type { LineStage, OpenOptions, PppLogin } from "../../workflows/ports/channel.ts";
import { channelError } from "../channel-error.ts";
import { type ControlPacket, optionsOf } from "./control-packets.ts";

/** What the two ends have agreed on. IPv4 addresses. */
export interface AgreedAddresses {
  readonly local: string;
  readonly nameServers: readonly string[];
}

/** Options of LCP (RFC 1661) and IPCP (RFC 1332, RFC 1877). */
const authenticationOption = 3;
const addressOption = 3;
const nameServerOptions: readonly number[] = [129, 131];
const pap = 0xc023;
const ipcp = 0x8021;

const stages = ["lcp", "ppp-login", "ipcp"] as const satisfies readonly LineStage[];
type Stage = (typeof stages)[number];
type Direction = "sent" | "received";

/** How far the two ends have come, told by the packets that pass. Secrets do not: of a login only the kind of packet is told. */
export class Negotiation {
  readonly #login: PppLogin | undefined;
  readonly #onEvent: OpenOptions["onEvent"];
  readonly #acknowledged: Record<"LCP" | "IPCP", Set<Direction>> = { LCP: new Set(), IPCP: new Set() };
  #stage: Stage = "lcp";
  #heard = false;
  /** By its last terms. */
  #asks: "no login" | "PAP" | "CHAP" = "no login";
  /** What it asked for last, also when it went without after our refusal: most then hang up. */
  #wanted: "PAP" | "CHAP" | undefined;
  #refused: string | undefined;
  readonly #agreed = Promise.withResolvers<AgreedAddresses>();
  #isEnded = false;
  #local: string | undefined;
  #nameServers: readonly string[] = [];

  constructor(login: PppLogin | undefined, onEvent: OpenOptions["onEvent"]) {
    this.#login = login;
    this.#onEvent = onEvent;
    onEvent?.({ stage: "lcp", kind: "begin", text: "Agreeing with the far end on the line's terms" });
  }

  get isAgreed(): boolean {
    return this.#isOpen("IPCP") && this.#local !== undefined;
  }

  /** Once both ends have taken the other's terms for IP: pppd brings up the interface then. */
  get agreed(): Promise<AgreedAddresses> {
    return this.#agreed.promise;
  }

  /** The far end has said that it does not go on. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  passed(direction: Direction, packet: ControlPacket): void {
    const { protocol, name } = packet;
    if (protocol === "PAP" || protocol === "CHAP") this.#begin("ppp-login", `Logging in as ${visibleLine(this.#login?.userName ?? "nobody", 40)} by ${protocol}`);
    if (protocol === "IPCP") this.#begin("ipcp", "Asking for an address");
    this.#onEvent?.({ stage: this.#stage, kind: direction, text: `${protocol} ${name}` });
    if (protocol === "LCP" && direction === "received") this.#hearTerms(packet);
    if ((protocol === "LCP" || protocol === "IPCP") && name === "Configure-Ack") this.#acknowledged[protocol].add(direction);
    if (protocol === "LCP" && name === "Configure-Request") this.#acknowledged.LCP.delete(direction === "sent" ? "received" : "sent"); // begun anew
    if (protocol === "IPCP" && name === "Configure-Ack" && direction === "received") this.#takeAddresses(packet);
    if (this.isAgreed) this.#agreed.resolve({ local: this.#local ?? "", nameServers: this.#nameServers });
    if (name === "Failure" || name === "Authenticate-Nak") this.#refused = messageOf(packet);
    if (name === "Success" || name === "Authenticate-Ack") this.#onEvent?.({ stage: "ppp-login", kind: "done", text: "Logged in" });
  }

  /** Why the far end does not want to, where it has said so: most hang up then. */
  get refusal(): AppError | undefined {
    return this.#loginRefusal ?? (this.#isEnded ? this.failure("the far end has ended it") : undefined);
  }

  get #loginRefusal(): AppError | undefined {
    const login = (why: string) => channelError("ppp-login", false, { detail: why });
    if (this.#refused !== undefined) return login(this.#refused === "" ? "refused" : `it says: ${this.#refused}`);
    if (this.#wanted !== undefined && this.#login === undefined) return login("it asks for one, and the settings have none");
    return this.#wanted === "PAP" && this.#login?.mayBeInClear !== true ? login("it wants the password itself (PAP), and the settings do not allow that") : undefined;
  }

  /** Why it came to nothing, by how far it has come. @param detail what pppd said last */
  failure(detail: string): AppError {
    if (!this.#heard) return channelError("ppp-silent", false);
    if (this.#loginRefusal !== undefined) return this.#loginRefusal;
    if (this.#stage === "ppp-login") return channelError("ppp-login", false, { detail: "no answer to the login" });
    if (this.#stage === "ipcp" || this.#isOpen("LCP")) return channelError("ppp-no-address", false, { detail });
    return channelError("ppp-failed", false, { detail });
  }

  /** Only onwards: the far end may ask for a proof again later. */
  #begin(stage: Stage, text: string): void {
    if (stages.indexOf(stage) <= stages.indexOf(this.#stage)) return;
    if (this.#stage === "lcp") this.#onEvent?.({ stage: "lcp", kind: "done", text: `Agreed, with ${this.#asks === "no login" ? "no login" : `a login by ${this.#asks}`}` });
    this.#stage = stage;
    this.#onEvent?.({ stage, kind: "begin", text });
  }

  #isOpen(protocol: "LCP" | "IPCP"): boolean {
    return this.#acknowledged[protocol].size === 2;
  }

  #hearTerms(packet: ControlPacket): void {
    this.#heard = true;
    if (packet.name === "Terminate-Request" || (packet.name === "Protocol-Reject" && packet.data.length >= 2 && packet.data.readUInt16BE(0) === ipcp)) this.#isEnded = true;
    if (packet.name !== "Configure-Request") return;
    const asked = optionsOf(packet).find((option) => option.type === authenticationOption)?.value;
    this.#asks = asked === undefined || asked.length < 2 ? "no login" : asked.readUInt16BE(0) === pap ? "PAP" : "CHAP";
    if (this.#asks !== "no login") this.#wanted = this.#asks;
  }

  #takeAddresses(packet: ControlPacket): void {
    const options = optionsOf(packet).filter(({ value }) => value.length === 4);
    const textOf = (value: Buffer): string => [...value].join(".");
    this.#local = options.filter(({ type }) => type === addressOption).map(({ value }) => textOf(value))[0];
    this.#nameServers = [...new Set(options.filter(({ type }) => nameServerOptions.includes(type)).map(({ value }) => textOf(value)))].filter((address) => address !== "0.0.0.0");
  }
}

/** What the far end says to a login that it refuses: all of a CHAP Failure (RFC 1994), in a PAP Nak behind a length (RFC 1334). */
function messageOf({ protocol, data }: ControlPacket): string {
  const text = protocol === "CHAP" ? data : data.subarray(1, 1 + (data[0] ?? 0));
  return visibleLine(text.toString("latin1"), 80);
}
