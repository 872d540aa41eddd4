/** The `status` of a row whose image has not arrived. */
export const AWAITING_IMAGE = 'awaitingImage';

/** How long a row waits for its image, in milliseconds. Its upload URL expires long before. */
export const IMAGE_DEADLINE_MS = 3600_000;

/** The attributes of every row that is written before its image arrives. `imageUrl` is set when the image has been checked. */
export type RowAwaitingImage = {
  id: string;
  fileName: string;
  status: string;
  /** ISO 8601, like all times here. */
  createdAt: string;
  updatedAt: string;
  imageUrl?: string;
  /** Why the last upload was rejected. */
  uploadRejection?: string;
  /** When the row's upload URL was last renewed, if ever. */
  urlRenewedAt?: string;
};
