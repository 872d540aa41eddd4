import { setTimeout as sleep } from 'node:timers/promises';
import { numberOf, type SeedProduct, seedProduct } from './inventory.ts';
import { RequestError, upload } from './persistence.ts';
import { productPicture } from './pictures.ts';
import { allPages, bodyOf, type Shop, sendAsSeller } from './sellerApi.ts';

/** A product of the seller, as in `GET /my-products`. */
export type Own = { id: string; status: string; imageUrl?: string; uploadRejection?: string };

/** The products that the seller offers already, by the number in the picture's name and by id. */
export type Known = { byNumber: Map<number, Own>; byId: Map<string, Own> };

/** How long the check of a picture may take, in milliseconds. */
const CHECK_LIMIT = 60_000;

/** Reads the seller's products. */
export const knownProducts = async (shop: Shop): Promise<Known> => {
  const own = await allPages<{ products: Own[]; nextCursor?: string }, Own>(
    shop,
    `${shop.platform.product}/my-products`,
    ({ body }) => ({ items: body.products, next: body.nextCursor }),
  );
  const numbered = own.flatMap((product) => {
    const n = product.imageUrl === undefined ? undefined : numberOf(product.imageUrl);
    return n === undefined ? [] : [[n, product] as const];
  });
  return { byNumber: new Map(numbered), byId: new Map(own.map((product) => [product.id, product])) };
};

/** Returns whether nothing is left to do for the product: it is on sale, or an admin has rejected it. */
export const isSettled = (product: Own | undefined): boolean =>
  product?.status === 'approved' || product?.status === 'rejected';

/** Offers a product, idempotently by its number. Returns its id and upload URL. */
const offer = async (shop: Shop, { n, assortment: _, ...body }: SeedProduct) => {
  const reply = await sendAsSeller<{ id: string; uploadUrl: string; code?: string }>(
    shop,
    `${shop.platform.product}/get-upload-url`,
    { body, headers: { 'idempotency-key': `seed-${n}` } },
  );
  if (reply.body.code === 'IDEMPOTENCY_KEY_REUSED')
    throw new RequestError(`product ${n} was offered by another version of this command: delete it first`);
  return bodyOf(`product ${n}`, reply);
};

/**
 * Creates a function that approves a product once its picture has been checked. It adapts its polling to how long the check usually
 * takes.
 */
const approver = (shop: Shop) => {
  let usual = 300; // milliseconds
  const tryOnce = async (id: string): Promise<boolean> => {
    const url = `${shop.platform.product}/products/${id}/approve`;
    const reply = await sendAsSeller<{ code?: string }>(shop, url, { method: 'POST' });
    if (reply.status === 409 && reply.body.code === 'IMAGE_NOT_CHECKED') return false;
    bodyOf(`approval of ${id}`, reply);
    return true;
  };
  return async (id: string, waitForCheck: boolean): Promise<void> => {
    const start = performance.now();
    if (waitForCheck) await sleep(usual * 0.9, undefined, { signal: shop.stop });
    for (let wait = 100; !(await tryOnce(id)); wait = Math.min(wait * 1.5, 2000)) {
      if (performance.now() - start > CHECK_LIMIT)
        throw new RequestError(`the picture of ${id} was not checked within ${CHECK_LIMIT / 1000} s`);
      await sleep(wait, undefined, { signal: shop.stop });
    }
    if (waitForCheck) usual += (performance.now() - start - usual) / 10;
  };
};

/** Puts product `n` on sale, continuing where an earlier run stopped. */
const putOnSale = async (shop: Shop, n: number, known: Known, approve: ReturnType<typeof approver>): Promise<void> => {
  const waiting = known.byNumber.get(n);
  if (waiting?.status === 'pending') return approve(waiting.id, false);
  const product = seedProduct(n);
  const { id, uploadUrl } = await offer(shop, product);
  const earlier = known.byId.get(id);
  if (isSettled(earlier)) return;
  if (earlier?.status !== 'pending') await upload(uploadUrl, productPicture(product), shop.stop);
  await approve(id, earlier?.status !== 'pending');
};

export type Filling = { numbers: number[]; known: Known; concurrency: number; onAdded: () => void };

/** More failures than this end the run: then something is wrong with the shop, not with a product. */
const MANY_FAILURES = 10;

/**
 * Puts the numbered products on sale, several at a time.
 *
 * @returns one sentence for each product that failed
 * @throws the reason of `shop.stop` as soon as it is aborted; RequestError after many failures
 */
export const fillProducts = async (
  shop: Shop,
  { numbers, known, concurrency, onAdded }: Filling,
): Promise<string[]> => {
  const failures: string[] = [];
  const approve = approver(shop);
  const remaining = (function* () {
    yield* numbers; // unlike a list's own iterator, it ends for all workers when one of them gives up
  })();
  const work = async (): Promise<void> => {
    for (const n of remaining) {
      try {
        await putOnSale(shop, n, known, approve);
        onAdded();
      } catch (error) {
        shop.stop.throwIfAborted();
        if (!(error instanceof RequestError)) throw error;
        failures.push(error.message);
        if (failures.length >= MANY_FAILURES)
          throw new RequestError(`${failures.length} products failed, the last: ${error.message}`);
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return failures;
};
