import { leaves, textOf, upperSnake } from '../../executor/command/config-values.ts'
import { shellWord } from '../../shell-word.ts'

/** `--lr 0.01 --model.layers 2`: words of a shell, quoted where needed. */
export function configArgs(config: unknown): string {
  return named(config)
    .map(([keys, value]) => `--${shellWord(keys.join('.'))} ${wordOf(value)}`)
    .join(' ')
}

/** `LR=0.01` and `MODEL_LAYERS=2`: lines that a shell can read in. */
export function configEnv(config: unknown): string[] {
  return named(config).map(([keys, value]) => {
    const name = keys.map(upperSnake).join('_')
    return `${/^\d/.test(name) ? '_' : ''}${name}=${wordOf(value)}`
  })
}

/** A config that is a single value has no name for it. */
function named(config: unknown): [readonly string[], unknown][] {
  return leaves(config).map(([keys, value]) => [keys.length === 0 ? ['config'] : keys, value])
}

function wordOf(value: unknown): string {
  const text = textOf(value)
  return text === '' ? "''" : shellWord(text)
}
