/** @import { VariableResolution } from './framework.ts' */

/**
 * Returns the sender of emails, from the stage parameters `mailFrom`, an address, and `shopName`. Anything that would break a header
 * fails the deployment.
 *
 *   from       for the header From: the shop's name and the address
 *   shopName   for the environment SHOP_NAME (shared/src/shopName.ts)
 *
 * Both are ASCII, whatever the name: CloudFormation turns other characters of a template into question marks.
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
    throw new Error(
      'The parameter mailFrom must be a plain email address; the parameter shopName is the name of the sender.',
    );
  if (!isName(shopName))
    throw new Error(`The parameter shopName must be one line of 1 to ${LONGEST} visible characters.`);
  return { from: `${displayName(shopName)} <${address}>`, shopName: encodeURIComponent(shopName) };
};

const LONGEST = 64;

/**
 * Returns whether a text can be a name. Some scripts need joiners; line ends, other control and format characters and lone surrogates are
 * rejected.
 *
 * @param {string} text
 */
const isName = (text) =>
  text.isWellFormed() &&
  [...text].length <= LONGEST &&
  /[\p{L}\p{N}\p{S}\p{P}]/u.test(text) &&
  !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll(/[\u200c\u200d]/g, ''));

/**
 * Returns the name as a quoted string, or as encoded words if it is not ASCII.
 *
 * @param {string} name
 */
const displayName = (name) =>
  /^[ -~]+$/.test(name) ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : encodedWords(name).join(' ');

/** The most bytes of text in an encoded word, which has at most 75 characters: 12 of them are `=?UTF-8?B?` and `?=`. */
const BYTES_OF_A_WORD = 45;

/**
 * Encodes a text as encoded words (RFC 2047), without splitting a character.
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
