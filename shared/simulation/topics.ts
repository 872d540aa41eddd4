import type { SubscriptionSetting } from './deployment.ts';
import type { MessageAttributes, Queues } from './queues.ts';
import type { World } from './world.ts';

export type Published = { topic: string; message: string; at: number };

/** How long a message takes to reach a subscriber (ms). */
const WAY_MS = 200;

/** Simulates SNS: stores published messages and passes them to subscribed queues. */
export class Topics {
  readonly #world: World;
  readonly #queues: Queues;
  readonly #subscriptions: SubscriptionSetting[];
  readonly published: Published[] = [];

  constructor(world: World, queues: Queues, subscriptions: SubscriptionSetting[]) {
    this.#world = world;
    this.#queues = queues;
    this.#subscriptions = subscriptions;
  }

  publish(topic: string, message: string, attributes: MessageAttributes, id: string): void {
    this.published.push({ topic, message, at: this.#world.now });
    for (const subscription of this.#subscriptions) {
      if (subscription.topic !== topic || !subscription.types.includes(attributes.type?.StringValue ?? '')) continue;
      this.#world.after(WAY_MS * this.#world.draw(`${id} to ${subscription.queue}`), () =>
        this.#queues.send(subscription.queue, message, attributes, `${id}@`),
      );
    }
  }
}
