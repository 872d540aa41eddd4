import { ImageRefused } from '@ecommerce/shared/images/imageLimits.ts';
import type { ImageType } from '@ecommerce/shared/images/imageTypes.ts';
import sharp, { type OutputInfo, type Sharp, type SharpOptions } from 'sharp';
import { RENDITION_NAMES, RENDITION_SIDES, type RenditionName } from '../product/productImage.ts';

/** The most pixels of a picture: what a camera of 50 megapixels takes. */
const MAX_PIXELS = 50_000_000;

/** The most pixels of all frames of an animation together. */
const MAX_PIXELS_OF_ALL_FRAMES = 200_000_000;

// Each picture is decoded once: a cache would only hold memory
sharp.cache(false);

/** A picture as it is published, with its renditions in WebP. */
export type RenderedPicture = {
  type: ImageType;
  bytes: Buffer;
  /** As it is shown. */
  width: number;
  height: number;
  renditions: Record<RenditionName, Buffer>;
};

/**
 * Decodes a cleaned image completely, turns it upright and makes its renditions.
 *
 * An animation stays one, whatever its type: the published picture moves, its renditions are stills of its first picture. Nothing else is
 * encoded anew unless it has to be turned.
 *
 * @throws ImageRefused if its pixels cannot be decoded
 */
export const renderPicture = async ({ type, bytes }: { type: ImageType; bytes: Buffer }): Promise<RenderedPicture> => {
  try {
    const source = type === 'image/avif' ? asStillAvif(bytes) : bytes;
    const picture = sharp(source, decoding(MAX_PIXELS));
    const { pages = 1, orientation = 1, autoOrient } = await picture.metadata();
    const isAnimated = pages > 1 || isAnimatedPng(bytes);
    if (pages > 1) await decodeFrames(source);
    const large = await picture
      .autoOrient()
      .resize({ ...within(RENDITION_SIDES.large), fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return {
      type,
      bytes: orientation === 1 || isAnimated ? bytes : await upright(type, source),
      ...autoOrient,
      renditions: await renditionsOf(large),
    };
  } catch (error) {
    if (error instanceof ImageRefused) throw error;
    throw new ImageRefused(`the image cannot be decoded: ${reasonOf(error)}`);
  }
};

const decoding = (limitInputPixels: number): SharpOptions => ({ failOn: 'warning', limitInputPixels });

const within = (side: number) => ({ width: side, height: side });

/** Decodes all frames of an animation, one after the other. */
const decodeFrames = async (source: Buffer): Promise<void> => {
  await sharp(source, { ...decoding(MAX_PIXELS_OF_ALL_FRAMES), animated: true })
    .resize({ ...within(8), fit: 'fill' })
    .raw()
    .toBuffer();
};

/** Encodes a picture anew, upright, in its own type and in sRGB. */
const upright = (type: ImageType, source: Buffer): Promise<Buffer> =>
  encoded(type, sharp(source, decoding(MAX_PIXELS)).autoOrient()).toBuffer();

const encoded = (type: ImageType, picture: Sharp): Sharp => {
  if (type === 'image/png') return picture.png();
  if (type === 'image/webp') return picture.webp({ quality: 95, effort: 2 });
  return picture.jpeg({ quality: 95 });
};

const renditionsOf = async ({ data, info }: { data: Buffer; info: OutputInfo }) => {
  const { width, height, channels } = info;
  const made = RENDITION_NAMES.map(async (name): Promise<[RenditionName, Buffer]> => {
    const rendition = sharp(data, { raw: { width, height, channels } })
      .resize({ ...within(RENDITION_SIDES[name]), fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 });
    return [name, await rendition.toBuffer()];
  });
  return Object.fromEntries(await Promise.all(made)) as Record<RenditionName, Buffer>;
};

/** Returns an AVIF under the name of a still one: libvips reads only those, although animated ones have a still picture as well. */
const asStillAvif = (bytes: Buffer): Buffer => {
  const still = Buffer.from(bytes);
  still.write('avif', 8, 'latin1');
  return still;
};

/** Returns whether a PNG is animated, which libvips does not see: it has the chunk `acTL` before its pixels. */
const isAnimatedPng = (bytes: Buffer): boolean => {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return false;
  for (let at = 8; at + 8 <= bytes.length; at += bytes.readUInt32BE(at) + 12) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL' || type === 'IDAT') return type === 'acTL';
  }
  return false;
};

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
