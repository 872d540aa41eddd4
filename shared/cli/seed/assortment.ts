import { dailyGoods } from './dailyGoods.ts';
import type { Assortment } from './goods.ts';
import { houseGoods } from './houseGoods.ts';

/** Words that fit everything that is sold. */
export const adjectives = [
  'Classic',
  'Compact',
  'Everyday',
  'Handmade',
  'Light',
  'Modern',
  'Nordic',
  'Patterned',
  'Rustic',
  'Slim',
  'Sturdy',
  'Vintage',
] as const;

/** The ten categories, to which products are assigned in turn. */
export const assortments: readonly Assortment[] = [...houseGoods, ...dailyGoods];
