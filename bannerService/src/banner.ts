import { pageParameters } from '@ecommerce/shared/dynamodb.ts';
import { UploadFields } from '@ecommerce/shared/uploadFields.ts';
import * as z from 'zod';

/** Query of `GET /banners`. */
export const ListBannersQuery = z.strictObject(pageParameters(100));

/** Body of `POST /upload-url`. */
export const CreateUploadUrlBody = UploadFields;

/** A banner's row, written when its file arrives: `published` with its image, or `rejected` with the reason. */
export type Banner = {
  id: string;
  fileName: string;
  createdAt: string;
} & ({ status: 'published'; imageUrl: string } | { status: 'rejected'; reason: string; expiresAt: number });

/** How long the record of a rejected upload is kept, in seconds. */
const REJECTION_KEPT_SECONDS = 30 * 24 * 3600;

type Arrival = { id: string; fileName: string; now: Date };

/** Returns the banner of a checked image. */
export const publishedBanner = ({ id, fileName, now }: Arrival, imageUrl: string): Banner => ({
  id,
  fileName,
  createdAt: now.toISOString(),
  status: 'published',
  imageUrl,
});

/** Returns the record of a rejected file. */
export const rejectedBanner = ({ id, fileName, now }: Arrival, reason: string): Banner => ({
  id,
  fileName,
  createdAt: now.toISOString(),
  status: 'rejected',
  reason,
  expiresAt: Math.floor(now.getTime() / 1000) + REJECTION_KEPT_SECONDS,
});
