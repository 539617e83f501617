import { yamlComment, yamlList, yamlText, yamlValue } from './yaml-text.ts'
import type { PrintedMetric } from './metrics.ts'
import type { ProposedParameter } from './proposal.ts'

/** What is tried, as the file says it. Paths are relative to the file. */
export type TrainableText =
  | {
      readonly kind: 'command'
      readonly words: readonly string[]
      /** How the metric is found in the output; undefined for JSON lines and for `report()`. */
      readonly printed: PrintedMetric | undefined
    }
  | {
      readonly kind: 'python'
      readonly script: string
      readonly function: string | undefined
      readonly interpreter: string | undefined
    }
  | { readonly kind: 'module'; readonly module: string; readonly export: string }

/** The arguments that hand the parameters over. */
export function parameterWords(parameters: readonly ProposedParameter[]): readonly string[] {
  return parameters.flatMap(({ name, knob: { flag, toggle, isPlaced } }) =>
    flag === undefined || isPlaced === true
      ? []
      : toggle === undefined
        ? [flag, `{${name}}`]
        : [`{${name}}`],
  )
}

export function trainableLines(trainable: TrainableText): readonly string[] {
  switch (trainable.kind) {
    case 'module': {
      const name = trainable.export === 'default' ? {} : { export: trainable.export }
      return [
        '# The exported function that is called with a config. It reports its metrics.',
        `trainable: ${yamlValue({ module: trainable.module, ...name })}`,
      ]
    }
    case 'python':
      return [
        trainable.function === undefined
          ? '# The script that is run for each trial. It takes its config from attune.get_config().'
          : '# The function that is called with a config. It reports its metrics.',
        ...pythonLines(trainable),
      ]
    case 'command':
      return commandLines(trainable)
  }
}

function pythonLines({
  script,
  function: name,
  interpreter,
}: Extract<TrainableText, { kind: 'python' }>): readonly string[] {
  const value = {
    python: script,
    ...(name === undefined ? {} : { function: name }),
    ...(interpreter === undefined ? {} : { interpreter }),
  }
  return [`trainable: ${yamlValue(value)}`]
}

function commandLines({
  words,
  printed,
}: Extract<TrainableText, { kind: 'command' }>): readonly string[] {
  return [
    ...yamlComment(
      'The command of a trial: each {name} is replaced by a value of the space below.',
    ),
    'trainable:',
    ...yamlList('command', words, '  '),
    ...(printed === undefined
      ? [
          '  # Its results are the lines that it prints as JSON objects, e.g. {"loss": 0.5}, or what it',
          '  # hands to attune.report().',
        ]
      : [
          '  # Its results are numbers in what it prints: the group ( ) of each expression.',
          '  metrics:',
          '    regex:',
          `      ${yamlText(printed.name)}: ${yamlText(printed.pattern)}`,
        ]),
  ]
}
