import { cockpit } from "./cockpit/index.ts";
import { customer } from "./customer/index.ts";
import { entries } from "./entries/index.ts";
import { importFiles } from "./import/index.tsx";
import { journal } from "./journal/index.ts";
import { login } from "./login/index.ts";
import { order } from "./order/index.ts";
import { orders } from "./orders/index.ts";
import { partners } from "./partners/index.ts";
import { payment } from "./payment/index.ts";
import { send } from "./send/index.ts";
import { sign } from "./sign/index.ts";
import { statements } from "./statements/index.ts";
import { templates } from "./templates/index.ts";
import type { WorkstationScreen } from "./routes.ts";

/** Every screen, sorted by id. A screen is a folder and a line here (and its parameters in `routes.ts`). */
export const screens: readonly WorkstationScreen[] = [
  cockpit,
  customer,
  entries,
  importFiles,
  journal,
  login,
  order,
  orders,
  partners,
  payment,
  send,
  sign,
  statements,
  templates,
];
