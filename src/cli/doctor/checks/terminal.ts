import { wantsColor, wantsUnicode } from '../../../report/palette.ts'
import { ok, warn } from '../check.ts'
import type { Check } from '../check.ts'

const NARROW = 80

/** What the terminal can show. */
export const terminalCheck: Check = {
  id: 'terminal',
  title: 'Terminal',
  run({ cli: { stdout, env } }) {
    const isTerminal = stdout.isTTY === true
    const { columns, rows } = stdout
    const [color, unicode] = [wantsColor(env, isTerminal), wantsUnicode(env)]
    const facts = { isTerminal, columns: columns ?? null, rows: rows ?? null, color, unicode }
    if (!isTerminal) return ok('none: plain lines, without colours', facts)
    const text =
      `${env['TERM'] ?? 'unknown'}, ${columns} x ${rows}, ` +
      `${color ? 'colours' : 'no colours'}, ${unicode ? 'Unicode' : 'ASCII only'}`
    if ((columns ?? NARROW) < NARROW) {
      return warn(
        text,
        `Make it ${NARROW} columns wide or wider: tables are cut to its width.`,
        facts,
      )
    }
    if (unicode || env['TERM'] === 'linux') return ok(text, facts)
    return warn(text, 'Set LANG to a UTF-8 locale, e.g. C.UTF-8, for lines and curves.', facts)
  },
}
