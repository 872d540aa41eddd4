/** Returns the key of an object as S3 stores it, from the one that an event names: there it is encoded as in a form. */
export const objectKeyOf = (eventKey: string): string => decodeURIComponent(eventKey.replaceAll('+', ' '));
