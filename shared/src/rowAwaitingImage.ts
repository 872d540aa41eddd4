/** The `status` of a row whose image has not arrived. */
export const AWAITING_IMAGE = 'awaitingImage';

/** How long a row waits for its image, in milliseconds. Its upload URL is long dead by then. */
export const IMAGE_DEADLINE_MS = 3600_000;

/**
 * What every row that is written before its image arrives has; `imageUrl` is there from the arrival of the image on. It changes only
 * where a `replacement` is waited for, and stays as it is until that has been checked.
 */
export type RowAwaitingImage = {
  id: string;
  fileName: string;
  status: string;
  /** ISO 8601, as all times here. */
  createdAt: string;
  updatedAt: string;
  imageUrl?: string;
  /** Why the last upload was refused. */
  uploadRejection?: string;
  /** When the row's upload URL was last given out again, where that happened. */
  urlRenewedAt?: string;
  /** Which image the row has, where it has not the first one. */
  imageVersion?: string;
  /** The image that is to take the place of the one that the row has. */
  replacement?: { fileName: string; fileType: string; version: string };
};
