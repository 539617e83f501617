import { basename, extname, resolve } from 'node:path'
import { ConfigurationError, show } from '../../errors.ts'
import { checkNames } from '../../option-checks.ts'
import { ownEnvironment } from '../process/own-environment.ts'
import { splitWords } from './split-words.ts'
import { parseTemplate, placeholdersOf } from '../template/template.ts'
import type { MetricPatterns } from './pattern-metrics.ts'
import type { TemplatePart } from '../template/template.ts'

/**
 * Where the results of a command come from: `'json'`, lines on standard output that are JSON objects;
 * named regular expressions, which together make a result; or a file of JSON lines (relative to the
 * trial's folder). A command that speaks the protocol needs none of these.
 */
export type CommandMetrics =
  | 'json'
  | { readonly regex: MetricPatterns; readonly stream?: 'stdout' | 'stderr' }
  | { readonly file: string }

export interface CommandOptions {
  /** Let `/bin/sh` read the command. Values stay single words all the same. @defaultValue false */
  readonly shell?: boolean
  /** Where results come from. @defaultValue `'json'` */
  readonly metrics?: CommandMetrics
  /** Working directory of the trials. @defaultValue the tuner's */
  readonly cwd?: string
  /** Environment variables to add; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Any program as a trainable. Plain data. */
export interface CommandTrainable {
  readonly kind: 'command'
  /** Short name, e.g. `train` for `python train.py`. */
  readonly name: string
  /** One template an argument; with `shell` a single one, the script. */
  readonly templates: readonly (readonly TemplatePart[])[]
  /** Paths in the config that the command names. */
  readonly placeholders: readonly string[]
  readonly shell: boolean
  readonly metrics: CommandMetrics
  /** Absolute path. */
  readonly cwd: string | undefined
  /** Null removes a variable. */
  readonly env: Readonly<Record<string, string | null>>
}

/**
 * A program as a trainable, e.g. `command('python train.py --lr {lr} --layers {model/layers}')`, or its
 * arguments as an array. A string is split into arguments once; each `{path}` is then replaced inside
 * its argument by that value of the config, so that no value is ever split or read by a shell.
 * @throws {ConfigurationError} `INVALID_COMMAND`, `UNCLOSED_QUOTE`, `SHELL_SYNTAX`,
 *   `INVALID_PLACEHOLDER` or `INVALID_METRICS_OPTION`.
 */
export function command(
  template: string | readonly string[],
  options: CommandOptions = {},
): CommandTrainable {
  checkNames('command', options, ['shell', 'metrics', 'cwd', 'env'])
  const shell = options.shell ?? false
  const words = wordsOf(template, shell)
  const templates = words.map((word) => Object.freeze(parseTemplate(word)))
  return Object.freeze({
    kind: 'command',
    name: nameOf(shell ? words.join(' ').split(/\s+/) : words),
    templates: Object.freeze(templates),
    placeholders: Object.freeze(placeholdersOf(templates)),
    shell,
    metrics: checkMetrics(options.metrics ?? 'json'),
    cwd: options.cwd === undefined ? undefined : resolve(options.cwd),
    env: ownEnvironment(options.env),
  })
}

function wordsOf(template: string | readonly string[], shell: boolean): readonly string[] {
  if (shell && typeof template !== 'string') {
    throw new ConfigurationError(
      'INVALID_COMMAND',
      'A shell reads one string, not an array of arguments. Give a string, or leave out shell.',
    )
  }
  const words = typeof template !== 'string' ? template : shell ? [template] : splitWords(template)
  if (words.length > 0 && words[0]?.trim()) return words
  throw new ConfigurationError(
    'INVALID_COMMAND',
    `The command is ${show(template)}. Name a program, e.g. command('python train.py --lr {lr}').`,
  )
}

/** The script's name rather than its interpreter's. */
function nameOf(words: readonly string[]): string {
  const script = words.find((word) => /^[^-{][^{]*\.\w{1,4}$/.test(word)) ?? words[0] ?? ''
  return basename(script, extname(script))
}

function checkMetrics(metrics: CommandMetrics): CommandMetrics {
  if (metrics === 'json') return metrics
  if (typeof metrics === 'object' && metrics !== null) {
    if ('file' in metrics && typeof metrics.file === 'string' && metrics.file !== '') {
      return Object.freeze({ file: metrics.file })
    }
    if ('regex' in metrics)
      return Object.freeze({ ...metrics, regex: checkPatterns(metrics.regex) })
  }
  throw new ConfigurationError(
    'INVALID_METRICS_OPTION',
    `metrics is ${show(metrics)}. Give 'json', { regex: { loss: /loss=(\\S+)/ } } or { file: 'metrics.jsonl' }.`,
  )
}

function checkPatterns(patterns: MetricPatterns): MetricPatterns {
  const entries = Object.entries(patterns)
  for (const [name, pattern] of entries) {
    if (pattern instanceof RegExp) continue
    throw new ConfigurationError(
      'INVALID_METRICS_OPTION',
      `metrics.regex.${name} is ${show(pattern)}. Give a regular expression with a group around the number.`,
    )
  }
  if (entries.length === 0) {
    throw new ConfigurationError(
      'INVALID_METRICS_OPTION',
      'metrics.regex is empty. Name at least one metric, e.g. { loss: /loss=(\\S+)/ }.',
    )
  }
  // The flags g and y would make a match depend on the line before.
  const stateless = entries.map(([name, { source, flags }]) => [
    name,
    new RegExp(source, flags.replaceAll(/[gy]/g, '')),
  ])
  return Object.freeze(Object.fromEntries(stateless) as Record<string, RegExp>)
}
