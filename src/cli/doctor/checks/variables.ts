import { nearestWord } from '../../../math/nearest-word.ts'
import { ok, warn } from '../check.ts'
import type { Check } from '../check.ts'

const OURS = ['ATTUNE_STORAGE', 'ATTUNE_PYTHON', 'ATTUNE_OUTPUT']
const SECRET = /TOKEN|SECRET|PASSWORD|KEY|CREDENTIAL/i

/** Variables of ours that are set, and those that look like a slip. */
export const variablesCheck: Check = {
  id: 'variables',
  title: 'Variables',
  run({ cli: { env } }) {
    const names = Object.keys(env)
      .filter((name) => name.startsWith('ATTUNE_') && env[name] !== undefined)
      .sort()
    const facts = Object.fromEntries(
      names.map((name) => [name, SECRET.test(name) ? '(not shown)' : env[name]]),
    )
    const text =
      names.length === 0 ? 'none of Attune set' : names.map((n) => `${n}=${facts[n]}`).join(' ')
    if (env['ATTUNE_TRIAL_ID'] !== undefined) {
      return warn(
        text,
        'This is inside a trial: a study started here is a study in a study.',
        facts,
      )
    }
    for (const name of names) {
      const nearest = OURS.includes(name) ? undefined : slip(name)
      if (nearest !== undefined) return warn(text, `Did you mean ${nearest} by ${name}?`, facts)
    }
    return ok(text, facts)
  },
}

/** One letter too many, too few or wrong. */
function slip(name: string): string | undefined {
  const own = name.slice('ATTUNE_'.length)
  const words = OURS.map((known) => known.slice('ATTUNE_'.length))
  const nearest = nearestWord(own, words)
  return nearest === undefined || Math.abs(nearest.length - own.length) > 1
    ? undefined
    : `ATTUNE_${nearest}`
}
