/** The types of pictures that the shop takes. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif'];
const MAX_PICTURE_BYTES = 5 * 1024 * 1024;

/** Returns why the shop would not take a file, if it would not. */
export const whyNot = (file: File): 'type' | 'size' | undefined =>
  !PICTURE_TYPES.includes(file.type) ? 'type' : file.size > MAX_PICTURE_BYTES ? 'size' : undefined;

/** The shop did not publish a picture: its file is damaged, too large, or no picture. */
export class PictureRefused extends Error {}

/** Sends a file to its upload URL. */
export const uploadPicture = async (url: string, file: File): Promise<void> => {
  const { ok, status } = await fetch(url, { method: 'PUT', body: new Blob([file]) }); // without a type: the URL allows no header
  if (!ok) throw new Error(`The upload failed with status ${status}.`);
};

const POLL_MS = 500;
const POLLS = 40;

/** Waits until a picture is checked and published. Returns whether that happened; a file that is no picture never is. */
export const isPublished = async (isListed: () => Promise<boolean>): Promise<boolean> => {
  for (let poll = 0; poll < POLLS; poll += 1) {
    if (await isListed()) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
};
