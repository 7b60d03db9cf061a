/** What may be written to the browser's storage, and what must stay in memory. */

const DIGIT_RUN = /[0-9]{6,}/;
const NUMERAL_RUN = /[零〇一二两三四五六七八九幺]{6,}/;
const SECRET_WORDS = /密码|随机码|验证码|校验码|动态码|口令|passw|pwd|pin|code/i;

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
