import * as z from 'zod';

/** A character takes at most this many UTF-16 code units when it is decomposed. */
const DECOMPOSED_UNITS = 4;

/**
 * More marks on one letter than any language has. Sorting them takes time that grows with their square.
 * @see https://unicode.org/reports/tr15/#Stream_Safe_Text_Format
 */
const TOO_MANY_MARKS = /\p{M}{31}/u;

/** A character that can be seen: joiners, fillers and blanks alone are no text. */
const VISIBLE = /[^\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]|[\p{Co}\p{Cn}]/u;

/**
 * Text in Unicode's composed form (NFC), so that equal texts are equal, without white space around it. Length and stacked marks are
 * checked first: normalising 64 kB of marks takes a second.
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

/** One line of text that people read: composed, 1 to `max` characters, without control characters. */
export const singleLineText = (max: number) => freeText(max, /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u);

/** Text of several lines: as `singleLineText`, but line breaks and tabs are welcome. */
export const multiLineText = (max: number) => freeText(max, /^(?:[\n\r\t]|[^\p{Cc}\p{Cs}])*$/u);

/** A category's name, as a category has it and as a product names it: equal names are one category. */
export const CategoryName = singleLineText(100);

/** A whole number in a query, in plain decimal digits: `0x10`, `1e2`, `+5` and ` 5` are none. */
export const wholeNumber = (min: number, max: number) =>
  z.preprocess(
    (text) => (typeof text === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text),
    z.int('must be a whole number in decimal digits').min(min).max(max),
  );

/** An array whose length is checked before its elements are. */
export const arrayUpTo = <Element extends z.ZodType>(max: number, element: Element, min = 0) =>
  z.preprocess((value, { issues }) => {
    if (!Array.isArray(value) || value.length <= max) return value;
    issues.push({ code: 'custom', message: `must have at most ${max} entries`, input: value });
    return z.NEVER;
  }, z.array(element).min(min).max(max));
