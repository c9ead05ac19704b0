import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type BankFixture, startBankFixture } from "../support/bank-fixture.ts";
import type { Customer } from "../support/customer.ts";
import { elsewhere, money, orderFile } from "../support/orders.ts";

interface Access {
  readonly URL: string;
  readonly TOKEN: string;
  readonly PARTNERID: string;
  readonly USERID: string;
}

describe("whoever listens to the practice bank without being allowed to", () => {
  let fixture: BankFixture;
  let one: Customer;
  let two: Customer;
  const sockets: WebSocket[] = [];
  beforeAll(async () => {
    fixture = await startBankFixture();
    one = await fixture.user("ONE");
    two = await fixture.user("TWO", { keys: 1 });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.terminate();
    await fixture.close();
  });

  const access = async (customer: Customer): Promise<Access> =>
    JSON.parse(Buffer.from((await customer.fetch({ order: "BTD", service: { serviceName: "OTH", scope: "DE", message: { name: "wssparam" } } })) ?? []).toString()) as Access;
  /** @returns the socket, or the HTTP status of the refusal */
  const listen = (url: string, auth: string | undefined): Promise<WebSocket | number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { ca: fixture.bank.caPem, ...(auth === undefined ? {} : { auth }) });
      sockets.push(socket);
      socket.on("open", () => resolve(socket));
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
      socket.on("error", reject);
    });
  const closed = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.on("close", (code) => resolve(code)));

  it("no token, a wrong one, another user's name, a token spent already, another path: 401, 401, 401, 401, 404", async () => {
    const { URL: url, TOKEN, PARTNERID, USERID } = await access(one);
    expect(await listen(url, undefined)).toBe(401);
    expect(await listen(url, `${PARTNERID}_${USERID}:${TOKEN.slice(1)}A`)).toBe(401);
    expect(await listen(url, `${PARTNERID}_TWO:${TOKEN}`)).toBe(401);
    expect(await listen(url, `${PARTNERID}_${USERID}:${TOKEN}`)).toBeInstanceOf(WebSocket);
    expect(await listen(url, `${PARTNERID}_${USERID}:${TOKEN}`)).toBe(401);
    expect(await listen(url.replace("/notifications", "/ebics"), `${PARTNERID}_${USERID}:${TOKEN}`)).toBe(404);
  });

  it("a client that speaks is hung up on; a fourth line of one user is refused with 503", async () => {
    const open = async (): Promise<WebSocket | number> => {
      const { URL: url, TOKEN, PARTNERID, USERID } = await access(two);
      return listen(url, `${PARTNERID}_${USERID}:${TOKEN}`);
    };
    const [first, second, third] = [await open(), await open(), await open()];
    expect(await open()).toBe(503);
    if (typeof first === "number" || typeof second === "number" || typeof third === "number") throw new Error("three lines are allowed");
    first.send("hello");
    expect(await closed(first)).toBe(1008);
    second.send("x".repeat(2_000));
    expect(await closed(second)).toBe(1009);
    expect(await open()).toBeInstanceOf(WebSocket);
  });

  it("a user who was suspended meanwhile hears nothing more", async () => {
    const gone = await fixture.user("GONE");
    const { URL: url, TOKEN, PARTNERID, USERID } = await access(gone);
    const socket = await listen(url, `${PARTNERID}_${USERID}:${TOKEN}`);
    if (typeof socket === "number") throw new Error("the user may listen");
    const heard: string[] = [];
    socket.on("message", (data) => heard.push(data.toString()));
    fixture.bank.admin.suspendSubscriber("KUND1", "GONE");
    const end = closed(socket);
    const answer = await one.upload(await orderFile("N1", [{ from: fixture.account, date: "2026-11-23", payments: [{ amount: money("1.00"), to: elsewhere[0], endToEndId: "N1" }] }]));
    expect(answer.kind).toBe("ok");
    expect(await end).toBe(1008);
    expect(heard.some((text) => text.includes("EBICS-HAA"))).toBe(false);
  });
});
