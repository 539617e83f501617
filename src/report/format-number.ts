/** Exactly between two numbers of six digits, the lower of which ends in an even digit. */
const TIE_AFTER_EVEN = /^(-?\d\.\d{4}[02468])50*(e.*)$/u

/**
 * C's `%g`: six significant digits, no trailing zeros, an exponent below 1e-4 and from 1e6 on; `nan`,
 * `inf`, `-inf`. Whole numbers that a double holds exactly are printed in full.
 */
export function formatNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  // C rounds a tie to the even digit, JavaScript away from zero.
  const scientific = value.toExponential(20).match(TIE_AFTER_EVEN)?.slice(1).join('')
  const [mantissa = '', power = ''] = (scientific ?? value.toExponential(5)).split('e')
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

/** For text that has a decimal point. */
function withoutTrailingZeros(text: string): string {
  return text.replace(/\.?0*$/u, '')
}
