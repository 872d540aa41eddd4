import { randomUUID } from 'node:crypto';

/** Why units came or went. `import`: a file said how many there are. */
export const MOVEMENT_KINDS = ['initial', 'sale', 'release', 'return', 'adjustment', 'import'] as const;
type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** A change of a variant's stock. The movements of a variant add up to its units. */
export type StockMovement = {
  productId: string;
  variantId: string;
  /** Identifies it among those of its product, and sorts them by time. Repeated, it overwrites itself. */
  movementId: string;
  /** Units that came; negative if they went. */
  delta: number;
  kind: MovementKind;
  reason?: string | undefined;
  orderId?: string | undefined;
  /** The account that changed the stock. */
  by?: string | undefined;
  /** ISO 8601. */
  at: string;
};

/** Returns the movement of a change that is written in one transaction with it. @param id tells it from others of the same moment */
export const newMovement = (movement: Omit<StockMovement, 'movementId'>, id: string = randomUUID()): StockMovement => ({
  ...movement,
  movementId: `${movement.at}#${id}`,
});

/** Units of one variant that an order moves. */
type MovedLine = { productId: string; variantId?: string | undefined; quantity: number };

/** What moves the units of an order, under an id of its own: the order's, or that of the return. */
export type OrderMovement = { kind: 'sale' | 'release' | 'return'; id: string; orderId: string; at: string };

/**
 * Returns the movements of an order's lines, each of another variant. The same each time, so that writing them again changes nothing: they
 * are written after the transaction that moves the units.
 */
export const movementsOf = ({ kind, id, orderId, at }: OrderMovement, lines: MovedLine[]): StockMovement[] =>
  lines.map(({ productId, variantId = productId, quantity }) => ({
    ...{ productId, variantId, kind, orderId, at },
    movementId: [at, kind, id, ...(variantId === productId ? [] : [variantId])].join('#'),
    delta: kind === 'sale' ? -quantity : quantity,
  }));
