/** The part of npm ebics-client 5.0.0 that is used here; it brings no types. */
declare module "ebics-client" {
  interface Order {
    readonly operation: string;
  }
  interface Result {
    readonly orderData: Buffer | string;
    readonly technicalCode: string;
    readonly businessCode: string;
    readonly bankKeys: unknown;
  }
  type Period = (start?: string | null, end?: string | null) => Order;
  export class Client {
    constructor(options: {
      readonly url: string; readonly partnerId: string; readonly userId: string; readonly hostId: string; readonly passphrase: string;
      readonly keyStorage: { write(data: string): Promise<void>; read(): Promise<string> };
    });
    send(order: Order): Promise<Result>;
    setBankKeys(keys: unknown): Promise<void>;
  }
  export const Orders: {
    readonly INI: Order; readonly HIA: Order; readonly HPB: Order; readonly HTD: Order; readonly HPD: Order; readonly HKD: Order;
    readonly C53: Period; readonly HAC: Period; readonly PTK: Period; CCT(document: string): Order;
  };
}
