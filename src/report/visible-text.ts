/**
 * Controls, lone surrogates, and format characters that reorder or hide text. Joiners stay: emoji and
 * several scripts are written with them.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

const SPELLED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * The text on one line, with everything that could move the cursor, change colours or reverse the
 * reading order written out (`\n`, `\x1b`, `\u{202e}`).
 */
export function visibleText(text: string): string {
  return text.replaceAll(UNSAFE, (character) => {
    const spelled = SPELLED[character]
    if (spelled !== undefined) return spelled
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`
  })
}
