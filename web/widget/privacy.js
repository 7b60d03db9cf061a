/** What may be written to the browser's storage or shown, and what must stay in memory. */
import { labels } from "./labels.js";

const DIGIT_RUN = /[0-9]{6,}/;
const NUMERAL_RUN = /[零〇一二两三四五六七八九幺]{6,}/;
const SECRET_WORDS = /密码|随机码|验证码|校验码|动态码|口令|passw|pwd|pin|code/i;

/** Six digits, as codes and passwords have; or the 14 to 19 of a card, an identity card's with X. */
const LIKE_A_SECRET = /(?<!\p{Nd})\p{Nd}(?:(?:[ -]?\p{Nd}){5}|(?:[ -]?\p{Nd}){13,18}[xX]?)(?!\p{Nd})/gu;
const COVER_LENGTH = 6;
/** While one is asked for, any word with a digit in it: a new password may have any shape. */
const WITH_DIGITS = /[!-~]*\p{Nd}[!-~\p{Nd}]*/gu;

/**
 * Return `text` as it may be shown before the server has covered it, or null when all of it may.
 *
 * `asked` tells that a code or password is asked for at this moment.
 */
export function covered(text, asked) {
  // As long as the server's cover: how long it is tells nothing either.
  const cover = labels.mask.repeat(COVER_LENGTH);
  const shown = text.replace(asked ? WITH_DIGITS : LIKE_A_SECRET, cover);
  return shown === text ? null : shown;
}

/**
 * Tell whether `text` may hold a code, a password or a personal number.
 *
 * Errs on the safe side: six or more digits in a row (full-width, spaced or dashed too, so phone
 * and identity numbers as well), six Chinese numerals, or any word for a credential.
 */
export function mayBeSecret(text) {
  const plain = text.normalize("NFKC");
  const joined = plain.replace(/[\s\p{P}\p{S}\p{Cf}]/gu, "");
  return DIGIT_RUN.test(joined) || NUMERAL_RUN.test(joined) || SECRET_WORDS.test(plain);
}
