/** Exactly between two numbers of six digits, the lower of which ends in an even digit. */
const TIE_AFTER_EVEN = /^(-?\d\.\d{4}[02468])50*(e.*)$/u

/** At most six digits and no exponent: there is nothing to round and nothing to rewrite. */
const SHORT = /^-?(?:0\.(?!0000)\d{1,6}|(?=[\d.]{3,7}$)[1-9]\d*\.\d+)$/u
/** Seven digits with the zeros that JavaScript writes before an exponent, a sign and a point. */
const LONGEST_TIE = 15

/**
 * C's `%g`: six significant digits, no trailing zeros, an exponent below 1e-4 and from 1e6 on; `nan`,
 * `inf`, `-inf`. Whole numbers that a double holds exactly are printed in full.
 */
export function formatNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const shortest = String(value)
  if (SHORT.test(shortest)) return shortest
  // C rounds a tie to the even digit, JavaScript away from zero. Looking for one is slow, and a tie has
  // no more than seven digits.
  const size = Math.abs(value)
  const mayTie = shortest.length <= LONGEST_TIE || size > Number.MAX_SAFE_INTEGER
  if (!mayTie && size >= 1e-4 && size < 999_999) return withoutTrailingZeros(value.toPrecision(6))
  const scientific = mayTie && value.toExponential(20).match(TIE_AFTER_EVEN)?.slice(1).join('')
  const [mantissa = '', power = ''] = (scientific || value.toExponential(5)).split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 6) {
    const digits = String(Math.abs(exponent)).padStart(2, '0')
    return `${withoutTrailingZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`
  }
  const digits = mantissa.replace(/[-.]/gu, '')
  const text =
    exponent < 0
      ? `0.${'0'.repeat(-exponent - 1)}${digits}`
      : `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
  return (value < 0 ? '-' : '') + withoutTrailingZeros(text)
}

/** Of a text without a decimal point all zeros stay. */
function withoutTrailingZeros(text: string): string {
  if (!text.includes('.')) return text
  let end = text.length
  while (text[end - 1] === '0') end -= 1
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end)
}
