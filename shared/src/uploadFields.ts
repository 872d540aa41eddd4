import * as z from 'zod';
import { IMAGE_TYPES } from './images/imageTypes.ts';
import { singleLineText } from './texts.ts';

/** A file name: one path segment of 1 to 100 characters, without control and format characters other than joiners and non-joiners. */
export const FileName = singleLineText(100)
  .regex(/^(?:[^/\\\p{C}]|[\u200c\u200d])+$/u, 'must be one file name, without slashes or control characters')
  .refine((fileName) => fileName !== '.' && fileName !== '..', 'must be a file name')
  .refine((fileName) => !/%(2f|5c|00)/i.test(fileName), 'must not hold an encoded slash');

/** The two fields that every upload route accepts. `image/jpg`, which clients often send, means `image/jpeg`. */
export const UploadFields = z.strictObject({
  fileName: FileName,
  fileType: z.preprocess((type) => (type === 'image/jpg' ? 'image/jpeg' : type), z.enum(IMAGE_TYPES)),
});
