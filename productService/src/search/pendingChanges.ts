/** The fewest changes that a new file is worth. */
const FEWEST = 250;

/** The share of products that have changed when the index gets a new file. A reader keeps as many changes in memory, beside the file. */
const SHARE = 0.01;

/** Returns how many changes may be pending before the index gets a new file. */
export const mostPending = (documents: number): number => Math.max(FEWEST, Math.ceil(documents * SHARE));
