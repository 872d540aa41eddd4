import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '@ecommerce/shared/auth.ts';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { idOfKey } from '@ecommerce/shared/idempotency.ts';
import { putUpload } from '@ecommerce/shared/imageUploads.ts';
import { outageError } from '@ecommerce/shared/outages.ts';
import { awaitedImages, type ImageArrangement, planAddition, planArrangement } from '../picture/imageChange.ts';
import { applyChange } from '../product/applyChange.ts';
import { keyedRequest } from '../product/keyedRequest.ts';
import type { DetailedProduct } from '../product/product.ts';
import { imagesOf, MAX_IMAGES } from '../product/productImage.ts';
import { getDetailedProduct } from '../product/productStore.ts';
import { type ImportedPicture, refusedPicture } from '../productCsv/importedPicture.ts';
import type { ImportedProduct, RefusedLine } from '../productCsv/importedProduct.ts';
import type { ReadProduct } from '../productCsv/readProductCsv.ts';
import { checkPictureUrl, type FetchPicture, PictureRefused } from './fetchPicture.ts';
import { findProduct, tryProduct } from './importProduct.ts';
import type { PartResult } from './importStore.ts';
import type { ProductImport } from './productImport.ts';
import { variantsInFile } from './variantsInFile.ts';

const { IMAGE_BUCKET } = readEnvironment({ IMAGE_BUCKET: name });

/** The namespace of the ids of imported pictures. */
const PICTURE_NAMESPACE = '5d3c1f0a-7e0d-4f2c-8a55-9b1e6c2d4f80';

/** For how many products pictures are fetched at a time: one after the other of each. */
const AT_ONCE = 5;

/** How long the pictures of a part are fetched, and then waited for to be checked, in milliseconds. */
const FETCH_MS = 25_000;
const CHECK_MS = 15_000;
const POLL_MS = 300;

/** A product of the shop with the pictures that a file names, and those of them that were uploaded. */
type Pictured = {
  product: DetailedProduct;
  file: ImportedProduct;
  pictures: ImportedPicture[];
  uploaded: Set<string>;
  refused: RefusedLine[];
};

/**
 * Adds the pictures of the next products of a file. What is there already stays, so it may be carried out again after it was interrupted
 * anywhere. Pictures that cannot be added are in the result; products that were refused are passed over.
 *
 * @throws Error for anything else, an outage too: then some of the pictures may be there
 */
export const importPictures = async (
  row: ProductImport,
  products: ReadProduct[],
  fetchPicture: FetchPicture,
): Promise<PartResult> => {
  const files = products.flatMap((read) => ('product' in read && read.product.pictures ? [read.product] : []));
  const picturesNamed = files.reduce((sum, { pictures = [] }) => sum + pictures.length, 0);
  const result = { products: products.length, lines: 0, picturesNamed };
  if (row.dryRun) return { ...result, refused: files.flatMap(({ pictures = [] }) => pictures.flatMap(tryPicture)) };
  const pictured = (await Promise.all(files.map((file) => lookUp(row, file)))).filter((one) => one !== undefined);
  const until = Date.now() + FETCH_MS;
  await inTurns(pictured, (one) => addPictures(row, one, (url) => fetchPicture(url, until)));
  const checkedUntil = Date.now() + CHECK_MS;
  const there = await Promise.all(pictured.map((one) => arrange(row, one, checkedUntil)));
  return {
    ...result,
    refused: pictured.flatMap(({ refused }) => refused),
    pictures: there.reduce((sum, count) => sum + count, 0),
  };
};

const tryPicture = (picture: ImportedPicture): RefusedLine[] => {
  try {
    if (picture.reason !== undefined) throw new PictureRefused(picture.reason);
    if (picture.id === undefined) checkPictureUrl(picture.url);
    return [];
  } catch (error) {
    return [refusalOf(picture, error)];
  }
};

/** Returns the product that a file means; `undefined` if it was refused, as the report says already. */
const lookUp = async (row: ProductImport, file: ImportedProduct): Promise<Pictured | undefined> => {
  try {
    const inShop = await findProduct(file);
    tryProduct(row, file, inShop);
    const { product } = inShop;
    return product && { product, file, pictures: file.pictures ?? [], uploaded: new Set(), refused: [] };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'UNAVAILABLE') throw error;
    return undefined;
  }
};

