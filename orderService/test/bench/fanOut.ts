/** A process that does what `fanOutWebhooks` does, with its code: it makes events and fans them out, ten at a time. */
import '../environment.ts';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import type { Offer } from '../../../shared/bench/webhookQueue.ts';

process.env.SETTINGS_SECONDS = '1';
const { createWebhookTables } = await import('../webhookTables.ts');
const { addWebhook, removeWebhook, showWebhooks } = await import('../../src/webhooks/changeWebhooks.ts');
const { fanOutMessages } = await import('../../src/webhookDelivery/fanOutEvents.ts');
const { meter, passLanesOn } = await import('../../../shared/bench/webhookQueue.ts');

/** Limits how many run at a time; the others wait. */
const limited = (most: number) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work: () => Promise<unknown>): Promise<void> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    await work().finally(() => {
      running -= 1;
      waiting.shift()?.();
    });
  };
};

/** `maximumConcurrency` and `batchSize` of `fanOutWebhooks`. */
const fanOuts = limited(50);
const BATCH = 10;

let received = 0;
const { restart, usage } = meter();
passLanesOn();

const eventNow = (): SQSRecord => {
  const event = {
    ...{ type: 'ORDER_CREATED', id: randomUUID(), version: 1, correlationId: randomUUID() },
    ...{ occurredAt: new Date().toISOString(), data: { orderId: randomUUID(), status: 'pending', total: 4999 } },
  };
  return { messageId: event.id, body: JSON.stringify(event), messageAttributes: {} } as SQSRecord;
};

/** Makes the endpoints and offers events. @returns how many, once all are fanned out */
const offer = async ({ urls, ms, ...pace }: Offer): Promise<number> => {
  for (const { id } of (await showWebhooks()).webhooks) await removeWebhook(id);
  for (const url of urls) await addWebhook({ url, events: ['ORDER_CREATED'] }, undefined);
  await wait(1100); // until they are known: `SETTINGS_SECONDS`
  restart();
  [received] = [0];
  const start = performance.now();
  const open: Promise<void>[] = [];
  let events = 0;
  for (let elapsed = 0; elapsed < ms; elapsed = performance.now() - start) {
    const wanted = 'rate' in pace ? (pace.rate * elapsed) / 1000 : received + pace.backlog;
    for (; events < wanted; events += BATCH) {
      const batch = Array.from({ length: BATCH }, eventNow);
      open.push(fanOuts(() => fanOutMessages(batch)));
    }
    await wait(5);
  }
  await Promise.all(open);
  return events;
};

await createWebhookTables();
process.send?.({ answer: 'ready' });
process.on('message', async (message: Offer | { received: number } | 'usage') => {
  if (message === 'usage') process.send?.({ answer: usage() });
  else if ('received' in message) received = message.received;
  else process.send?.({ answer: await offer(message) });
});

// The parent was killed without a chance to stop this process
process.once('disconnect', () => process.exit());
