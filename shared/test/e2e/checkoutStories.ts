import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bought } from './checkoutCustomers.ts';
import { FULFILMENT_STORIES } from './fulfilmentStories.ts';
import { expected, isDeclined, pays, reserved, type Scene, type Story, settled } from './storyScene.ts';

/** What may become of an order once it is placed, and of a hundred orders how many it becomes of. */
const STORIES: Record<string, Story> = {
  ...FULFILMENT_STORIES,
  'is paid at once': { percent: 8, run: pays },
  'is paid once its stock is taken': {
    percent: 8,
    run: async (scene, order) => {
      await reserved(scene, order);
      await pays(scene, order);
    },
  },
  'is declined, then paid': {
    percent: 5,
    run: async (scene, order) => {
      await isDeclined(scene, order);
      await pays(scene, order);
    },
  },
  'is declined for good': {
    percent: 5,
    run: async (scene, order) => {
      await isDeclined(scene, order);
      await isDeclined(scene, order);
      await reserved(scene, order);
      await scene.expire(order);
    },
  },
  'is never paid': {
    percent: 10,
    run: async (scene, order) => {
      await reserved(scene, order);
      await scene.expire(order);
      await settled(scene, order);
      await pays(scene, order); // too late, or just before its payment is cancelled
    },
  },
  'is paid in time, and heard of when it is due': {
    percent: 5,
    run: async (scene, order) => {
      await scene.actions.hold(order);
      await reserved(scene, order);
      await pays(scene, order);
      await scene.expire(order);
      await settled(scene, order);
      await scene.actions.release(order);
    },
  },
  'is paid just as it is due': {
    percent: 5,
    run: async (scene, order) => {
      await reserved(scene, order);
      await Promise.all([scene.expire(order), sleep(Math.random() * 60).then(() => pays(scene, order))]);
    },
  },
  'is paid unheard of, then cancelled': {
    percent: 5,
    run: async (scene, order) => {
      await scene.actions.hold(order);
      await pays(scene, order);
      expected([await scene.actions.cancel(order)], 200, 409);
      await scene.actions.release(order, true);
    },
  },
  'is cancelled just as it is paid': {
    percent: 5,
    run: async (scene, order) => {
      await reserved(scene, order);
      const cancelled = scene.actions.cancel(order);
      await sleep(Math.random() * 40);
      await pays(scene, order);
      expected([await cancelled], 200, 409);
    },
  },
  'is cancelled before its stock is taken, twice at once': {
    percent: 3,
    run: async ({ actions }, order) =>
      expected(await Promise.all([actions.cancel(order), actions.cancel(order)]), 200, 409),
  },
  'is cancelled as soon as it is paid': {
    percent: 4,
    run: async (scene, order) => {
      await reserved(scene, order);
      await pays(scene, order);
      expected([await scene.actions.cancel(order)], 200, 409);
    },
  },
  'is paid, of which each event comes five times more': {
    percent: 5,
    run: async (scene, order) => {
      await pays(scene, order);
      await scene.actions.sendAgain(order, 5);
    },
  },
  'is declined, then paid, of which the events come in the wrong order and twice': {
    percent: 3,
    run: async (scene, order) => {
      await scene.actions.hold(order);
      await isDeclined(scene, order);
      await pays(scene, order);
      await scene.actions.sendAgain(order, 1);
      await scene.actions.release(order, true);
    },
  },
  'is refunded in part, in two parts at once and one of them twice': {
    percent: 5,
    run: async (scene, order) => {
      await pays(scene, order);
      await settled(scene, order);
      const { actions, admin } = scene;
      const key = randomUUID();
      const refunds = [actions.refund(order, admin, 1.23, key), actions.refund(order, admin, 1.23, key)];
      expected(await Promise.all([...refunds, actions.refund(order, admin, 0.5)]), 200, 201, 409);
    },
  },
  'is refunded in full, twice at once': {
    percent: 5,
    run: async (scene, order) => {
      await pays(scene, order);
      await settled(scene, order);
      const { actions, admin } = scene;
      expected(await Promise.all([actions.refund(order, admin), actions.refund(order, admin)]), 200, 201, 400, 409);
    },
  },
};

/** A hundred stories as their shares say, mixed. */
const HUNDRED = Object.entries(STORIES)
  .flatMap(([name, { percent }]) =>
    Array.from({ length: percent }, (_, index) => ({ name, at: (index + 0.5) / percent })),
  )
  .toSorted((one, other) => one.at - other.at)
  .map(({ name }) => name);

/** What becomes of the order of that number. @returns the story's name @throws Error that names the story */
export const tellStory = async (index: number, scene: Scene, order: Bought): Promise<string> => {
  const name = HUNDRED[index % HUNDRED.length] ?? '';
  await STORIES[name]?.run(scene, order).catch((error: Error) => {
    throw new Error(`Order ${order.id}, which ${name}: ${error.message}`);
  });
  return name;
};

/** Runs `work` for all together who ask within `pauseMs` after it ran last. */
export const together = (work: () => Promise<void>, pauseMs: number): (() => Promise<void>) => {
  let next: Promise<void> | undefined;
  let rested: Promise<unknown> = Promise.resolve();
  return () => {
    if (next) return next;
    const run = rested.then(() => {
      next = undefined;
      return work();
    });
    rested = run.catch(() => undefined).then(() => sleep(pauseMs));
    next = run;
    return run;
  };
};
