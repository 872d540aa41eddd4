/** The most pixels of a picture or of one frame. */
const MAX_PIXELS = 50_000_000;

/** The most pixels of all frames of an animation together. */
const MAX_PIXELS_OF_ALL_FRAMES = 200_000_000;

/** The most frames of an animation. */
export const MAX_FRAMES = 1000;

/** The most pixels in a row or column that every browser can show. */
const MAX_SIDE = 16_384;

/** The reason why an uploaded file is not published. `message` is shown to the person who uploaded it. */
export class ImageRefused extends Error {
  override readonly name = 'ImageRefused';
}

/** Rejects an image. @throws ImageRefused */
export const refuse = (reason: string): never => {
  throw new ImageRefused(reason);
};

/** Rejects an image if `condition` is false. @throws ImageRefused */
export const assertImage: (condition: boolean, reason: string) => asserts condition = (condition, reason) => {
  if (!condition) refuse(reason);
};

/** Returns `length` bytes from `start` on. @throws ImageRefused if the file ends before them */
export const part = (bytes: Buffer, start: number, length: number): Buffer => {
  assertImage(start >= 0 && length >= 0 && start + length <= bytes.length, 'the image is cut off');
  return bytes.subarray(start, start + length);
};

/** Creates a function that counts the frames and pixels of one image. The function throws `ImageRefused` beyond a limit. */
export const createFrameCount = () => {
  let frames = 0;
  let pixels = 0;
  return (width: number, height: number): void => {
    assertImage(width > 0 && height > 0, 'the image has no pixels');
    assertImage(width <= MAX_SIDE && height <= MAX_SIDE, `wider or higher than ${MAX_SIDE} pixels`);
    assertImage(width * height <= MAX_PIXELS, `more than ${MAX_PIXELS / 1e6} megapixels`);
    frames += 1;
    pixels += width * height;
    assertImage(frames <= MAX_FRAMES, `more than ${MAX_FRAMES} frames`);
    assertImage(
      pixels <= MAX_PIXELS_OF_ALL_FRAMES,
      `more than ${MAX_PIXELS_OF_ALL_FRAMES / 1e6} megapixels in all frames`,
    );
  };
};
