import * as z from 'zod';

/** The most UTF-16 code units of a decomposed character. */
const DECOMPOSED_UNITS = 4;

/**
 * More combining marks on a letter than any language uses. The time to sort them grows with the square of their number.
 * @see https://unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
const TOO_MANY_MARKS = /\p{M}{31}/u;

/** A visible character: joiners, fillers and blanks alone are not text. */
const VISIBLE = /[^\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]|[\p{Co}\p{Cn}]/u;

/**
 * Creates the schema of a trimmed text in Unicode's composed form (NFC), so that texts that look the same are equal. Length and stacked
 * marks are checked first: normalising 64 kB of marks takes a second.
 */
export const composedText = (max: number) =>
  z
    .string()
    .max(DECOMPOSED_UNITS * max, { abort: true, error: `Too big: expected string to have <=${max} characters` })
    .refine((text) => !TOO_MANY_MARKS.test(text), {
      abort: true,
      error: 'must not have more than 30 marks on a letter',
    })
    .trim()
    .normalize('NFC')
    .min(1, { abort: true })
    .max(max, { abort: true });

const freeText = (max: number, allowed: RegExp) =>
  composedText(max)
    .regex(allowed, 'must not hold control characters')
    .refine((text) => VISIBLE.test(text), 'must hold a character that can be seen')
    .refine((text) => !text.includes('\ufffd'), 'must not hold U+FFFD, which stands for a character that was lost');

/** Creates the schema of one line of text: composed, 1 to `max` characters, no control characters. */
export const singleLineText = (max: number) => freeText(max, /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u);

/** Creates the schema of text with several lines: like `singleLineText`, but with line breaks and tabs. */
export const multiLineText = (max: number) => freeText(max, /^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u);

/** The name of a category, used by categories and products: equal names mean the same category. */
export const CategoryName = singleLineText(100);

/** Creates the schema of a whole number in a query, in plain decimal digits: `0x10`, `1e2`, `+5` and ` 5` are rejected. */
export const wholeNumber = (min: number, max: number) =>
  z.preprocess(
    (text) => (typeof text === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text),
    z.int('must be a whole number in decimal digits').min(min).max(max),
  );

/** Creates the schema of an array whose length is checked before its elements. */
export const arrayUpTo = <Element extends z.ZodType>(max: number, element: Element, min = 0) =>
  z.preprocess((value, { issues }) => {
    if (!Array.isArray(value) || value.length <= max) return value;
    issues.push({ code: 'custom', message: `must have at most ${max} entries`, input: value });
    return z.NEVER;
  }, z.array(element).min(min).max(max));
