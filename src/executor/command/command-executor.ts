import { ProcessExecutor } from '../process/process-executor.ts'
import { trialEnvironment } from '../process/trial-environment.ts'
import { configVariables, textAt } from '../template/config-values.ts'
import { metricSource } from './metric-sources.ts'
import { fillScript } from './shell-script.ts'
import { fillTemplate } from '../template/template.ts'
import type { LaunchSpec } from '../executor.ts'
import type { AttemptPlan } from '../process/process-attempt.ts'
import type { CommandTrainable } from './command.ts'

/** Runs each attempt of a command in a process of its own. */
export class CommandExecutor extends ProcessExecutor {
  readonly #command: CommandTrainable

  constructor(command: CommandTrainable) {
    super()
    this.#command = command
  }

  protected prepare(): Promise<void> {
    return Promise.resolve()
  }

  protected plan(spec: LaunchSpec): AttemptPlan {
    const { metrics, cwd, env } = this.#command
    const { argv, variables } = this.#fill(spec.config)
    const source = metricSource(metrics, spec.dir)
    return {
      argv,
      env: {
        ...trialEnvironment(spec, env),
        ...configVariables(spec.config),
        ...variables,
      },
      cwd,
      source,
      advice: () => source.advice(),
    }
  }

  #fill(config: unknown): { argv: readonly string[]; variables: Readonly<Record<string, string>> } {
    const { templates, shell } = this.#command
    const valueOf = (name: string): string => textAt(config, name)
    if (!shell)
      return { argv: templates.map((parts) => fillTemplate(parts, valueOf)), variables: {} }
    const { script, variables } = fillScript(templates.flat(), valueOf)
    return { argv: ['/bin/sh', '-c', script], variables }
  }
}
