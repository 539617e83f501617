import { basename, join } from 'node:path'
import { ConfigurationError } from '../../errors.ts'
import { ProcessExecutor } from '../process/process-executor.ts'
import { PYTHON_FOLDER, trialEnvironment } from '../process/trial-environment.ts'
import { textAt } from '../template/config-values.ts'
import { fillTemplate } from '../template/template.ts'
import { writeParametersFile } from './parameters-file.ts'
import { probeInterpreter } from './probe-interpreter.ts'
import { argumentTemplates } from './python.ts'
import { WarmStart } from './warm/warm-start.ts'
import type { ExecutorContext, LaunchSpec } from '../executor.ts'
import type { AttemptPlan } from '../process/process-attempt.ts'
import type { TemplatePart } from '../template/template.ts'
import type { PythonTrainable } from './python.ts'

const RUNNER = join(PYTHON_FOLDER, 'attune', '__main__.py')

/** File in the study's folder for what the script prints when it is imported for all trials. */
const IMPORT_LOG = 'import.log'

/** Runs each attempt of a Python trainable in a process of its own. */
export class PythonExecutor extends ProcessExecutor {
  readonly #trainable: PythonTrainable
  readonly #parameters: Readonly<Record<string, unknown>> | undefined
  readonly #arguments: readonly (readonly TemplatePart[])[]
  #program = ''
  #options: readonly string[] = []
  #warm: WarmStart | undefined

  /** @param parameters Constants that the function gets as keyword arguments. */
  constructor(trainable: PythonTrainable, parameters?: Readonly<Record<string, unknown>>) {
    super()
    this.#trainable = trainable
    this.#arguments = argumentTemplates(trainable)
    this.#parameters = parameters
  }

  protected async prepare({ studyDir, logToFile, warn }: ExecutorContext): Promise<void> {
    const { python, script, function: name, isModule, spread, warm, cwd, env } = this.#trainable
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
    if (!warm) return
    this.#warm = new WarmStart({
      program: this.#program,
      options: [...this.#options, script],
      name: isModule ? script : basename(script),
      cwd,
      output: logToFile ? { file: join(studyDir, IMPORT_LOG) } : 'ignore',
      warn,
    })
  }

  override async close(): Promise<void> {
    await super.close()
    await this.#warm?.close()
  }

  protected plan(spec: LaunchSpec): AttemptPlan {
    const { script, cwd, env } = this.#trainable
    const args = this.#arguments.map((parts) =>
      fillTemplate(parts, (name) => textAt(spec.config, name)),
    )
    const warm = this.#warm
    return {
      argv: [this.#program, RUNNER, ...this.#options, script, ...args],
      env: trialEnvironment(spec, env),
      cwd,
      ...(warm ? { start: (options, signal) => warm.start(options, args, signal) } : {}),
      advice: () => 'Call attune.report() in it.',
    }
  }
}
