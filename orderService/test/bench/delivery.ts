/** A process that does what `deliverWebhooks` does, with its code: it sends what is due in the lanes that it is told of. */
import '../environment.ts';
import { setTimeout as wait } from 'node:timers/promises';
import type { QueuedLane } from '../../../shared/bench/webhookQueue.ts';

const { deliverLane } = await import('../../src/webhookDelivery/deliverLane.ts');
const { meter, passLanesOn } = await import('../../../shared/bench/webhookQueue.ts');

/** How long a call begins new attempts, in milliseconds. */
const WORK_MS = 40_000;

const { restart, usage } = meter();
passLanesOn();

process.send?.({ answer: 'ready' });
process.on('message', async (message: QueuedLane | 'restart' | 'usage') => {
  if (message === 'restart') process.send?.({ answer: restart() ?? 'restarted' });
  else if (message === 'usage') process.send?.({ answer: usage() });
  else {
    await wait(message.delaySeconds * 1000);
    await deliverLane(message.lane, Date.now() + WORK_MS); // few at a time: one for each lane
  }
});

// The parent was killed without a chance to stop this process
process.once('disconnect', () => process.exit());