/** Does work for each of some things, a few at a time. */
const inTurns = async <One>(all: One[], work: (one: One) => Promise<void>): Promise<void> => {
  const open = all.values();
  const worker = async () => {
    for (const one of open) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

/** Returns the id of a product's picture: the same for the same address, so that none is added twice. */
const pictureId = (product: DetailedProduct, { id, url }: ImportedPicture): string =>
  imagesOf(product).find((image) => image.id === id)?.id ?? idOfKey(url, PICTURE_NAMESPACE, product.id);

type Fetch = (url: string) => ReturnType<FetchPicture>;

const addPictures = async (row: ProductImport, pictured: Pictured, fetchOne: Fetch): Promise<void> => {
  for (const picture of pictured.pictures) {
    try {
      await addPicture(row, pictured, picture, fetchOne);
    } catch (error) {
      pictured.refused.push(refusalOf(picture, error));
    }
  }
};

/** Has a product wait for a picture, and uploads it, unless it is there. @throws PictureRefused, DomainError */
const addPicture = async (
  row: ProductImport,
  pictured: Pictured,
  picture: ImportedPicture,
  fetchOne: Fetch,
): Promise<void> => {
  const { product, uploaded } = pictured;
  const id = pictureId(product, picture);
  if (imagesOf(product).some((image) => image.id === id)) return;
  if (picture.reason !== undefined) throw new PictureRefused(picture.reason);
  const now = new Date();
  const awaited = awaitedImages(product, now);
  const before = awaited.find((image) => image.id === id);
  if (before?.uploadRejection !== undefined) throw new PictureRefused(before.uploadRejection);
  if (!before && imagesOf(product).length + awaited.length >= MAX_IMAGES) {
    throw new PictureRefused(`A product has at most ${MAX_IMAGES} images.`);
  }
  const { type, bytes, fileName } = await fetchOne(picture.url);
  const image = { fileName: before?.fileName ?? fileName, fileType: type, alt: picture.alt };
  const request = keyedRequest(['importPicture', id], undefined, now);
  pictured.product = await applyChange(staffOf(row), product.id, request, (current) =>
    planAddition(current, id, image, request),
  );
  await putUpload({ bucket: IMAGE_BUCKET, id: product.id, version: id, fileName: image.fileName }, { type, bytes });
  uploaded.add(id);
};

const staffOf = ({ by, email }: ProductImport): Caller => ({ userId: by, email, groups: ['staff'] });

/** Returns why a picture is not added. @throws any error that is not about the picture */
const refusalOf = (picture: ImportedPicture, error: unknown): RefusedLine => {
  if (error instanceof PictureRefused) return refusedPicture(picture, error.message);
  if (!(error instanceof DomainError)) throw error;
  if (error.code === 'UNAVAILABLE') throw outageError(error);
  return refusedPicture(picture, error.message);
};

/**
 * Waits until a product's uploaded pictures are checked, and brings all imported ones into the order of the file.
 *
 * @returns how many of the file's pictures the product has
 */
const arrange = async (row: ProductImport, pictured: Pictured, until: number): Promise<number> => {
  const product = await checked(pictured, until);
  if (!product) return 0;
  const arrangement = arrangementOf(product, pictured);
  const request = keyedRequest(['arrangePictures', arrangement.order], undefined, new Date());
  const plan = (current: DetailedProduct) => planArrangement(current, arrangement, request);
  if (plan(product)) await applyChange(staffOf(row), product.id, request, plan);
  const ids = new Set(imagesOf(product).map(({ id }) => id));
  return pictured.pictures.filter((picture) => ids.has(pictureId(product, picture))).length;
};

/** Returns a product whose uploads were checked, if that happens in time; `undefined` if it was deleted. */
const checked = async (
  { product: before, pictures, uploaded, refused }: Pictured,
  until: number,
): Promise<DetailedProduct | undefined> => {
  let product: DetailedProduct | undefined = before;
  for (; uploaded.size > 0 && product; await sleep(POLL_MS)) {
    product = await getDetailedProduct(before.id, { consistent: true });
    const waiting = product?.waitingImages?.filter(({ id }) => uploaded.has(id)) ?? [];
    const isOver = Date.now() >= until;
    if (!isOver && waiting.some(({ uploadRejection }) => uploadRejection === undefined)) continue;
    for (const { id, uploadRejection = 'It was not checked in time: import the file again.' } of waiting) {
      const picture = pictures.find((one) => pictureId(before, one) === id);
      if (picture) refused.push(refusedPicture(picture, uploadRejection));
    }
    return product;
  }
  return product;
};

const arrangementOf = (product: DetailedProduct, { file, pictures }: Pictured): ImageArrangement => {
  const ofFile = pictures.map((picture) => ({ picture, id: pictureId(product, picture) }));
  const variants = variantsInFile(product, file.variants).map(({ before }) => before?.id);
  const shown = ofFile.flatMap(({ picture, id }) =>
    picture.shownBy.flatMap((index) => (variants[index] === undefined ? [] : [[variants[index], id] as const])),
  );
  const order = new Set(ofFile.filter(({ picture, id }) => picture.id !== id).map(({ id }) => id));
  return { order: [...order], shown: new Map(shown) };
};
