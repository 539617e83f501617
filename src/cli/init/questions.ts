import { createInterface } from 'node:readline'
import { ConfigurationError } from '../../errors.ts'
import type { Cli } from '../cli.ts'

/** Asks a person at a terminal. */
export interface Questions {
  /** Asks until the answer will do; an empty answer is the suggestion, if there is one. */
  ask(question: Question): Promise<string>
}

export interface Question {
  readonly text: string
  readonly suggestion?: string | undefined
  /** What is wrong with an answer; undefined when nothing is. */
  readonly check?: (answer: string) => string | undefined
}

/** Whether somebody sits at both ends. */
export function canAsk({ stdin, stderr }: Cli): boolean {
  return stdin.isTTY && stderr.isTTY === true
}

/**
 * Questions on standard error, so that standard output has the result alone.
 * @throws {ConfigurationError} `INIT_CANCELLED` by `ask`, at Ctrl-C and at the end of the input.
 */
export function questionsOf(cli: Cli): Questions {
  return {
    async ask({ text, suggestion, check }) {
      const hint = suggestion === undefined ? '' : ` [${suggestion}]`
      for (;;) {
        const answer = (await readAnswer(cli, `${text}${hint} `)).trim() || (suggestion ?? '')
        const problem = answer === '' ? 'An answer is needed.' : check?.(answer)
        if (problem === undefined) return answer
        cli.stderr.write(`${problem}\n`)
      }
    },
  }
}

function readAnswer(cli: Cli, prompt: string): Promise<string> {
  const output = cli.stderr as unknown as NodeJS.WritableStream
  const lines = createInterface({ input: cli.stdin, output, terminal: true })
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      // Of no effect after an answer.
      reject(new ConfigurationError('INIT_CANCELLED', 'Cancelled: nothing was written.'))
      cli.stdin.pause()
    })
    lines.question(prompt, (answer) => {
      resolve(answer)
      lines.close()
    })
  })
}
