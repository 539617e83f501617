import { join } from 'node:path'
import { ConfigurationError } from '../../errors.ts'
import { ProcessExecutor } from '../process/process-executor.ts'
import { PYTHON_FOLDER, trialEnvironment } from '../process/trial-environment.ts'
import { writeParametersFile } from './parameters-file.ts'
import { probeInterpreter } from './probe-interpreter.ts'
import type { ExecutorContext, LaunchSpec } from '../executor.ts'
import type { AttemptPlan } from '../process/process-attempt.ts'
import type { PythonTrainable } from './python.ts'

const RUNNER = join(PYTHON_FOLDER, 'attune', '__main__.py')

/** Runs each attempt of a Python trainable in an interpreter of its own. */
export class PythonExecutor extends ProcessExecutor {
  readonly #trainable: PythonTrainable
  readonly #parameters: Readonly<Record<string, unknown>> | undefined
  #program = ''
  #options: readonly string[] = []

  /** @param parameters Constants that the function gets as keyword arguments. */
  constructor(trainable: PythonTrainable, parameters?: Readonly<Record<string, unknown>>) {
    super()
    this.#trainable = trainable
    this.#parameters = parameters
  }

  protected async prepare({ studyDir }: ExecutorContext): Promise<void> {
    const { python, function: name, isModule, spread, cwd, env } = this.#trainable
    if (this.#parameters && name === undefined) {
      throw new ConfigurationError(
        'PARAMETERS_WITHOUT_FUNCTION',
        "withParameters() hands constants to a function: name it with python(script, { function: 'train' }).",
      )
    }
    this.#program = await probeInterpreter(python, cwd, env)
    this.#options = [
      ...(name === undefined ? [] : ['--function', name]),
      ...(isModule ? ['--module'] : []),
      ...(spread ? ['--spread'] : []),
      ...(this.#parameters
        ? ['--parameters', writeParametersFile(studyDir, this.#parameters)]
        : []),
    ]
  }

  protected plan(spec: LaunchSpec): AttemptPlan {
    const { script, args, cwd, env } = this.#trainable
    return {
      argv: [this.#program, RUNNER, ...this.#options, script, ...args],
      env: trialEnvironment(spec, env),
      cwd,
      advice: () => 'Call attune.report() in it.',
    }
  }
}
