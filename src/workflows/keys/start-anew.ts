import { AppError } from "../../domain/errors.ts";
import type { SubscriberId } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";
import { readCertificate } from "../../ebics/index.ts";
import { profileOf } from "../bank-profile.ts";
import { instantNow, requireRight, requireRightNow, type WorkflowContext } from "../context.ts";
import { mustGetConnection } from "../must-get.ts";
import type { Subscriber } from "../ports/subscribers.ts";
import { makeTransportKeys } from "../transport-keys.ts";
import { mustGetSubscriber } from "./on-line.ts";
import { newDevice, ownKeyYears, requireNoSignedOrders } from "./own-keys.ts";

/**
 * Keys that were lost, or a user who was suspended: three new keys, and the way through INI, HIA and letters from the beginning. The bank has to
 * reset the user first, unless they suspended themselves; until then it answers 091002. Orders that wait here with this user's signature have to
 * be settled before. @throws AppError workflow/`signed-orders-open`; area "signer"
 */
export async function startAnew(context: WorkflowContext, id: SubscriberId, pin: Secret): Promise<Subscriber> {
  requireRight(context, "administer", "make new keys for a signer");
  const old = await mustGetSubscriber(context.store, id);
  if (old.state === "new" && old.keyChange === undefined && (old.unanswered ?? []).length === 0) throw new AppError("workflow", "not-sent-yet", `The keys of ${old.userId} were not sent yet: there is nothing to begin anew.`, { meaning: "Nothing was changed." });
  await requireNoSignedOrders(context.store, old, ["partly-signed", "signed", "queued", "sending"]);
  const connection = await mustGetConnection(context.store, old.connectionId);
  const signer = (await context.store.signers.all()).find((one) => one.id === old.signerId);
  const subject = {
    commonName: signer?.name ?? old.userId, organisation: context.customer.profile.name, country: profileOf(context.tools.banks, connection.bankProfile).country,
    validFrom: new Date(context.tools.clock.now()), validYears: ownKeyYears, keyBits: 2048,
  } as const;
  const [signature, transport] = await Promise.all([newDevice(context, old.device, pin, subject), makeTransportKeys(context, old.transportCard, pin, subject)]);
  return context.store.transaction(async (store) => {
    await requireRightNow(context, store, "administer", "make new keys for a signer");
    await requireNoSignedOrders(store, old, ["partly-signed", "signed", "queued", "sending"]);
    const at = instantNow(context);
    const { id: sameId, connectionId, userId, signerId, signatureVersion, run } = await mustGetSubscriber(store, id);
    const anew: Subscriber = {
      id: sameId, connectionId, userId, signerId, signatureVersion, run, state: "new", made: { at, by: context.operator.name },
      device: signature.config, signatureCertificateDer: signature.certificateDer, ...transport,
    };
    await store.connections.putSubscriber(anew);
    await store.journal.append({
      at, actor: context.operator.name, action: "subscriber.began-anew", subject: id, summary: `New keys for ${userId} at ${connection.title}; the old ones are gone, and letters are needed again`,
      detail: { old: readCertificate(old.signatureCertificateDer).certificateHash, new: readCertificate(signature.certificateDer).certificateHash },
    });
    return anew;
  });
}
