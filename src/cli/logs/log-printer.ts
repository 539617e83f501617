import { stripVTControlCharacters } from 'node:util'
import { visibleText } from '../../report/visible-text.ts'
import { printJson } from '../print.ts'
import { lookOf } from '../table/look.ts'
import type { Cli } from '../cli.ts'
import type { LogPath } from './log-paths.ts'

/** One line of a trial's output. */
export interface LogLine {
  readonly trial: string
  readonly stream: LogPath['stream']
  readonly line: string
}

export interface LogPrinterOptions {
  /** Whether the lines of several trials are told apart. */
  readonly prefixed: boolean
  readonly json: boolean
}

/**
 * Prints lines as they come. A terminal gets them as they are, colours included; a pipe gets plain text,
 * and JSON has everything that would move the cursor written out.
 */
export function logPrinter(cli: Cli, options: LogPrinterOptions): (line: LogLine) => void {
  const { isTerminal, palette } = lookOf(cli)
  if (options.json) {
    return ({ trial, stream, line }) =>
      printJson(cli.stdout, { trial, stream, line: visibleText(line) })
  }
  return ({ trial, stream, line }) => {
    const text = isTerminal ? line : stripVTControlCharacters(line)
    const mark = stream === 'stderr' ? '!' : '|'
    const prefix = options.prefixed ? `${palette.dim(`${visibleText(trial)} ${mark}`)} ` : ''
    cli.stdout.write(`${prefix}${text}\n`)
  }
}
