import { randomUUID } from 'node:crypto';
import type { Bought } from './checkoutCustomers.ts';
import type { Units } from './fulfilmentActions.ts';
import { expected, pays, type Scene, type Story, settled } from './storyScene.ts';

/** Pays and waits until the order ships. Returns what was ordered; nothing where it does not ship. */
const ships = async (scene: Scene, order: Bought): Promise<Units[]> => {
  await pays(scene, order);
  if ((await settled(scene, order)) !== 'shipping') return [];
  const { items } = await scene.actions.rowOf(order);
  return items.map(({ productId, quantity }) => ({ productId, quantity }));
};

const leaves = async ({ actions, admin }: Scene, order: Bought, items?: Units[], times = 1): Promise<void> => {
  const key = randomUUID();
  const requests = Array.from({ length: times }, () => actions.fulfil(order, admin, key, items));
  expected(await Promise.all(requests), 200, 201);
};

const arrives = async ({ actions, admin }: Scene, order: Bought): Promise<void> => {
  for (const { id } of (await actions.rowOf(order)).fulfilments ?? [])
    expected([await actions.deliver(order, admin, id)], 200);
};

/** Asks twice at once to return `items`. Returns the return's id. */
const wantsBack = async ({ actions }: Scene, order: Bought, items: Units[]): Promise<string> => {
  const key = randomUUID();
  expected(await Promise.all([1, 2].map(() => actions.requestReturn(order, key, items))), 200, 201);
  return (await actions.rowOf(order)).returns?.at(-1)?.id ?? '';
};

const comesBack = async (scene: Scene, order: Bought, items: Units[], restock: boolean): Promise<void> => {
  const { actions, admin } = scene;
  const id = await wantsBack(scene, order, items);
  expected([await actions.decideReturn(order, admin, id, 'approve')], 200);
  expected(await Promise.all([1, 2].map(() => actions.receiveReturn(order, admin, id, restock))), 200);
};

const oneOf = ([line]: Units[]): Units[] => (line ? [{ ...line, quantity: 1 }] : []);

/** What may become of an order once it ships. */
export const FULFILMENT_STORIES: Record<string, Story> = {
  'leaves in one parcel': {
    percent: 3,
    run: async (scene, order) => {
      if ((await ships(scene, order)).length === 0) return;
      await leaves(scene, order);
      await arrives(scene, order);
    },
  },
  'leaves in part, asked for twice at once, then the rest': {
    percent: 4,
    run: async (scene, order) => {
      const items = await ships(scene, order);
      if (items.length === 0) return;
      await leaves(scene, order, oneOf(items), 2);
      if (items.length > 1 || (items[0]?.quantity ?? 0) > 1) await leaves(scene, order);
    },
  },
  'leaves just as it is cancelled': {
    percent: 3,
    run: async (scene, order) => {
      if ((await ships(scene, order)).length === 0) return;
      const { actions, admin } = scene;
      const [cancelled, left] = await Promise.all([
        actions.cancel({ ...order, customer: admin }),
        actions.fulfil(order, admin, randomUUID()),
      ]);
      expected([cancelled], 200, 409);
      expected([left], 200, 201, 409);
    },
  },
  'comes back in part, in two returns': {
    percent: 4,
    run: async (scene, order) => {
      const items = await ships(scene, order);
      if (items.length === 0) return;
      await leaves(scene, order);
      await arrives(scene, order);
      await comesBack(scene, order, oneOf(items), true);
      const others = items.slice(1);
      if (others.length > 0) await comesBack(scene, order, others, false);
    },
  },
  'comes back whole after a refund as goodwill': {
    percent: 3,
    run: async (scene, order) => {
      const items = await ships(scene, order);
      if (items.length === 0) return;
      await leaves(scene, order);
      await arrives(scene, order);
      expected([await scene.actions.refund(order, scene.admin, 0.77)], 200, 201);
      await comesBack(scene, order, items, true);
    },
  },
  'is refused its return': {
    percent: 2,
    run: async (scene, order) => {
      const items = await ships(scene, order);
      if (items.length === 0) return;
      await leaves(scene, order);
      await arrives(scene, order);
      const id = await wantsBack(scene, order, oneOf(items));
      expected([await scene.actions.decideReturn(order, scene.admin, id, 'refuse')], 200);
    },
  },
};
