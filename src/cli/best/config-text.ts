import { leaves, textAt, textOf, upperSnake } from '../../executor/template/config-values.ts'
import { fillTemplate } from '../../executor/template/template.ts'
import { shellWord } from '../../shell-word.ts'
import type { TemplatePart } from '../../executor/template/template.ts'

/**
 * The arguments of a command that come from its config, as the command spells them: a word with a
 * placeholder, and before one that is nothing else, the option that it belongs to.
 * @param templates The command's words, see `CommandTrainable`.
 */
export function commandArgs(
  templates: readonly (readonly TemplatePart[])[],
  config: unknown,
): string {
  const isOption = (word: readonly TemplatePart[] | undefined): boolean =>
    word?.length === 1 && typeof word[0] === 'string' && word[0].startsWith('-')
  const words = templates.flatMap((word, i) => {
    if (word.every((part) => typeof part === 'string')) return []
    const before = templates[i - 1]
    const isAlone = word.length === 1 && before !== undefined && isOption(before)
    return isAlone ? [before, word] : [word]
  })
  return words.map((word) => quoted(fillTemplate(word, (name) => textAt(config, name)))).join(' ')
}

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
  return quoted(textOf(value))
}

function quoted(text: string): string {
  return text === '' ? "''" : shellWord(text)
}
