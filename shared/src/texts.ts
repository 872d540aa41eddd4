import * as z from 'zod';

/**
 * One line of text that people read: trimmed, in Unicode's composed form (so that equal texts are equal), 1 to `max` characters,
 * without control characters.
 */
export const lineOfText = (max: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u, 'must not hold control characters');

/** Text of several lines: as `lineOfText`, but line breaks and tabs are welcome. */
export const linesOfText = (max: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(max)
    .regex(/^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u, 'must not hold control characters');

/** A category's name, as a category has it and as a product names it: equal names are one category. */
export const CategoryName = lineOfText(100);
