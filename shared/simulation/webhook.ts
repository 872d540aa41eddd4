import { createHmac } from 'node:crypto';
import type { Cloud } from './cloud.ts';
import { eventOf } from './httpRequests.ts';
import { WEBHOOK_SECRET } from './paymentProvider.ts';

/** Delivers the provider's events to the webhook. */
export class Webhook {
  readonly #cloud: Cloud;
  /** Number of undelivered events. */
  waiting = 0;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  /** Delivers an event of the provider: at least once, in any order, until the webhook accepts it. */
  deliver(id: string, payload: string, type: string): void {
    const { world } = this.#cloud;
    this.waiting += 1;
    const isLate = world.injectsFault(id, 'late', `event ${type}`, 0.5);
    if (world.injectsFault(id, 'twice', `event ${type}`, 0.5)) {
      this.waiting += 1;
      this.#deliver(`${id} twice`, payload, type, 1, world.draw(`${id} twice`) * 600_000);
    }
    this.#deliver(id, payload, type, 1, world.draw(id) * (isLate ? 3_600_000 : 1500));
  }

  #deliver(id: string, payload: string, type: string, attempt: number, delay: number): void {
    const { world, functions } = this.#cloud;
    world.after(delay, () => {
      const seconds = Math.floor(world.now / 1000);
      const signature = createHmac('sha256', WEBHOOK_SECRET).update(`${seconds}.${payload}`).digest('hex');
      const headers = { 'stripe-signature': `t=${seconds},v1=${signature}` };
      const cause = `${id} ${attempt}`;
      void functions
        .invoke('orderService.paymentWebhook', JSON.stringify(eventOf({ body: payload, headers })), cause, type)
        .then((outcome) => {
          const status =
            'value' in outcome ? (JSON.parse(outcome.value ?? '{}') as { statusCode: number }).statusCode : 503;
          if (status < 300 || attempt > 20) {
            this.waiting -= 1;
            return;
          }
          this.#deliver(id, payload, type, attempt + 1, Math.min(30_000 * 2 ** attempt, 3 * 3_600_000));
        });
    });
  }
}
