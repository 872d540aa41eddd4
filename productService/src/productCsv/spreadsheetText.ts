/** What spreadsheets take for the beginning of a formula, in half and full width. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * Returns a text as a spreadsheet may open it: one that would begin a formula is begun with an apostrophe, which spreadsheets take for the
 * sign of a text. Texts come from sellers, and a formula could send what stands in other cells elsewhere.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export const spreadsheetText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** Returns the text that `spreadsheetText` was given. */
export const withoutSign = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
