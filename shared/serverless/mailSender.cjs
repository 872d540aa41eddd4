/** @import { VariableResolution } from './framework.ts' */

/**
 * Whose emails these are, from the stage parameters `mailFrom`, an address, and `shopName`. Anything that would break a header fails the
 * deployment.
 *
 *   from       for the header From: the shop's name and the address
 *   shopName   for the environment SHOP_NAME (shared/src/shopName.ts)
 *
 * Both are ASCII whatever the name is: CloudFormation shows other characters of a template as question marks.
 *
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html
 *
 * @param {VariableResolution} resolution
 */
module.exports = async ({ resolveVariable }) => {
  const address = String(await resolveVariable('param:mailFrom'));
  const shopName = String(await resolveVariable('param:shopName'))
    .normalize('NFC')
    .trim();
  if (!/^[^\s\p{C}<>",;:\\]+@[^\s\p{C}<>",;:\\]+$/u.test(address))
    throw new Error('The parameter mailFrom is an email address alone; the name beside it is the parameter shopName.');
  if (!isName(shopName))
    throw new Error(`The parameter shopName is one line of 1 to ${LONGEST} characters that can be seen.`);
  return { from: `${displayName(shopName)} <${address}>`, shopName: encodeURIComponent(shopName) };
};

const LONGEST = 64;

/**
 * Joiners are letters' own in some scripts; line ends, other control characters, formatting and lone surrogates are in no name.
 *
 * @param {string} text
 */
const isName = (text) =>
  text.isWellFormed() &&
  [...text].length <= LONGEST &&
  /[\p{L}\p{N}\p{S}\p{P}]/u.test(text) &&
  !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll(/[\u200c\u200d]/g, ''));

/**
 * A quoted string, or encoded words where the name is not ASCII.
 *
 * @param {string} name
 */
const displayName = (name) =>
  /^[ -~]+$/.test(name) ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : encodedWords(name).join(' ');

/** Bytes of text in an encoded word, which has 75 characters at most: 12 of them are `=?UTF-8?B?` and `?=`. */
const BYTES_OF_A_WORD = 45;

/**
 * RFC 2047. No character is split.
 *
 * @param {string} text
 */
const encodedWords = (text) => {
  const words = [''];
  for (const character of text) {
    if (Buffer.byteLength(words.at(-1) + character) > BYTES_OF_A_WORD) words.push('');
    words[words.length - 1] += character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`);
};
