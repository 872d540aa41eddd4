/** The `status` of a row whose image has not arrived. */
export const AWAITING_IMAGE = 'awaitingImage';

/** What every row that is written before its image arrives has; `imageUrl` is there from the arrival of the image on and never changes. */
export type AwaitingRow = {
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
};
