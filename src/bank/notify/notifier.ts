import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { toIsoInstant } from "../../domain/clock.ts";
import type { BtfService } from "../../ebics/index.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { practiceBankName } from "../practice-bank-facts.ts";
import { isAllowed, type OfferedOrder, offeredOrders } from "../subscribers/offered-orders.ts";
import { findSubscriber } from "../subscribers/subscriber.ts";
import type { AccessTokens, Listener } from "./access-tokens.ts";

/** Where programs listen, on the host and port of EBICS. */
export const notificationPath = "/notifications";

/** Connections in all, and of one user. */
const connectionsMax = 100;
const connectionsOfUserMax = 3;
/** How often the books are looked at for something new; another process may have moved the bank's clock. */
const lookEveryMs = 250;
/** A connection that does not answer is given up. */
const pingEveryMs = 30_000;

interface Connection extends Listener {
  readonly socket: WebSocket;
  /** Newest row that was told, per table. */
  readonly told: Record<NotifiedTable, bigint>;
  alive: boolean;
}
const notifiedTables = { statements: "day_statement", "status-reports": "status_report", "recall-answers": "recall_answer" } as const;
type NotifiedTable = (typeof notifiedTables)[keyof typeof notifiedTables];

/**
 * Tells programs that listen at once what there is to fetch: real-time notifications of the German banks (2019). It says which kinds of orders,
 * never what is in them, and takes nothing from the client.
 */
export class Notifier {
  readonly #ledger: Ledger;
  readonly #tokens: AccessTokens;
  readonly #connections = new Set<Connection>();
  #server: WebSocketServer | undefined;
  #timers: NodeJS.Timeout[] = [];
  #closed = false;

  constructor(ledger: Ledger, tokens: AccessTokens) {
    this.#ledger = ledger;
    this.#tokens = tokens;
  }

  /** An HTTP request that wants to become a WebSocket. Refused ones are answered with HTTP's own codes. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    if (request.url?.split("?")[0] !== notificationPath) return refuse(socket, "404 Not Found");
    const listener = this.#tokens.admit(request.headers.authorization);
    const subscriber = listener && findSubscriber(this.#ledger.database, listener.partnerId, listener.userId);
    if (listener === undefined || subscriber?.state !== "ready") return refuse(socket, "401 Unauthorized", 'WWW-Authenticate: Basic realm="practice bank"\r\n');
    const same = [...this.#connections].filter((one) => one.partnerId === listener.partnerId && one.userId === listener.userId);
    if (this.#connections.size >= connectionsMax || same.length >= connectionsOfUserMax) return refuse(socket, "503 Service Unavailable");
    const server = await this.#listening();
    if (this.#closed) return refuse(socket, "503 Service Unavailable");
    server.handleUpgrade(request, socket, head, (line) => this.#take(line, listener));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const { socket } of this.#connections) {
      socket.close(1001, "the practice bank stops");
      setTimeout(() => socket.terminate(), 1_000).unref(); // whoever does not say goodbye
    }
    this.#server?.close();
  }

  /** Loads the package with the first program that listens. */
  async #listening(): Promise<WebSocketServer> {
    if (this.#server !== undefined) return this.#server;
    const { WebSocketServer: Server } = await import("ws");
    this.#server ??= new Server({ noServer: true, maxPayload: 1_024, perMessageDeflate: false });
    return this.#server;
  }

  #take(socket: WebSocket, listener: Listener): void {
    const connection: Connection = { ...listener, socket, alive: true, told: { day_statement: this.#newest("day_statement", listener), status_report: this.#newest("status_report", listener), recall_answer: this.#newest("recall_answer", listener) } };
    this.#connections.add(connection);
    if (this.#timers.length === 0) this.#timers = [setInterval(() => this.#look(), lookEveryMs).unref(), setInterval(() => this.#ping(), pingEveryMs).unref()];
    socket.on("error", () => socket.terminate());
    socket.on("close", () => this.#connections.delete(connection));
    socket.on("pong", () => {
      connection.alive = true;
    });
    socket.on("message", () => socket.close(1008, "nothing is taken here")); // only the bank speaks
    socket.send(JSON.stringify({ MCLASS: [this.#class("INFO")], INFO: [{ LANG: "EN", FREE: `${practiceBankName}: you are told at once what there is to fetch.` }] }));
  }

  /** Looks into the books, and tells each listener of what was not there at the last look. */
  #look(): void {
    for (const connection of this.#connections) {
      const fresh = (Object.entries(notifiedTables) as [keyof typeof notifiedTables, NotifiedTable][]).filter(([, table]) => {
        const newest = this.#newest(table, connection);
        const isNew = newest > connection.told[table];
        connection.told[table] = newest;
        return isNew;
      });
      const subscriber = fresh.length === 0 ? undefined : findSubscriber(this.#ledger.database, connection.partnerId, connection.userId);
      if (subscriber === undefined) continue;
      if (subscriber.state !== "ready") {
        connection.socket.close(1008, "the user is not active any more");
        continue;
      }
      const orders = offeredOrders.filter((order) => fresh.some(([kind]) => kind === order.kind) && isAllowed(subscriber, order));
      if (orders.length > 0) connection.socket.send(JSON.stringify(this.#available(connection, orders)));
    }
  }

  #available({ partnerId, userId }: Listener, orders: readonly OfferedOrder[]): object {
    const orderTypes = orders.flatMap(({ classic = [] }) => classic.flatMap(({ adminOrderType, fileFormat }) => (fileFormat === undefined ? [adminOrderType] : [])));
    return { MCLASS: [this.#class("EBICS-HAA")], PARTNERID: partnerId, USERID: userId, ORDERTYPE: orderTypes, BTF: orders.flatMap(({ service }) => (service === undefined ? [] : [btfObject(service)])) };
  }

  #class(name: string): object {
    return { NAME: name, VERS: "1.0", TIMESTAMP: toIsoInstant(this.#ledger.clock.now()) };
  }

  #newest(table: NotifiedTable, { partnerId }: Listener): bigint {
    return this.#ledger.database.get<{ id: bigint | null }>(`SELECT max(id) AS id FROM ${table} WHERE partner_id = ?`, partnerId)?.id ?? 0n;
  }

  #ping(): void {
    for (const connection of this.#connections) {
      if (!connection.alive) connection.socket.terminate();
      connection.alive = false;
      connection.socket.ping();
    }
  }
}

function btfObject({ serviceName, scope, serviceOption, container, message }: BtfService): object {
  return { SERVICE: serviceName, ...(scope && { SCOPE: scope }), ...(serviceOption && { OPTION: serviceOption }), ...(container && { CONTTYPE: container }), MSGNAME: message.name };
}

function refuse(socket: Duplex, status: string, headers = ""): void {
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
