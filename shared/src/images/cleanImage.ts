import { cleanAvif, isAvif } from './cleanAvif.ts';
import { cleanGif, isGif } from './cleanGif.ts';
import { cleanJpeg, isJpeg } from './cleanJpeg.ts';
import { cleanPng, isPng } from './cleanPng.ts';
import { cleanWebp, isWebp } from './cleanWebp.ts';
import { ImageRefused, refuse } from './imageLimits.ts';
import { IMAGE_TYPES, type ImageType } from './imageTypes.ts';

type Format = { is: (file: Buffer) => boolean; clean: (file: Buffer) => Buffer | Promise<Buffer> };

const FORMATS: Readonly<Record<ImageType, Format>> = {
  'image/png': { is: isPng, clean: cleanPng },
  'image/jpeg': { is: isJpeg, clean: cleanJpeg },
  'image/webp': { is: isWebp, clean: cleanWebp },
  'image/gif': { is: isGif, clean: cleanGif },
  'image/avif': { is: isAvif, clean: cleanAvif },
};

/** A cleaned image, as it is published. */
export type CleanImage = { type: ImageType; bytes: Buffer };

/**
 * Reads an image to its end and returns it without metadata (EXIF with GPS position, XMP, IPTC, comments, texts, thumbnails, times) and
 * without trailing bytes. Whatever affects how it looks stays: colour profile, orientation, animation. The type is read from the content,
 * not from its name or declared type.
 *
 * @throws ImageRefused with the reason: not an allowed type, damaged, cut off, too many pixels
 */
export const cleanImage = async (file: Buffer): Promise<CleanImage> => {
  const type = IMAGE_TYPES.find((candidate) => FORMATS[candidate].is(file));
  if (!type) return refuse('not an image of an allowed type (PNG, JPEG, WebP, GIF, AVIF)');
  try {
    return { type, bytes: await FORMATS[type].clean(file) };
  } catch (error) {
    if (error instanceof ImageRefused) throw error;
    // A number was read beyond the end of its buffer
    if ((error as { code?: unknown }).code === 'ERR_OUT_OF_RANGE') return refuse('the image is cut off');
    throw error;
  }
};
