import { existsSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { parameterWords } from './trainable-text.ts'
import type { Cli } from '../cli.ts'
import type { Found } from './found.ts'
import type { Proposal } from './proposal.ts'
import type { TrainableText } from './trainable-text.ts'

/** The trainable as the file says it: with its parameters, and paths relative to the file's folder. */
export function placeTrainable(
  { cwd }: Cli,
  { trainable, printed }: Found,
  { parameters }: Proposal,
  {
    out,
    metric,
    interpreter,
  }: { readonly out: string; readonly metric: string; readonly interpreter?: string },
): TrainableText {
  const folder = dirname(resolve(cwd, out))
  switch (trainable.kind) {
    case 'module':
      return {
        kind: 'module',
        module: dotted(relative(folder, trainable.module)),
        export: trainable.export,
      }
    case 'python':
      return {
        kind: 'python',
        script: relative(folder, trainable.script),
        function: trainable.function,
        interpreter: interpreter === undefined ? undefined : moved(interpreter, cwd, folder),
      }
    case 'command': {
      const words = trainable.words.map((word) => moved(word, cwd, folder))
      return {
        kind: 'command',
        words: [...words, ...parameterWords(parameters)],
        printed: printed.find(({ name }) => name === metric),
      }
    }
  }
}

/** A word of a command that is a relative path, from another folder. */
function moved(word: string, from: string, to: string): string {
  const isPath = /[/\\.]/.test(word) && !isAbsolute(word) && existsSync(resolve(from, word))
  if (!isPath || from === to) return word
  const path = relative(to, resolve(from, word))
  return word.includes('/') ? dotted(path) : path
}

function dotted(path: string): string {
  return isAbsolute(path) || path.startsWith('.') ? path : `./${path}`
}
